import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Platform } from '../platform.ts'
import { notFound } from '../web/errors.ts'
import { emptyForm, type FormState, filledForm } from '../web/forms.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendPage, type View } from '../web/page.ts'
import { many } from '../web/table-query.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { bulkPage } from './pages/row-form.ts'
import { countRows, type RowFilter } from './queries/table-rows.ts'
import { demandKey, demandTable, doerOf, Fields, readState, TableParams, type TablesOfHouse } from './table-requests.ts'
import { editMany, planBulk, readWishes } from './tables/bulk-editing.ts'
import type { AdminTable } from './tables/declaring.ts'
import { editableColumns } from './tables/known-tables.ts'
import { filterOf } from './tables/listing.ts'

const config = { rule: 'house.administer' } as const
const Ids = z.object({ id: many(z.string().max(400)).pipe(z.array(z.string()).max(200)) })
/** What the first page hands to the second: words, filters, and the ids that were ticked. */
const Scope = z.object({ q: z.string(), filters: z.record(z.string(), z.array(z.string())), ids: z.array(z.string()) })
type Scope = z.output<typeof Scope>

/** Changing many rows at once: choose, look at what would change, and only then do it. */
export function addBulkRoutes(web: Web, platform: Platform, known: TablesOfHouse): void {
  web.get(
    links.bulk(':table'),
    { schema: { params: TableParams, querystring: Fields }, config },
    async (request, reply) => {
      const table = await demandBulk(known, request.params.table)
      const { id, ...query } = request.query
      const { q, filters } = readState(table, query)
      const scope: Scope = { q, filters: { ...filters } as Scope['filters'], ids: Ids.parse({ id }).id }
      return sendPage(reply, await draw(request, table, emptyForm, scope))
    },
  )

  const again = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { table } = request.params as z.output<typeof TableParams>
    return draw(request, await demandBulk(known, table), state, readScope(state.values._scope))
  }

  async function draw(
    request: FastifyRequest,
    table: AdminTable,
    state: FormState,
    scope: Scope,
    plan: Awaited<ReturnType<typeof planBulk>> | null = null,
  ): Promise<View> {
    const count = plan?.found ?? (await countRows(platform.db, table, rowsOf(table, scope)))
    return bulkPage(pageOf(request), { table, state, scope: packScope(scope), count, plan })
  }

  const changing = { schema: { params: TableParams, body: Fields }, config: { ...config, form: again } }
  web.post(links.bulk(':table'), changing, async (request, reply) => {
    const table = await demandBulk(known, request.params.table)
    const { _scope, _step, ...typed } = request.body
    const scope = readScope(_scope)
    const filter = rowsOf(table, scope)
    const wished = readWishes(table, typed)
    if (_step !== 'apply') {
      const plan = await planBulk(platform, table, filter, wished)
      return sendPage(reply, await draw(request, table, filledForm(typed), scope, plan))
    }
    const count = await editMany(platform, table, filter, wished, doerOf(request))
    addNotice(reply, 'success', pageOf(request).t('{{count}} records were changed.', { count }))
    return reply.redirect(links.table(table.name), 303)
  })
}

async function demandBulk(known: TablesOfHouse, name: string): Promise<AdminTable> {
  const table = await demandTable(known, name)
  if (editableColumns(table).length === 0) throw notFound()
  return table
}

const packScope = (scope: Scope): string => Buffer.from(JSON.stringify(scope)).toString('base64url')

/** It comes back from the browser, and is read like anything else that does. */
function readScope(packed: unknown): Scope {
  try {
    return Scope.parse(JSON.parse(Buffer.from(String(packed), 'base64url').toString()))
  } catch {
    throw notFound()
  }
}

/** Ticked rows count alone; without any, all that the list showed. */
function rowsOf(table: AdminTable, { q, filters, ids }: Scope): RowFilter {
  const state = readState(table, { q, ...filters })
  if (ids.length === 0) return filterOf(state)
  return { q: '', values: {}, keys: ids.map((id) => demandKey(table, id)) }
}
