import { number } from '../../../platform/web/dates.ts'
import { form, formButtons } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type TableState, tableAddress } from '../../../platform/web/table-query.ts'
import { type BulkWish, sharedFields } from '../bulk-task.ts'
import { type BulkAction, bulkActions } from '../bulk-words.ts'
import { exportNames } from '../exporting/formats.ts'
import { links } from '../links.ts'
import type { Count } from '../searching/counting.ts'

/** What a visitor may do with papers. */
export type Allowed = Readonly<{ mayEdit: boolean; mayOperate: boolean; maySend: boolean }>

/** A menu of what can be done to the ticked papers, or to all that match. */
export function bulkMenu(
  page: Page,
  it: Allowed & Readonly<{ state: TableState; count: Count; tags: readonly string[] }>,
): Html {
  const words = it.count.isRough ? `≈ ${number(page, it.count.total)}` : number(page, it.count.total)
  return html`<details class="menu menu-end" data-menu><summary class="btn btn-outline-secondary">${icon('check2-square')} ${page.t('With papers')}</summary>
    <div class="menu-body bulk-menu">${form(page, { action: links.bulk(), id: 'bulk-papers' }, [
      stateFields(it.state),
      html`<fieldset><legend class="visually-hidden">${page.t('Which papers')}</legend>
        ${scope('selected', page.t('The ticked ones'), true)}
        ${scope('all', page.t('All {{count}} that match', { count: words }), false)}</fieldset>`,
      html`<ul>${allowedActions(it).map((action) => actionItem(page, action, it.tags))}
        ${it.maySend && html`<li><button type="submit" class="btn btn-sm" formaction="${links.send()}">${icon('send')} ${page.t('Send to a plugin')}</button></li>`}
        ${downloadItem(page)}</ul>`,
    ])}</div></details>`
}

/** The page stays where it is, so the buttons do not rest after a press. */
const downloadItem = (page: Page): Html =>
  html`<li class="bulk-downloads"><span>${icon('download')} ${page.t('Download')}</span> ${exportNames.map(([extension, title]) => html`<button type="submit" class="btn btn-sm" formaction="${links.exportMeant()}" name="as" value="${extension}" data-download>${title}</button>`)}</li>`

/** Says how many papers are meant, before anything happens to all of them. */
export function bulkPage(
  page: Page,
  {
    wish,
    state,
    count,
    confirmedAt,
  }: Readonly<{ wish: BulkWish; state: TableState; count: number; confirmedAt: string }>,
): View {
  const { title, about, icon: iconName, isGrave } = bulkActions[wish.action]
  const hidden = {
    scope: 'all',
    action: wish.action,
    priority: String(wish.priority),
    new_tag: wish.tag,
    new_field: wish.field,
    new_value: wish.value,
    confirmed_at: confirmedAt,
  }
  return {
    title: page.t(title),
    styles: ['papers/papers.css'],
    body: html`<header class="page-head"><div><h1>${page.t(title)}</h1>
        <p class="lead">${page.t('{{count}} papers match. {{what}}', { count, what: page.t(about) })}</p></div></header>
      <div class="panel narrow">${wishText(page, wish)}
      <p>${page.t('Papers that change before their turn comes are left alone. It runs in the background, and can be called off.')}</p>
      ${form(page, { action: links.bulk() }, [
        stateFields(state),
        Object.entries(hidden).map(([name, value]) => hiddenField(name, value)),
        formButtons(html`<button type="submit" class="btn btn-${isGrave ? 'danger' : 'primary'}">${icon(iconName)} ${page.t('Do it to {{count}} papers', { count })}</button>
          <a class="btn btn-outline-secondary" href="${tableAddress(links.list(), state)}">${page.t('Back to the table')}</a>`),
      ])}</div>`,
  }
}

function wishText(page: Page, { action, priority, tag, field, value }: BulkWish): Html | false {
  if (action === 'priority') return html`<p>${page.t('Priority')}: <strong>${priority}</strong></p>`
  if (action === 'tag' || action === 'untag') return html`<p>${page.t('Tag')}: <strong>${tag}</strong></p>`
  if (action === 'edit')
    return html`<p>${page.t(fieldWords[field])}: <strong>${value === '' ? '–' : value}</strong></p>`
  return false
}

const fieldWords: Readonly<Record<(typeof sharedFields)[number], string>> = {
  journal: 'Journal',
  publisher: 'Publisher',
  type: 'Type',
  language: 'Language',
  issn: 'ISSN',
  published_on: 'Published',
}

const hiddenField = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`

const allowedActions = ({ mayEdit, mayOperate }: Allowed): BulkAction[] =>
  (Object.keys(bulkActions) as BulkAction[]).filter((action) =>
    bulkActions[action].rule === 'papers.operate' ? mayOperate : mayEdit,
  )

/** The search goes along, so that "all" means what was seen. */
const stateFields = ({ q, filters }: TableState): Html =>
  html`${q !== '' && hiddenField('q', q)}${Object.entries(filters).map(([name, values]) => values.map((value) => hiddenField(name, value)))}`

const scope = (value: string, text: string, checked: boolean): Html =>
  html`<div class="form-check"><input${attributes({ class: 'form-check-input', type: 'radio', id: `bulk-scope-${value}`, name: 'scope', value, checked })}> <label class="form-check-label" for="bulk-scope-${value}">${text}</label></div>`

function actionItem(page: Page, action: BulkAction, tags: readonly string[]): Html {
  const { title, icon: iconName } = bulkActions[action]
  const button = html`<button type="submit" class="btn btn-sm" name="action" value="${action}">${icon(iconName)} ${page.t(title)}</button>`
  // One box serves both ways of a tag.
  if (action === 'untag') return html`<li>${button}</li>`
  return html`<li>${button}${controls[action]?.(page, tags)}</li>`
}

/** What goes with an action, on its line. */
const controls: Partial<Record<BulkAction, (page: Page, tags: readonly string[]) => Html>> = {
  priority: (page) =>
    html` <label class="visually-hidden" for="bulk-priority">${page.t('Priority')}</label><input class="form-control form-control-sm" type="number" id="bulk-priority" name="priority" min="-10" max="10" value="0">`,
  tag: (page, tags) =>
    html` <label class="visually-hidden" for="bulk-tag">${page.t('Tag')}</label><input class="form-control form-control-sm" id="bulk-tag" name="new_tag" maxlength="50" list="bulk-tags" autocomplete="off" placeholder="${page.t('Tag')}">
      <datalist id="bulk-tags">${tags.map((tag) => html`<option value="${tag}"></option>`)}</datalist>`,
  edit: (page) =>
    html` <label class="visually-hidden" for="bulk-field">${page.t('Field')}</label><select class="form-select form-select-sm" id="bulk-field" name="new_field">${sharedFields.map((field) => html`<option value="${field}">${page.t(fieldWords[field])}</option>`)}</select>
      <label class="visually-hidden" for="bulk-value">${page.t('Value')}</label><input class="form-control form-control-sm" id="bulk-value" name="new_value" maxlength="2000" autocomplete="off" placeholder="${page.t('Value')}">`,
}
