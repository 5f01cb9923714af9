import { type Html, html, nothing } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { type Column, table as drawTable, type Filter } from '../../web/table.ts'
import { type TableState, tableAddress } from '../../web/table-query.ts'
import { links } from '../links.ts'
import type { AdminColumn, AdminTable, Row } from '../tables/declaring.ts'
import {
  editableColumns,
  isCreatable,
  type KnownTables,
  keyOf,
  labelOf,
  openColumns,
  rowIdOf,
} from '../tables/known-tables.ts'
import { filterColumns, type References, type RowPage } from '../tables/listing.ts'
import { cell, styles } from './cells.ts'

/** Every table of the house, part by part. */
export const tablesPage = (page: Page, { all }: KnownTables): View => ({
  title: page.t('Tables'),
  styles,
  body: html`<header class="page-head"><div><h1>${page.t('Tables')}</h1>
      <p>${page.t('Everything that the house keeps, as it lies in the database. Where a page of its own keeps things in order, the table says so and can only be read.')}</p></div></header>
    ${[...Map.groupBy(all, ({ part }) => part)].map(
      ([part, tables]) =>
        html`<h2>${part}</h2><div class="cards">${tables.map(({ table }) => card(page, table))}</div>`,
    )}`,
})

const card = (
  page: Page,
  table: AdminTable,
): Html => html`<section class="panel app-card"><span class="app-card-icon">${icon(table.icon)}</span>
    <h3><a class="stretched-link" href="${links.table(table.name)}">${page.t(table.title)}</a></h3>
    <p class="quiet">${page.t(table.about)}</p></section>`

export type ShownList = Readonly<{
  table: AdminTable
  state: TableState
  found: RowPage
  references: References
  mostCounted: number
}>

const selectForm = 'bulk-rows'

/** The rows of one table; ticked ones, or all that match, can be changed together where anything can be edited. */
export const tablePage = (page: Page, shown: ShownList): View => ({
  title: page.t(shown.table.title),
  styles,
  body: html`<header class="page-head"><div><p class="page-up"><a href="${links.tables()}">${icon('chevron-left')} ${page.t('Tables')}</a></p><h1>${page.t(shown.table.title)}</h1><p>${page.t(shown.table.about)}</p></div>
      <div class="page-head-actions">${isCreatable(shown.table) && html`<a class="btn btn-primary" href="${links.newRow(shown.table.name)}">${icon('plus-lg')} ${page.t('New record')}</a>`}</div></header>
    ${closedNote(page, shown.table)}
    ${rowsTable(page, shown)}`,
})

/** Why something cannot be done here, and where it can. */
export function closedNote(page: Page, { closed }: AdminTable): Html {
  const sentences = [...new Set([closed?.create, closed?.edit, closed?.remove].filter((one) => one !== undefined))]
  if (sentences.length === 0) return nothing
  return html`<div class="alert alert-info mb-3">${icon('lock')} ${sentences.map((sentence) => page.t(sentence)).join(' ')}</div>`
}

export function rowsTable(page: Page, { table, state, found, references, mostCounted }: ShownList): Html {
  const isBulk = editableColumns(table).length > 0
  return drawTable(page, {
    name: `rows-${table.name}`,
    caption: page.t(table.title),
    address: links.table(table.name),
    state,
    columns: columnsOf(page, table, references),
    rows: found.rows,
    rowId: (row) => rowIdOf(table, row),
    paging: { previous: null, next: found.next },
    total: Math.min(found.total, mostCounted),
    isTotalRough: found.total > mostCounted,
    searchHint: table.search ? searchHint(page, table) : undefined,
    filters: filters(page, table),
    empty: html`${icon(table.icon)}<p>${page.t('There is no record yet.')} ${page.t(table.about)}</p>`,
    csv: links.tableCsv(table.name),
    selectForm: isBulk ? selectForm : undefined,
    actions: html`${isBulk && bulkButtons(page, table, state)}<a class="btn btn-outline-secondary" href="${tableAddress(links.tableJson(table.name), state)}" download title="${page.t('Exactly these rows, all pages')}">${icon('download')} JSON</a>`,
  })
}

/** The boxes of the rows belong to this form: without one ticked it means all that match. */
function bulkButtons(page: Page, { name }: AdminTable, { q, filters }: TableState): Html {
  const hidden = Object.entries(filters).flatMap(([column, values]) =>
    values.map((value) => html`<input type="hidden" name="${column}" value="${value}">`),
  )
  return html`<form id="${selectForm}" class="d-inline" action="${links.bulk(name)}" method="get">
    ${q !== '' && html`<input type="hidden" name="q" value="${q}">`}${hidden}
    <button type="submit" class="btn btn-outline-secondary" title="${page.t('Those that are ticked; with none ticked, all that match')}">${icon('pencil-square')} ${page.t('Change together')}</button></form>`
}

const searchHint = (page: Page, { search = [], columns }: AdminTable): string =>
  search
    .map(({ column, how }) => {
      const title = page.t(columns.find(({ name }) => name === column)?.title ?? column)
      return how === 'is' ? page.t('{{column}} (whole)', { column: title }) : title
    })
    .join(', ')

const filters = (page: Page, table: AdminTable): Filter[] =>
  filterColumns(table).map((column) => ({
    name: column.name,
    label: page.t(column.title),
    options: filterOptions(page, column),
  }))

function filterOptions(page: Page, { type, choices }: AdminColumn): Filter['options'] {
  if (type === 'yes-no')
    return [
      { value: '1', text: page.t('Yes') },
      { value: '0', text: page.t('No') },
    ]
  return choices ? choices.map((value) => ({ value, text: value })) : []
}

/** The name of the record first, and then its columns. */
function columnsOf(page: Page, table: AdminTable, references: References): Column<Row>[] {
  const sortable = new Set([...keyOf(table)])
  const label: Column<Row> = {
    name: '_label',
    title: page.t('Record'),
    isHeading: true,
    cell: (row) => html`<a href="${links.row(table.name, rowIdOf(table, row))}">${shortLabel(table, row)}</a>`,
  }
  const columns = openColumns(table).map(
    (column): Column<Row> => ({
      name: column.name,
      title: page.t(column.title),
      isHidden: column.isHidden ?? ['json', 'long-text'].includes(column.type),
      isNumeric: column.type === 'number' || column.type === 'bytes',
      isSortable: column.isSortable === true || sortable.has(column.name),
      cell: (row) => cell(page, column, row, references),
      text: (row) => row[column.name] ?? null,
    }),
  )
  return [label, ...columns]
}

function shortLabel(table: AdminTable, row: Row): string {
  const label = labelOf(table, row)
  return label.length > 80 ? `${label.slice(0, 80)}…` : label
}
