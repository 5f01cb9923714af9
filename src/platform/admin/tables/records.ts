import { findPerson } from '../../accounts/queries/people.ts'
import { listActivity } from '../../activity/queries.ts'
import type { ActivityRow } from '../../activity/tables.ts'
import type { Db } from '../../database/tables.ts'
import type { Pointing } from '../pages/row.ts'
import { countReferring } from '../queries/table-rows.ts'
import type { AdminTable, Row } from './declaring.ts'
import { actions } from './editing.ts'
import { type KnownTables, keyOf, targetOf } from './known-tables.ts'

/** More are "more than so many": the exact number of a million log lines helps nobody. */
export const mostPointing = 10_000
const shownEntries = 50

/** How many rows of other tables point at this one. */
export async function readPointing(db: Db, known: KnownTables, table: AdminTable, row: Row): Promise<Pointing[]> {
  const key = row[keyOf(table)[0] ?? '']
  if (key === null || key === undefined || keyOf(table).length > 1) return []
  const pointing: Pointing[] = []
  for (const referrer of known.referrers(table.name)) {
    const count = await countReferring(db, referrer.table, referrer.column.name, key, mostPointing + 1)
    pointing.push({ referrer, count })
  }
  return pointing
}

/** What was done to a row, the newest first. */
export const readHistory = async (db: Db, table: AdminTable, row: Row): Promise<readonly ActivityRow[]> =>
  (await listActivity(db, { target: targetOf(table, row) }, { limit: shownEntries })).items

/** The entry that says a row was deleted from here, and keeps it. */
export async function readDeleted(db: Db, table: AdminTable, key: Row): Promise<ActivityRow | undefined> {
  const filter = { target: targetOf(table, key), action: actions.deleted }
  return (await listActivity(db, filter, { limit: 1 })).items[0]
}

/** Names of those who acted, by id. */
export const readPeopleNames = (db: Db, history: readonly ActivityRow[]): Promise<ReadonlyMap<string, string>> =>
  namesOf(
    db,
    history.map((entry) => entry.actor),
  )

/** Names of people, by id; whoever is no person has none. */
export async function namesOf(db: Db, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const actor of new Set(actors)) {
    const person = await findPerson(db, actor)
    if (person) names.set(actor, person.name)
  }
  return names
}
