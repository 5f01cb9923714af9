import { listPeople } from '../../platform/accounts/queries/people.ts'
import type { Db } from '../../platform/database/tables.ts'

/** Ids of those who run the house and may come in. */
export async function administrators(db: Db): Promise<string[]> {
  const people = await listPeople(db, { limit: 1_000 })
  return people.filter(({ role, disabled_at: end }) => role === 'admin' && end === null).map(({ id }) => id)
}
