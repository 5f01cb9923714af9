import type { Db } from '../database/tables.ts'
import { grantsOfPerson, groupIdsOfPerson, readMemberships } from './groups/queries/memberships.ts'
import type { Person } from './person.ts'

/**
 * Somebody for whom the house goes on with what they asked for, with their rights as they are now; undefined where their
 * account is locked or gone.
 */
export async function findLivePerson(db: Db, id: string): Promise<Person | undefined> {
  const row = await db
    .selectFrom('accounts_people as person')
    .select(['id', 'email', 'name', 'role', 'language', 'timezone', 'theme'])
    .select([groupIdsOfPerson.as('group_ids'), grantsOfPerson.as('grants')])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { group_ids, grants, ...person } = row
  return { ...person, ...readMemberships({ group_ids, grants }), tokenId: null }
}
