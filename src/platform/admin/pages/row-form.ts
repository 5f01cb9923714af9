import { number } from '../../web/dates.ts'
import {
  areaField,
  checkField,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html, nothing } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { BulkPlan } from '../tables/bulk-editing.ts'
import type { AdminColumn, AdminTable, Row } from '../tables/declaring.ts'
import { whyNotRestored } from '../tables/editing.ts'
import { editableColumns, labelOf, rowIdOf, typedColumns } from '../tables/known-tables.ts'
import { asTyped, versionOf } from '../tables/values.ts'
import { styles } from './cells.ts'
import type { Pointing } from './row.ts'

export const newRowPage = (page: Page, table: AdminTable, state: FormState): View => ({
  title: page.t('New record'),
  styles,
  body: html`<header class="page-head"><div><p class="page-up"><a href="${links.table(table.name)}">${icon('chevron-left')} ${page.t(table.title)}</a></p><h1>${page.t('New record')}</h1><p>${page.t(table.about)}</p></div></header>
    <div class="panel narrow">${form(page, { action: links.rows(table.name) }, [
      formMessage(state),
      typedColumns(table).map((column) => field(page, state, column)),
      formButtons([submitButton(page.t('Make it'), 'plus-lg'), back(page, links.table(table.name))]),
    ])}</div>`,
})

/** `row` is what stands there now; beside a form that was overtaken, each field shows it. */
export const editRowPage = (page: Page, table: AdminTable, row: Row, state: FormState, isOvertaken: boolean): View => {
  const id = rowIdOf(table, row)
  return {
    title: `${page.t('Edit')}: ${labelOf(table, row)}`,
    styles,
    body: html`<header class="page-head"><div><p class="page-up"><a href="${links.row(table.name, id)}">${icon('chevron-left')} ${labelOf(table, row)}</a></p><h1>${page.t('Edit')}</h1></div></header>
      <div class="panel narrow">${form(page, { action: links.row(table.name, id) }, [
        formMessage(state),
        html`<input type="hidden" name="_version" value="${versionOf(table, row)}">`,
        editableColumns(table).map((column) => [
          field(page, state, column, row),
          isOvertaken && standsNow(page, state, column, row),
        ]),
        formButtons([submitButton(page.t('Save'), 'check-lg'), back(page, links.row(table.name, id))]),
      ])}</div>`,
  }
}

/** Says what goes along, what is cleared and what stands in the way, before anything is deleted. */
export const deleteRowPage = (
  page: Page,
  {
    table,
    row,
    pointing,
    mostCounted,
  }: Readonly<{ table: AdminTable; row: Row; pointing: readonly Pointing[]; mostCounted: number }>,
): View => {
  const id = rowIdOf(table, row)
  const inTheWay = pointing.some(({ referrer, count }) => referrer.column.whenGone === 'prevents-it' && count > 0)
  const sentences = [
    ...pointing.filter(({ count }) => count > 0).map((one) => consequence(page, one, mostCounted)),
    ...(table.consequences ?? []).map((sentence) => page.t(sentence)),
    undoSentence(page, table, pointing),
  ]
  return {
    title: page.t('Delete?'),
    styles,
    body: html`<header class="page-head"><div><p class="page-up"><a href="${links.row(table.name, id)}">${icon('chevron-left')} ${labelOf(table, row)}</a></p><h1>${page.t('Delete “{{name}}”?', { name: labelOf(table, row) })}</h1></div></header>
      <div class="panel narrow"><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
      ${form(page, { action: links.deleteRow(table.name, id) }, [
        html`<input type="hidden" name="_version" value="${versionOf(table, row)}">`,
        formButtons([
          !inTheWay && html`<button type="submit" class="btn btn-danger">${icon('trash')} ${page.t('Delete')}</button>`,
          back(page, links.row(table.name, id)),
        ]),
      ])}</div>`,
  }
}

function consequence(page: Page, { referrer, count }: Pointing, most: number): string {
  const named = {
    records: page.t(referrer.table.title),
    number: count > most ? `> ${number(page, most)}` : number(page, count),
  }
  switch (referrer.column.whenGone) {
    case 'goes-along':
      return page.t('{{records}}: {{number}} go along.', named)
    case 'is-cleared':
      return page.t('{{records}}: {{number}} stay, and point at nothing from then on.', named)
    case 'prevents-it':
      return page.t('{{records}}: {{number}} need it, so that it cannot be deleted.', named)
    default:
      return page.t('{{records}}: {{number}} stay as they are, with its id.', named)
  }
}

function undoSentence(page: Page, table: AdminTable, pointing: readonly Pointing[]): string {
  const why = whyNotRestored(table)
  if (why !== undefined) return page.t(why)
  const isAlone = !pointing.some(({ referrer, count }) => count > 0 && referrer.column.whenGone === 'goes-along')
  return isAlone
    ? page.t('It can be put back afterwards.')
    : page.t('The record itself can be put back afterwards; what goes along cannot.')
}

export type BulkForm = Readonly<{
  table: AdminTable
  state: FormState
  /** Which rows are meant, packed for the next step. */
  scope: string
  count: number
  /** Null at first; then what would happen. */
  plan: BulkPlan | null
}>

/** Keep, set or clear for each field; nothing is written before the preview was seen. */
export const bulkPage = (page: Page, { table, state, scope, count, plan }: BulkForm): View => ({
  title: page.t('Change together'),
  styles,
  body: html`<header class="page-head"><div><p class="page-up"><a href="${links.table(table.name)}">${icon('chevron-left')} ${page.t(table.title)}</a></p><h1>${page.t('Change {{count}} records together', { count })}</h1></div></header>
    <div class="panel">${form(page, { action: links.bulk(table.name) }, [
      formMessage(state),
      html`<input type="hidden" name="_scope" value="${scope}">`,
      plan ? preview(page, table, plan) : nothing,
      editableColumns(table).map((column) => bulkField(page, state, column)),
      formButtons([
        html`<button type="submit" class="btn btn-${plan ? 'outline-secondary' : 'primary'}" name="_step" value="preview">${icon('eye')} ${page.t('Show what would change')}</button>`,
        plan !== null &&
          plan.changing > 0 &&
          html`<button type="submit" class="btn btn-primary" name="_step" value="apply">${icon('check-lg')} ${page.t('Change {{count}} records', { count: plan.changing })}</button>`,
        back(page, links.table(table.name)),
      ]),
    ])}</div>`,
})

function preview(page: Page, table: AdminTable, plan: BulkPlan): Html {
  const names = Object.keys(plan.wished)
  const rest = plan.found - plan.changing
  const examples = plan.examples.map(
    (row) =>
      html`<tr><th scope="row">${labelOf(table, row)}</th>${names.map((name) => html`<td><del>${asTyped(row[name]) || '–'}</del> <ins>${asTyped(plan.wished[name]) || '–'}</ins></td>`)}</tr>`,
  )
  return html`<div class="alert alert-${plan.changing > 0 ? 'warning' : 'info'}" role="status">${icon('eye')} ${page.t('{{count}} records would change.', { count: plan.changing })} ${rest > 0 && page.t('{{count}} stand so already.', { count: rest })}</div>
    ${plan.changing > 0 && html`<div class="table-part"><table class="table"><caption>${page.t('For example')}</caption><thead><tr><th scope="col">${page.t('Record')}</th>${names.map((name) => html`<th scope="col">${page.t(table.columns.find((column) => column.name === name)?.title ?? name)}</th>`)}</tr></thead><tbody>${examples}</tbody></table></div>`}`
}

function bulkField(page: Page, state: FormState, column: AdminColumn): Html {
  const name = `how-${column.name}`
  const isNullable = column.edit?.safeParse(null).success === true
  const options = [
    { value: 'keep', text: page.t('Keep') },
    { value: 'set', text: page.t('Set to') },
    ...(isNullable ? [{ value: 'clear', text: page.t('Clear') }] : []),
  ]
  const how = selectField(state, {
    name,
    label: page.t('{{column}}: what happens', { column: page.t(column.title) }),
    options,
    value: 'keep',
  })
  return html`<div class="bulk-field">${how}<div>${field(page, state, { ...column, help: undefined }, undefined, true)}</div></div>`
}

const back = (page: Page, href: string): Html =>
  html`<a class="btn btn-outline-secondary" href="${href}">${page.t('Back')}</a>`

/** What stands there now, where it is not what was typed. */
function standsNow(page: Page, state: FormState, column: AdminColumn, row: Row): Html {
  const now = asTyped(row[column.name])
  const typed = state.values[column.name] ?? (column.type === 'yes-no' ? '0' : '')
  if (now === typed) return nothing
  return html`<p class="form-text stands-now">${icon('people')} ${page.t('Stands there now:')} <strong>${now === '' ? '–' : now}</strong></p>`
}

function field(page: Page, state: FormState, column: AdminColumn, row?: Row, isOptional = false): Html {
  const { name, type, edit } = column
  const isNullable = isOptional || edit?.safeParse(null).success === true
  const shared = {
    name,
    label: page.t(column.title),
    help: column.help === undefined ? undefined : page.t(column.help),
    required: !isNullable && type !== 'yes-no',
    value: row ? asTyped(row[name]) : undefined,
  }
  switch (type) {
    case 'yes-no':
      return checkField(state, { ...shared, value: row?.[name] === 1 })
    case 'choice':
      return selectField(state, {
        ...shared,
        options: [
          ...(isNullable ? [{ value: '', text: '–' }] : []),
          ...(column.choices ?? []).map((value) => ({ value, text: value })),
        ],
      })
    case 'long-text':
    case 'json':
      return areaField(state, { ...shared, rows: 6 })
    case 'number':
    case 'bytes':
      return textField(state, { ...shared, type: 'number', attributes: { step: 'any' } })
    default:
      return textField(state, shared)
  }
}
