import type { ActivityRow } from '../../activity/tables.ts'
import { number, time } from '../../web/dates.ts'
import { actionButton } from '../../web/forms.ts'
import { type Html, html, nothing } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { AdminTable, Row } from '../tables/declaring.ts'
import { isRestorable, revertible } from '../tables/editing.ts'
import {
  editableColumns,
  isRemovable,
  keyOf,
  labelOf,
  openColumns,
  type Referrer,
  rowIdOf,
} from '../tables/known-tables.ts'
import type { References } from '../tables/listing.ts'
import { styles, wholeValue } from './cells.ts'
import { closedNote } from './tables.ts'

/** A column elsewhere that points here, and how many rows of it do. */
export type Pointing = Readonly<{ referrer: Referrer; count: number }>

export type ShownRow = Readonly<{
  table: AdminTable
  row: Row
  references: References
  pointing: readonly Pointing[]
  /** Counts are exact below this number. */
  mostCounted: number
  history: readonly ActivityRow[]
  /** Names by id. */
  people: ReadonlyMap<string, string>
}>

/** One record: its values, what it points at and what points at it, and everything that was done to it. */
export const rowPage = (page: Page, shown: ShownRow): View => {
  const { table, row } = shown
  return {
    title: `${labelOf(table, row)} · ${page.t(table.title)}`,
    styles,
    body: html`${head(page, table, labelOf(table, row), buttons(page, table, row))}
      ${closedNote(page, table)}
      <div class="panel"><dl class="facts">${openColumns(table).map((column) => html`<dt>${page.t(column.title)}</dt><dd>${wholeValue(page, column, row, shown.references)}</dd>`)}</dl></div>
      ${pointingList(page, shown)}
      ${history(page, shown, rowIdOf(table, row))}`,
  }
}

export type GoneRow = Readonly<{
  table: AdminTable
  id: string
  entry: ActivityRow
  history: readonly ActivityRow[]
  people: ReadonlyMap<string, string>
}>

/** Where a deleted record was: who did it, and the way back. */
export const goneRowPage = (page: Page, { table, id, entry, history: entries, people }: GoneRow): View => ({
  title: page.t('Deleted record'),
  styles,
  body: html`${head(page, table, page.t('Deleted record'), nothing)}
    <div class="panel empty">${icon('trash')}<p>${entry.message}</p>
      <p>${page.t('{{who}} deleted it.', { who: people.get(entry.actor) ?? entry.actor })} ${time(page, entry.at)}</p>
      ${
        isRestorable(table, entry)
          ? actionButton(page, {
              action: links.revertRow(table.name, id, entry.seq),
              text: page.t('Put it back'),
              icon: 'arrow-counterclockwise',
              kind: 'primary',
            })
          : html`<p>${page.t('It holds a secret, which the log does not keep: it cannot be put back.')}</p>`
      }</div>
    ${history(page, { table, history: entries, people }, id)}`,
})

const head = (
  page: Page,
  table: AdminTable,
  title: string,
  actions: Html,
): Html => html`<header class="page-head"><div><p class="page-up"><a href="${links.table(table.name)}">${icon('chevron-left')} ${page.t(table.title)}</a></p><h1>${title}</h1></div>
    <div class="page-head-actions">${actions}</div></header>`

function buttons(page: Page, table: AdminTable, row: Row): Html {
  const id = rowIdOf(table, row)
  const own = table.page?.(row)
  return html`
    ${own !== undefined && html`<a class="btn btn-outline-secondary" href="${own}">${icon('box-arrow-up-right')} ${page.t('Its page')}</a>`}
    ${editableColumns(table).length > 0 && html`<a class="btn btn-primary" href="${links.editRow(table.name, id)}">${icon('pencil')} ${page.t('Edit')}</a>`}
    ${isRemovable(table) && html`<a class="btn btn-outline-danger" href="${links.deleteRow(table.name, id)}">${icon('trash')} ${page.t('Delete')}</a>`}`
}

/** Relations from elsewhere: each leads to the list of those rows. */
function pointingList(page: Page, { table, row, pointing, mostCounted }: ShownRow): Html {
  const there = pointing.filter(({ count }) => count > 0)
  if (there.length === 0) return nothing
  const key = String(row[keyOf(table)[0] ?? ''])
  const items = there.map(({ referrer, count }) => {
    const many = count > mostCounted ? `> ${number(page, mostCounted)}` : number(page, count)
    const address = `${links.table(referrer.table.name)}?${new URLSearchParams({ [referrer.column.name]: key })}`
    return html`<li><a href="${address}">${page.t(referrer.table.title)}</a> <span class="quiet">(${page.t(referrer.column.title)})</span> <strong>${many}</strong></li>`
  })
  return html`<h2>${page.t('What points here')}</h2><div class="panel"><ul class="plain-list link-list">${items}</ul></div>`
}

/** What was done to the record, the newest first, each with what it changed and the way back. */
function history(
  page: Page,
  { table, history: entries, people }: Pick<ShownRow, 'table' | 'history' | 'people'>,
  id: string,
): Html {
  if (entries.length === 0)
    return html`<h2>${page.t('Activity')}</h2><p class="quiet">${page.t('Nobody has done anything to it since the log was begun.')}</p>`
  const rows = entries.map(
    (entry) => html`<tr><td>${time(page, entry.at, 'second')}</td><td>${people.get(entry.actor) ?? entry.actor}</td>
      <th scope="row" class="fw-normal">${entry.message ?? entry.action} <code>${entry.action}</code>${changes(page, entry)}</th>
      <td class="text-end">${revertible(table, entry).length > 0 && actionButton(page, { action: links.revertRow(table.name, id, entry.seq), text: page.t('Put back'), icon: 'arrow-counterclockwise', confirm: page.t('The values from before this change are written again. Go on?') })}</td></tr>`,
  )
  return html`<h2>${page.t('Activity')}</h2><div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Activity')}</caption>
    <thead><tr><th scope="col">${page.t('When')}</th><th scope="col">${page.t('Who')}</th><th scope="col">${page.t('What')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead><tbody>${rows}</tbody></table></div>`
}

/** Field by field, where both sides are known; else what is known. */
function changes(page: Page, { before_json: before, after_json: after }: ActivityRow): Html {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
  if (names.length === 0) return nothing
  const items = names.map(
    (name) =>
      html`<li><code>${name}</code>: ${name in old && html`<del>${shown(old[name])}</del>`} ${name in fresh && html`<ins>${shown(fresh[name])}</ins>`}</li>`,
  )
  return html`<details><summary>${page.t('{{count}} fields', { count: names.length })}</summary><ul class="plain-list">${items}</ul></details>`
}

function fieldsOf(json: string | null): Readonly<Record<string, unknown>> {
  const value: unknown = json === null ? null : JSON.parse(json)
  if (typeof value !== 'object' || value === null) return json === null ? {} : { value }
  return value as Record<string, unknown>
}

function shown(value: unknown): string {
  const text =
    value === null || value === undefined ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
