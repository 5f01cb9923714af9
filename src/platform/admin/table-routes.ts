import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { findEntry } from '../activity/queries.ts'
import type { Platform } from '../platform.ts'
import { sendLines } from '../web/downloads.ts'
import { notFound } from '../web/errors.ts'
import { emptyForm, type FormState } from '../web/forms.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, type View, wantsFragment } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { addBulkRoutes } from './bulk-routes.ts'
import { links } from './links.ts'
import { goneRowPage, rowPage } from './pages/row.ts'
import { deleteRowPage, editRowPage, newRowPage } from './pages/row-form.ts'
import { rowsTable, type ShownList, tablePage, tablesPage } from './pages/tables.ts'
import { findRow, mostCounted } from './queries/table-rows.ts'
import {
  demandKey,
  demandTable,
  doerOf,
  EntryParams,
  Fields,
  RowParams,
  readState,
  TableParams,
  type TablesOfHouse,
} from './table-requests.ts'
import { createRow, editRow, noSuchRow, removeRow, revert } from './tables/editing.ts'
import { rowsAsCsv, rowsAsJson } from './tables/exporting.ts'
import { isCreatable, type KnownTables, knowTables, rowIdOf } from './tables/known-tables.ts'
import { readPage, readReferences } from './tables/listing.ts'
import { mostPointing, readDeleted, readHistory, readPeopleNames, readPointing } from './tables/records.ts'
import { versionOf } from './tables/values.ts'

const config = { rule: 'house.administer' } as const

/** Browse, search, view, make, edit, delete and put back the rows of every table that the parts declare. */
export function addTableRoutes(web: Web, platform: Platform): void {
  let read: Promise<KnownTables> | undefined
  const known: TablesOfHouse = () => (read ??= knowTables(web.house.parts))
  addListRoutes(web, platform, known)
  addRowRoutes(web, platform, known)
  addEditRoutes(web, platform, known)
  addRemoveRoutes(web, platform, known)
  addBulkRoutes(web, platform, known)
}

function addListRoutes(web: Web, platform: Platform, known: TablesOfHouse): void {
  const schema = { params: TableParams, querystring: Fields }

  web.get(links.tables(), { config }, async (request, reply) =>
    sendPage(reply, tablesPage(pageOf(request), await known())),
  )

  web.get(links.table(':table'), { schema, config }, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const state = readState(table, request.query)
    const found = await readPage(platform, table, state)
    const references = await readReferences(platform.db, await known(), table, found.rows)
    const shown: ShownList = { table, state, found, references, mostCounted }
    const page = pageOf(request)
    return wantsFragment(request)
      ? sendFragment(reply, rowsTable(page, shown))
      : sendPage(reply, tablePage(page, shown))
  })

  for (const [address, type, ending, write] of [
    [links.tableCsv(':table'), 'text/csv', 'csv', rowsAsCsv],
    [links.tableJson(':table'), 'application/jsonl', 'jsonl', rowsAsJson],
  ] as const) {
    web.get(address, { schema, config }, async (request, reply) => {
      const table = await demandTable(known, request.params.table)
      const state = readState(table, request.query)
      return sendLines(reply, { name: `${table.name}.${ending}`, type }, write(platform, table, state))
    })
  }
}

function addRowRoutes(web: Web, platform: Platform, known: TablesOfHouse): void {
  web.get(links.row(':table', ':id'), { schema: { params: RowParams }, config }, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const key = demandKey(table, request.params.id)
    const row = await findRow(platform.db, table, key)
    const history = await readHistory(platform.db, table, row ?? key)
    const people = await readPeopleNames(platform.db, history)
    const page = pageOf(request)
    if (!row) {
      const entry = await readDeleted(platform.db, table, key)
      if (!entry) throw noSuchRow()
      return sendPage(reply, goneRowPage(page, { table, id: request.params.id, entry, history, people }))
    }
    const references = await readReferences(platform.db, await known(), table, [row])
    const pointing = await readPointing(platform.db, await known(), table, row)
    const shown = { table, row, references, pointing, mostCounted: mostPointing, history, people }
    return sendPage(reply, rowPage(page, shown))
  })
}

function addEditRoutes(web: Web, platform: Platform, known: TablesOfHouse): void {
  web.get(links.newRow(':table'), { schema: { params: TableParams }, config }, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    if (!isCreatable(table)) throw notFound()
    return sendPage(reply, newRowPage(pageOf(request), table, emptyForm))
  })

  const again = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { table } = request.params as z.output<typeof TableParams>
    return newRowPage(pageOf(request), await demandTable(known, table), state)
  }
  const making = { schema: { params: TableParams, body: Fields }, config: { ...config, form: again } }
  web.post(links.rows(':table'), making, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const row = await createRow(platform, table, request.body, doerOf(request))
    addNotice(reply, 'success', pageOf(request).t('The record is there.'))
    return reply.redirect(links.row(table.name, rowIdOf(table, row)), 303)
  })

  /** The form over what stands there now; what somebody typed meanwhile is kept, and both are shown. */
  const draw = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { table: name, id } = request.params as z.output<typeof RowParams>
    const table = await demandTable(known, name)
    const row = await findRow(platform.db, table, demandKey(table, id))
    if (!row) throw noSuchRow()
    const seen = state.values._version
    return editRowPage(pageOf(request), table, row, state, seen !== undefined && seen !== versionOf(table, row))
  }

  web.get(links.editRow(':table', ':id'), { schema: { params: RowParams }, config }, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    if (table.closed?.edit !== undefined) throw notFound()
    return sendPage(reply, await draw(request, emptyForm))
  })

  const editing = { schema: { params: RowParams, body: Fields }, config: { ...config, form: draw } }
  web.post(links.row(':table', ':id'), editing, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const { _version, ...typed } = request.body
    const key = demandKey(table, request.params.id)
    await editRow(platform, table, key, typed, String(_version ?? ''), doerOf(request))
    addNotice(reply, 'success', pageOf(request).t('The record was changed.'))
    return reply.redirect(links.row(table.name, request.params.id), 303)
  })
}

function addRemoveRoutes(web: Web, platform: Platform, known: TablesOfHouse): void {
  web.get(links.deleteRow(':table', ':id'), { schema: { params: RowParams }, config }, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const row = await findRow(platform.db, table, demandKey(table, request.params.id))
    if (!row) throw noSuchRow()
    const pointing = await readPointing(platform.db, await known(), table, row)
    return sendPage(reply, deleteRowPage(pageOf(request), { table, row, pointing, mostCounted: mostPointing }))
  })

  const removing = { schema: { params: RowParams, body: Fields }, config }
  web.post(links.deleteRow(':table', ':id'), removing, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const key = demandKey(table, request.params.id)
    await removeRow(platform, table, key, String(request.body._version ?? ''), doerOf(request))
    addNotice(reply, 'success', pageOf(request).t('The record was deleted.'))
    return reply.redirect(links.row(table.name, request.params.id), 303)
  })

  const params = EntryParams
  web.post(links.revertRow(':table', ':id', ':seq'), { schema: { params }, config }, async (request, reply) => {
    const table = await demandTable(known, request.params.table)
    const key = demandKey(table, request.params.id)
    const entry = await findEntry(platform.db, request.params.seq)
    if (!entry) throw noSuchRow()
    await revert(platform, table, key, entry, doerOf(request))
    addNotice(reply, 'success', pageOf(request).t('It stands there again.'))
    return reply.redirect(links.row(table.name, request.params.id), 303)
  })
}
