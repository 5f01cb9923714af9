import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { attributes, type Html, html } from './html.ts'
import { icon, type Page, type RowSpacing } from './page.ts'
import { safePath } from './safe-path.ts'
import type { Column, Table } from './table.ts'
import { many, tableAddress } from './table-query.ts'
import type { Web } from './web.ts'

const columnName = z.string().regex(/^[a-z][\w-]{0,39}$/)
const cookieName = (table: string): string => `lyceum-columns-${table}`
const year = 365 * 24 * 3600

/** What the chooser sends: the ticked columns in their order, and perhaps one to be moved or a wish for the first state. */
const ColumnsForm = z.object({
  table: columnName,
  all: many(columnName),
  column: many(columnName),
  move: z
    .string()
    .regex(/^[a-z][\w-]{0,39}:(up|down)$/)
    .optional(),
  reset: z.string().optional(),
  rows: z.enum(['roomy', 'compact']).optional(),
  next: z.string().transform((address) => safePath(address)),
})

/** The columns that the visitor chose, in that order; else those that are not hidden. The heading is always there. */
export function shownColumns<Row>(page: Page, table: string, columns: readonly Column<Row>[]): readonly Column<Row>[] {
  const chosen = orderedColumns(page, table, columns).filter(({ isShown }) => isShown)
  return chosen.map(({ column }) => column)
}

/** A menu that ticks and moves columns; every button of it works without scripts. */
export function columnChooser<Row>(page: Page, it: Table<Row>): Html {
  return html`<details class="menu menu-end" data-menu><summary class="btn btn-outline-secondary" title="${page.t('Columns')}">${icon('layout-three-columns', page.t('Columns'))}</summary>
    <form class="menu-body column-chooser" action="/table-columns" method="post">
      <input type="hidden" name="_token" value="${page.csrfToken}"><input type="hidden" name="table" value="${it.name}">
      <input type="hidden" name="next" value="${tableAddress(it.address, it.state)}">
      <div class="form-buttons"><button class="btn btn-sm btn-primary" type="submit">${page.t('Use these')}</button>
      <button class="btn btn-sm btn-outline-secondary" name="reset" value="1">${page.t('As at first')}</button></div>
      ${spacingChoice(page)}
      <ul>${rememberedItems(page, it)}</ul>
    </form></details>`
}

const spacingChoice = (page: Page): Html => {
  const button = (rows: RowSpacing, text: string): Html =>
    html`<button class="btn btn-sm btn-outline-secondary" name="rows" value="${rows}" aria-pressed="${String(page.rows === rows)}">${text}</button>`
  return html`<p class="form-buttons mt-2 mb-0" role="group" aria-label="${page.t('Rows of all lists')}">${button('roomy', page.t('Roomy rows'))}${button('compact', page.t('Compact rows'))}</p>`
}

/** The items are the same for everybody with the same choice and language, and make a tenth of a page. */
const drawnItems = new Map<string, Html>()
const mostDrawn = 100

function rememberedItems<Row>(page: Page, it: Table<Row>): Html {
  const columns = orderedColumns(page, it.name, it.columns)
  const shown = columns.map(({ column, isShown }) => `${column.name} ${column.title} ${column.isHeading} ${isShown}`)
  const key = [page.language, it.name, ...shown].join('\n')
  const known = drawnItems.get(key)
  if (known) return known
  const fresh = html`${columns.map((placed, index) => chooserItem(page, it.name, placed, index, columns.length - 1))}`
  if (drawnItems.size >= mostDrawn) drawnItems.clear()
  drawnItems.set(key, fresh)
  return fresh
}

function chooserItem<Row>(
  page: Page,
  table: string,
  { column, isShown }: Placed<Row>,
  index: number,
  last: number,
): Html {
  const id = `column-${table}-${column.name}`
  const move = (way: 'up' | 'down', isLast: boolean, label: string): Html =>
    html`<button class="btn btn-sm" name="move" value="${column.name}:${way}" aria-label="${label}"${attributes({ disabled: isLast })}>${icon(`arrow-${way}`)}</button>`
  return html`<li><input type="hidden" name="all" value="${column.name}">
    <input${attributes({ class: 'form-check-input', type: 'checkbox', id, name: 'column', value: column.name, checked: isShown, disabled: column.isHeading })}>
    <label for="${id}">${column.title}</label>
    ${move('up', index === 0, page.t('Move {{column}} up', { column: column.title }))}${move('down', index === last, page.t('Move {{column}} down', { column: column.title }))}</li>`
}

/** `POST /table-columns` keeps the choice in this browser; how close rows stand holds for all lists. */
export function addTableRoutes(web: Web): void {
  web.post('/table-columns', { schema: { body: ColumnsForm }, config: { rule: 'open' } }, (request, reply) =>
    keepColumns(request, reply, request.body),
  )
}

function keepColumns(request: FastifyRequest, reply: FastifyReply, form: z.output<typeof ColumnsForm>): FastifyReply {
  const { baseUrl } = request.server.house.platform.config
  const cookie = {
    path: '/',
    maxAge: year,
    sameSite: 'lax',
    httpOnly: true,
    secure: baseUrl.startsWith('https:'),
  } as const
  if (form.rows !== undefined) return reply.setCookie('lyceum-rows', form.rows, cookie).redirect(form.next, 303)
  if (form.reset !== undefined) return reply.clearCookie(cookieName(form.table), cookie).redirect(form.next, 303)
  const order = moved(form.all, form.move)
  // A minus marks a column that keeps its place though it is not shown.
  const value = order.map((name) => (form.column.includes(name) ? name : `-${name}`)).join('.')
  return reply.setCookie(cookieName(form.table), value, cookie).redirect(form.next, 303)
}

function moved(names: readonly string[], move: string | undefined): string[] {
  const [name = '', way] = (move ?? '').split(':')
  const order = [...names]
  const from = order.indexOf(name)
  if (from < 0) return order
  const to = way === 'up' ? Math.max(0, from - 1) : from + 1
  order.splice(to, 0, ...order.splice(from, 1))
  return order
}

type Placed<Row> = Readonly<{ column: Column<Row>; isShown: boolean }>

function orderedColumns<Row>(page: Page, table: string, columns: readonly Column<Row>[]): Placed<Row>[] {
  const chosen = page.columns(table)
  if (chosen.length === 0) return columns.map((column) => ({ column, isShown: !column.isHidden }))
  const known = new Map(columns.map((column) => [column.name, column]))
  const placed: Placed<Row>[] = []
  for (const entry of chosen) {
    const column = known.get(entry.replace(/^-/, ''))
    if (!column) continue
    known.delete(column.name)
    placed.push({ column, isShown: column.isHeading === true || !entry.startsWith('-') })
  }
  // A column that came with a newer version stands at the end.
  for (const column of known.values()) placed.push({ column, isShown: !column.isHidden })
  return placed
}
