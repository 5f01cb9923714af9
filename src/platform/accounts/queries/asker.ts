import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { Person } from '../person.ts'
import type { PersonRow } from '../tables.ts'

const groupIds = sql<string | null>`(
  select string_agg(member.group_id, ' ') from accounts_group_members as member where member.person_id = person.id
)`

const grants = sql<string | null>`(
  select string_agg(granted.permission, ' ')
  from accounts_group_members as member
  join accounts_group_grants as granted on granted.group_id = member.group_id
  where member.person_id = person.id
)`

/** What each request needs to know of whoever asks; `person` is their row in the query. */
export const askerColumns = [
  'person.id as person_id',
  'person.email',
  'person.name',
  'person.role',
  'person.language',
  'person.timezone',
  'person.theme',
  groupIds.as('group_ids'),
  grants.as('grants'),
] as const

/** What these columns bring: ids of groups, and what the groups allow, with blanks between them; null: none. */
export type Asker = Pick<PersonRow, 'email' | 'name' | 'role' | 'language' | 'timezone' | 'theme'> &
  Readonly<{ person_id: string; group_ids: string | null; grants: string | null }>

/** @param tokenId The API token that speaks for them; null where none does. */
export const personOfAsker = (row: Asker, tokenId: string | null): Person => ({
  id: row.person_id,
  email: row.email,
  name: row.name,
  role: row.role,
  language: row.language,
  timezone: row.timezone,
  theme: row.theme,
  groups: row.group_ids?.split(' ') ?? [],
  grants: row.grants?.split(' ') ?? [],
  tokenId,
})

/**
 * Somebody for whom the house goes on with what they asked for, with their rights as they are now; undefined where their
 * account is locked or gone.
 */
export async function findLivePerson(db: Db, id: string): Promise<Person | undefined> {
  const row = await db
    .selectFrom('accounts_people as person')
    .select(askerColumns)
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row && personOfAsker(row, null)
}
