import { number } from '../../../platform/web/dates.ts'
import { form, formButtons } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type TableState, tableAddress } from '../../../platform/web/table-query.ts'
import { type BulkAction, bulkActions } from '../bulk-words.ts'
import { links } from '../links.ts'
import type { Count } from '../searching/counting.ts'

type Allowed = Readonly<{ mayEdit: boolean; mayOperate: boolean }>

/** A menu of what can be done to the ticked papers, or to all that match. */
export function bulkMenu(page: Page, it: Allowed & Readonly<{ state: TableState; count: Count }>): Html {
  const words = it.count.isRough ? `≈ ${number(page, it.count.total)}` : number(page, it.count.total)
  return html`<details class="menu menu-end" data-menu><summary class="btn btn-outline-secondary">${icon('check2-square')} ${page.t('With papers')}</summary>
    <div class="menu-body bulk-menu">${form(page, { action: links.bulk(), id: 'bulk-papers' }, [
      stateFields(it.state),
      html`<fieldset><legend class="visually-hidden">${page.t('Which papers')}</legend>
        ${scope('selected', page.t('The ticked ones'), true)}
        ${scope('all', page.t('All {{count}} that match', { count: words }), false)}</fieldset>`,
      html`<ul>${allowedActions(it).map((action) => actionItem(page, action))}</ul>`,
    ])}</div></details>`
}

/** Says how many papers are meant, before anything happens to all of them. */
export const bulkPage = (
  page: Page,
  it: Readonly<{ action: BulkAction; priority: number; state: TableState; count: number; confirmedAt: string }>,
): View => ({
  title: page.t(bulkActions[it.action].title),
  styles: ['papers/papers.css'],
  body: html`<header class="page-head"><div><h1>${page.t(bulkActions[it.action].title)}</h1>
      <p class="lead">${page.t('{{count}} papers match. {{what}}', { count: it.count, what: page.t(bulkActions[it.action].about) })}</p></div></header>
    <div class="panel narrow"><p>${page.t('Papers that change before their turn comes are left alone. It runs in the background, and can be called off.')}</p>
    ${form(page, { action: links.bulk() }, [
      stateFields(it.state),
      html`<input type="hidden" name="scope" value="all"><input type="hidden" name="action" value="${it.action}"><input type="hidden" name="priority" value="${it.priority}">
        <input type="hidden" name="confirmed_at" value="${it.confirmedAt}">`,
      formButtons(html`<button type="submit" class="btn btn-${bulkActions[it.action].isGrave ? 'danger' : 'primary'}">${icon(bulkActions[it.action].icon)} ${page.t('Do it to {{count}} papers', { count: it.count })}</button>
        <a class="btn btn-outline-secondary" href="${tableAddress(links.list(), it.state)}">${page.t('Back to the table')}</a>`),
    ])}</div>`,
})

const allowedActions = ({ mayEdit, mayOperate }: Allowed): BulkAction[] =>
  (Object.keys(bulkActions) as BulkAction[]).filter((action) =>
    bulkActions[action].rule === 'papers.operate' ? mayOperate : mayEdit,
  )

/** The search goes along, so that "all" means what was seen. */
const stateFields = ({ q, filters }: TableState): Html => {
  const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`
  return html`${q !== '' && hidden('q', q)}${Object.entries(filters).map(([name, values]) => values.map((value) => hidden(name, value)))}`
}

const scope = (value: string, text: string, checked: boolean): Html =>
  html`<div class="form-check"><input${attributes({ class: 'form-check-input', type: 'radio', id: `bulk-scope-${value}`, name: 'scope', value, checked })}> <label class="form-check-label" for="bulk-scope-${value}">${text}</label></div>`

function actionItem(page: Page, action: BulkAction): Html {
  const { title, icon: iconName } = bulkActions[action]
  const priority =
    action === 'priority' &&
    html` <label class="visually-hidden" for="bulk-priority">${page.t('Priority')}</label><input class="form-control form-control-sm" type="number" id="bulk-priority" name="priority" min="-10" max="10" value="0">`
  return html`<li><button type="submit" class="btn btn-sm" name="action" value="${action}">${icon(iconName)} ${page.t(title)}</button>${priority}</li>`
}
