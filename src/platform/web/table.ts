import { type Cell, csvLine } from '../csv.ts'
import { number } from './dates.ts'
import { attributes, type Content, contentText, escapeHtml, type Html, html, nothing, trusted } from './html.ts'
import { hx, icon, type Page } from './page.ts'
import { columnChooser, shownColumns } from './table-columns.ts'
import { isNarrowed, pageSizes, type TableState, tableAddress } from './table-query.ts'
import { viewsButton } from './views-button.ts'

export type Column<Row> = Readonly<{
  /** Stands in the address (`sort=`) and in the visitor's choice of columns. */
  name: string
  title: string
  cell: (row: Row) => Content
  /** What the CSV says; a column without it is left out there. */
  text?: (row: Row) => Cell
  isSortable?: boolean
  isNumeric?: boolean
  /** Left out until the visitor asks for it. */
  isHidden?: boolean
  /** Names the row: read as its heading, first on a phone, and always shown. */
  isHeading?: boolean
}>

export type Filter = Readonly<{
  name: string
  label: string
  /** Without any there is no menu: the filter comes with links, and can be taken off. */
  options: readonly Readonly<{ value: string; text: string }>[]
  /** At most one of them at a time. */
  isSingle?: boolean
  /** It is typed instead of chosen; this is how that looks. */
  hint?: string
  /** Stands with others in one menu, so that the bar stays short. */
  isRare?: boolean
}>

export type Paging =
  /** By key: as fast on the last page as on the first. */
  | Readonly<{ previous: string | null; next: string | null }>
  /** By number, for short lists. */
  | Readonly<{ pages: number }>

export type Table<Row> = Readonly<{
  /** Unique in the house; the element is `table-<name>`. */
  name: string
  /** What is listed, for people who hear the page: "Papers". */
  caption: string
  address: string
  state: TableState
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  paging: Paging
  /** How many there are in all; null where counting would take too long. */
  total?: number | null
  isTotalRough?: boolean
  /** Words in the search box; without them there is no search. */
  searchHint?: string
  filters?: readonly Filter[]
  /** What the list is for, and how it gets its first row; shown where there is none and nothing is narrowed. */
  empty: Content
  /** Address of the CSV of exactly these rows, without the query. */
  csv?: string
  /** The same in several forms, in a menu. */
  downloads?: readonly Readonly<{ text: string; address: string }>[]
  /** What is to be said about the search, below it. */
  notes?: Content
  /** More buttons on the right of the search. */
  actions?: Content
  /** Draws a box before each row; the boxes belong to the form of this id, and are named `id`. */
  selectForm?: string
}>

/** A list with everything that belongs to it; the whole of it is the fragment that searching, sorting and paging swap. */
export function table<Row>(page: Page, it: Table<Row>): Html {
  const columns = shownColumns(page, it.name, it.columns)
  return html`<section class="table-part" id="table-${it.name}" aria-label="${it.caption}">
    ${toolbar(page, it)}
    ${chips(page, it)}${it.notes}
    ${it.rows.length > 0 ? grid(page, it, columns) : emptyText(page, it)}
    ${foot(page, it)}
  </section>`
}

/** The lines of a CSV file, its header first: the columns that have a text, shown or not. */
export async function* tableCsv<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
): AsyncGenerator<string> {
  const written = columns.flatMap(({ title, text }) => (text ? [{ title, text }] : []))
  yield csvLine(written.map(({ title }) => title))
  for await (const row of rows) yield csvLine(written.map(({ text }) => text(row)))
}

function grid<Row>(page: Page, it: Table<Row>, columns: readonly Column<Row>[]): Html {
  const { rowId, selectForm } = it
  const cells = columns.map((column) => ({ ...column, ...cellFrame(column) }))
  const box = selectForm === undefined ? undefined : selectBox(page, selectForm)
  let rows = ''
  for (const row of it.rows) {
    const id = escapeHtml(rowId(row))
    rows += `<tr id="row-${id}">${box === undefined ? '' : box.before + id + box.after}`
    for (const { open, close, cell } of cells) rows += open + contentText(cell(row)) + close
    rows += '</tr>\n'
  }
  const all =
    selectForm !== undefined &&
    html`<th class="select-cell"><input type="checkbox" class="form-check-input" data-select-all aria-label="${page.t('Select all on this page')}"></th>`
  return html`<div class="table-responsive"><table class="table table-hover align-middle${page.rows === 'compact' && ' table-sm'}">
    <caption class="visually-hidden">${it.caption}</caption>
    <thead><tr>${all}${columns.map((column) => heading(page, it, column))}</tr></thead>
    <tbody>${trusted(rows) /* each piece of it is escaped above */}</tbody>
  </table></div>`
}

/** What stands around every cell of a column; text, since a page has thousands of cells. */
function cellFrame<Row>({ title, isNumeric, isHeading }: Column<Row>): { open: string; close: string } {
  const names = attributes({ class: isNumeric ? 'number' : undefined, 'data-label': title }).text
  return isHeading ? { open: `<th scope="row"${names}>`, close: '</th>' } : { open: `<td${names}>`, close: '</td>' }
}

/** What stands around the id in the box of every row. */
function selectBox(page: Page, form: string): { before: string; after: string } {
  const own = attributes({ form, 'aria-label': page.t('Select this row') }).text
  return {
    before: '<td class="select-cell"><input type="checkbox" class="form-check-input" name="id" value="',
    after: `"${own}></td>`,
  }
}

/** A heading that sorts: first downwards the alphabet, then upwards. */
function heading<Row>(page: Page, it: Table<Row>, { name, title, isSortable, isNumeric }: Column<Row>): Html {
  const className = isNumeric ? 'number' : undefined
  if (!isSortable) return html`<th scope="col"${attributes({ class: className })}>${title}</th>`
  const isUp = it.state.sort === name
  const isDown = it.state.sort === `-${name}`
  const sorted = attributes({ class: className, 'aria-sort': isUp ? 'ascending' : isDown ? 'descending' : undefined })
  const address = tableAddress(it.address, it.state, { sort: isUp ? `-${name}` : name })
  const arrow = isUp ? icon('caret-up-fill') : isDown ? icon('caret-down-fill') : icon('chevron-expand')
  return html`<th scope="col"${sorted}><a class="sort-link" href="${address}"${swapping(page, it, address)}>${title} ${arrow}</a></th>`
}

/** A link inside the table changes the table alone, and the address with it. */
const swapping = <Row>(page: Page, it: Table<Row>, address: string): Html =>
  hx(page, { get: address, target: `#table-${it.name}`, swap: 'outerHTML', pushUrl: true })

function toolbar<Row>(page: Page, it: Table<Row>): Html {
  const { state } = it
  const id = `search-${it.name}`
  const kept = [
    ...Object.entries({ sort: state.sort, limit: state.limit === (state.usualLimit ?? 50) ? undefined : state.limit }),
  ].filter(([, value]) => value !== undefined)
  const search =
    it.searchHint !== undefined &&
    html`<div class="search-box">
      <label class="visually-hidden" for="${id}">${page.t('Search')}</label>
      ${icon('search')}<input type="search" class="form-control" id="${id}" name="q" value="${state.q}" maxlength="500" placeholder="${it.searchHint}" autocomplete="off">
    </div>`
  const smoother = hx(page, {
    get: it.address,
    target: `#table-${it.name}`,
    swap: 'outerHTML',
    pushUrl: true,
    trigger: `submit, change, input delay:300ms from:#${id}`,
    sync: 'replace',
  })
  return html`<div class="table-bar">
    <form class="table-search" action="${it.address}" method="get" role="search" data-lean${smoother}>
      ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
      ${search}
      ${filterMenus(page, it)}
      <noscript><button type="submit" class="btn btn-outline-secondary">${page.t('Search')}</button></noscript>
    </form>
    <div class="table-actions">${it.actions}${viewsButton(page, { at: tableAddress(it.address, state), title: it.caption })}${columnChooser(page, it)}${csvLink(page, it)}${downloadMenu(page, it)}</div>
  </div>`
}

function filterMenus<Row>(page: Page, it: Table<Row>): Html {
  const offered = it.filters?.filter(({ options, hint }) => options.length > 0 || hint !== undefined) ?? []
  const rare = offered.filter(({ isRare }) => isRare)
  const parts = rare.map(
    (filter) => html`<fieldset><legend>${filter.label}</legend>${filterControls(it, filter)}</fieldset>`,
  )
  return html`${offered
    .filter(({ isRare }) => !isRare)
    .map((filter) => menuOf(page, filter.label, chosenIn(it, [filter]), filterControls(it, filter)))}
    ${rare.length > 0 && menuOf(page, page.t('More filters'), chosenIn(it, rare), html`<div class="filter-parts">${parts}</div>`)}`
}

const chosenIn = <Row>({ state }: Table<Row>, filters: readonly Filter[]): number =>
  filters.reduce((sum, { name }) => sum + (state.filters[name]?.length ?? 0), 0)

function menuOf(page: Page, label: string, chosen: number, content: Content): Html {
  const count = chosen > 0 && html` <span class="badge text-bg-primary">${number(page, chosen)}</span>`
  return html`<details class="menu" data-menu><summary class="btn btn-outline-secondary">${label}${count}</summary><div class="menu-body">${content}</div></details>`
}

function filterControls<Row>(it: Table<Row>, { name, label, options, isSingle, hint }: Filter): Html {
  const chosen = it.state.filters[name] ?? []
  if (hint !== undefined)
    return html`<input${attributes({ class: 'form-control form-control-sm', name, value: chosen[0] ?? '', placeholder: hint, maxlength: 200, autocomplete: 'off', 'aria-label': label })}>`
  return html`${options.map(({ value, text }) => {
    const id = `filter-${it.name}-${name}-${value}`
    return html`<div class="form-check"><input${attributes({ class: 'form-check-input', type: isSingle ? 'radio' : 'checkbox', id, name, value, checked: chosen.includes(value) })}> <label class="form-check-label" for="${id}">${text}</label></div>`
  })}`
}

/** What narrows the list, each with a way to take it off. */
function chips<Row>(page: Page, it: Table<Row>): Html {
  if (!isNarrowed(it.state)) return nothing
  const { state, filters = [] } = it
  const chip = (text: string, address: string): Html =>
    html`<li><a class="chip" href="${address}"${swapping(page, it, address)}>${text} ${icon('x-lg')}<span class="visually-hidden">${page.t('take off')}</span></a></li>`
  const search = state.q !== '' && chip(`“${state.q}”`, tableAddress(it.address, state, { q: '' }))
  const chosen = Object.entries(state.filters).flatMap(([name, values]) => {
    const filter = filters.find((known) => known.name === name)
    return values.map((value) => {
      const text = filter?.options.find((option) => option.value === value)?.text ?? value
      const rest = { ...state.filters, [name]: values.filter((other) => other !== value) }
      return chip(`${filter?.label ?? name}: ${text}`, tableAddress(it.address, state, { filters: rest }))
    })
  })
  const bare = tableAddress(it.address, state, { q: '', filters: {} })
  return html`<ul class="chips" aria-label="${page.t('Filters')}">${search}${chosen}<li><a class="chip-all" href="${bare}"${swapping(page, it, bare)}>${page.t('Show everything')}</a></li></ul>`
}

function emptyText<Row>(page: Page, it: Table<Row>): Html {
  if (!isNarrowed(it.state)) return html`<div class="empty">${it.empty}</div>`
  const bare = tableAddress(it.address, it.state, { q: '', filters: {} })
  return html`<div class="empty">${icon('search')}<p>${page.t('Nothing matches.')}</p><p><a href="${bare}"${swapping(page, it, bare)}>${page.t('Show everything')}</a></p></div>`
}

function csvLink<Row>(page: Page, it: Table<Row>): Html | false {
  if (it.csv === undefined) return false
  const address = tableAddress(it.csv, it.state)
  return html`<a class="btn btn-outline-secondary" href="${address}" download title="${page.t('Exactly these rows, all pages')}">${icon('download')} CSV</a>`
}

function downloadMenu<Row>(page: Page, it: Table<Row>): Html | false {
  if (it.downloads === undefined) return false
  const items = it.downloads.map(
    ({ text, address }) =>
      html`<li><a class="menu-link" href="${tableAddress(address, it.state)}" download>${text}</a></li>`,
  )
  return html`<details class="menu" data-menu><summary class="btn btn-outline-secondary" title="${page.t('Exactly these rows, all pages')}">${icon('download')} ${page.t('Download')}</summary><ul class="menu-body menu-list">${items}</ul></details>`
}

function foot<Row>(page: Page, it: Table<Row>): Html {
  if (it.rows.length === 0) return nothing
  return html`<div class="table-foot">
    <span class="table-total" role="status">${totalText(page, it)}</span>
    ${pager(page, it)}
    ${sizeLinks(page, it)}
  </div>`
}

function totalText<Row>(page: Page, { total, isTotalRough, rows }: Table<Row>): string {
  if (total === null || total === undefined) return page.t('{{count}} shown', { count: rows.length })
  const count = `${isTotalRough ? '≈ ' : ''}${number(page, total)}`
  return page.t('{{shown}} of {{count}}', { shown: number(page, rows.length), count })
}

function pager<Row>(page: Page, it: Table<Row>): Html {
  const { state, paging } = it
  const link = (text: Content, changes: Partial<TableState> | null): Html => {
    if (changes === null)
      return html`<span class="btn btn-sm btn-outline-secondary disabled" aria-disabled="true">${text}</span>`
    const address = tableAddress(it.address, state, changes)
    return html`<a class="btn btn-sm btn-outline-secondary" href="${address}"${swapping(page, it, address)}>${text}</a>`
  }
  const back = html`${icon('chevron-left')} ${page.t('Back')}`
  const on = html`${page.t('Next')} ${icon('chevron-right')}`
  if ('pages' in paging) {
    const where = page.t('Page {{page}} of {{pages}}', {
      page: number(page, state.page),
      pages: number(page, paging.pages),
    })
    const previous = state.page > 1 ? { page: state.page - 1 } : null
    return html`<nav class="pager" aria-label="${page.t('Pages')}">${link(back, previous)} <span>${where}</span> ${link(on, state.page < paging.pages ? { page: state.page + 1 } : null)}</nav>`
  }
  if (paging.previous === null && paging.next === null) return nothing
  const previous = paging.previous === null ? null : { cursor: paging.previous }
  return html`<nav class="pager" aria-label="${page.t('Pages')}">${link(back, previous)} ${link(on, paging.next === null ? null : { cursor: paging.next })}</nav>`
}

function sizeLinks<Row>(page: Page, it: Table<Row>): Html {
  const sizes = pageSizes.map((limit) => {
    if (limit === it.state.limit) return html`<span aria-current="true">${limit}</span>`
    const address = tableAddress(it.address, it.state, { limit })
    return html`<a href="${address}"${swapping(page, it, address)}>${limit}</a>`
  })
  return html`<div class="page-sizes"><span>${page.t('Rows')}</span> ${sizes}</div>`
}
