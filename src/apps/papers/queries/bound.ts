import { CompiledQuery } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'

/** Behind the values of an insert: one look at the index decides, where asking before would look twice. */
export const unlessDoiIsTaken = 'on conflict (doi) where doi is not null do nothing'

/** Runs a statement whose text is ours, with values bound to it. */
export async function runBound<Row>(tx: Db, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await tx.executeQuery<Row>(CompiledQuery.raw(sql, [...values]))
  return rows
}

/** Runs such a statement for what it changes, and answers how many rows that were. */
export async function changeBound(tx: Db, sql: string, values: readonly unknown[]): Promise<number> {
  const { numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(sql, [...values]))
  return Number(numAffectedRows ?? 0)
}
