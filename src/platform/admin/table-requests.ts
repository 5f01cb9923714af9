import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { notFound } from '../web/errors.ts'
import type { TableState } from '../web/table-query.ts'
import type { AdminTable, Row } from './tables/declaring.ts'
import { type Doer, noSuchRow } from './tables/editing.ts'
import { type KnownTables, readRowId } from './tables/known-tables.ts'
import { listQuery } from './tables/listing.ts'

export const TableParams = z.object({ table: z.string().regex(/^[a-z][a-z0-9_]{0,60}$/) })
export const RowParams = TableParams.extend({ id: z.string().min(1).max(400) })
export const EntryParams = RowParams.extend({ seq: z.coerce.number().int().min(1) })
/** Fields that the declaration of a table judges, once it is known which table is meant. */
export const Fields = z.record(z.string(), z.unknown())

/** The tables of a house, known from the first visit on: a house where nobody looks reads no declaration. */
export type TablesOfHouse = () => Promise<KnownTables>

/** @throws UserError `web.not-found` */
export async function demandTable(known: TablesOfHouse, name: string): Promise<AdminTable> {
  const table = (await known()).find(name)
  if (!table) throw notFound()
  return table
}

/** The key in an address. @throws UserError `admin.no-such-row` */
export function demandKey(table: AdminTable, id: string): Row {
  const key = readRowId(table, id)
  if (!key) throw noSuchRow()
  return key
}

/** The address of a list, read by the schema of its table. @throws ZodError, answered like any other refused query */
export const readState = (table: AdminTable, query: unknown): TableState => listQuery(table).parse(query)

export const doerOf = (request: FastifyRequest): Doer => ({ by: actorOf(personOf(request)), requestId: request.id })
