import { can } from '../../../platform/accounts/permissions.ts'
import { areaField, type FormState, form, formButtons, formMessage, submitButton } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import { isWhole } from '../planning/scope.ts'
import type { ScopeChoice } from '../schedule-view.ts'

/** Which papers plans choose from; folded while they choose from all. */
export function scopePart(page: Page, { scope, lists, tags }: ScopeChoice, state: FormState): Html {
  const mayEdit = can(page.person, 'papers.operate')
  const isOpen = !isWhole(scope) || state.message !== null
  return html`<section class="panel" id="scope"><details${attributes({ open: isOpen })}><summary><h2>${icon('funnel')} ${page.t('Which papers')}</h2></summary>
    <p>${page.t('Plans choose from all papers that wait, or only from some. Where nothing is ticked or written, all count. It holds from the next hour on; papers that have their time already keep it.')}</p>
    ${form(page, { action: links.planScope(), id: 'scope-form' }, [
      formMessage(state),
      boxes(page.t('Only these lists'), 'lists', lists, scope.lists, mayEdit),
      boxes(
        page.t('Only papers with one of these tags'),
        'tags',
        tags.map((tag) => ({ id: tag, name: tag })),
        scope.tags,
        mayEdit,
      ),
      areaField(state, {
        name: 'journals',
        label: page.t('Only these journals'),
        help: page.t('One in each line, as the papers name it.'),
        value: scope.journals.join('\n'),
        rows: 3,
        attributes: { readonly: !mayEdit },
      }),
      mayEdit && formButtons(submitButton(page.t('Choose only from these'), 'check-lg')),
    ])}</details></section>`
}

function boxes(
  legend: string,
  name: string,
  all: readonly Readonly<{ id: string; name: string }>[],
  chosen: readonly string[],
  mayEdit: boolean,
): Html | false {
  const box = ({ id, name: text }: { id: string; name: string }): Html =>
    html`<div class="form-check"><input${attributes({ class: 'form-check-input', type: 'checkbox', id: `${name}-${id}`, name, value: id, checked: chosen.includes(id), disabled: !mayEdit })}> <label class="form-check-label" for="${name}-${id}">${text}</label></div>`
  return all.length > 0 && html`<fieldset class="scope-boxes mb-3"><legend>${legend}</legend>${all.map(box)}</fieldset>`
}
