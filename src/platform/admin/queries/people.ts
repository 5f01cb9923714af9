import { type Expression, type SqlBool, sql } from 'kysely'
import type { Role } from '../../accounts/person.ts'
import type { PersonRow } from '../../accounts/tables.ts'
import type { Db } from '../../database/tables.ts'

export type PeopleFilter = Readonly<{
  /** Words in name or address. */
  q: string
  roles: readonly Role[]
  /** `active`, `locked`, or both. */
  states: readonly ('active' | 'locked')[]
}>

/** By address; `after` is the last one of the page before. */
export function searchPeople(
  db: Db,
  filter: PeopleFilter,
  { after, limit }: { after?: string; limit: number },
): Promise<PersonRow[]> {
  let query = matching(db, filter).selectAll().orderBy('email').limit(limit)
  if (after !== undefined) query = query.where('email', '>', after)
  return query.execute()
}

export async function countPeople(db: Db, filter: PeopleFilter): Promise<number> {
  const { n } = await matching(db, filter).select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow()
  return Number(n)
}

function matching(db: Db, { q, roles, states }: PeopleFilter) {
  return db.selectFrom('accounts_people').where((row) => {
    const all: Expression<SqlBool>[] = []
    if (roles.length > 0) all.push(row('role', 'in', roles))
    if (states.length === 1) all.push(row('disabled_at', states[0] === 'active' ? 'is' : 'is not', null))
    if (q !== '') {
      const pattern = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
      all.push(sql<SqlBool>`(lower(name) like ${pattern} escape '\\' or email like ${pattern} escape '\\')`)
    }
    return row.and(all)
  })
}

/** What a person has, for their page. */
export async function countOfPerson(
  db: Db,
  personId: string,
): Promise<Readonly<{ tokens: number; files: number; fileBytes: number }>> {
  const tokens = await db
    .selectFrom('accounts_tokens')
    .select(sql<number>`count(*)`.as('n'))
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
  const files = await db
    .selectFrom('files')
    .select([sql<number>`count(*)`.as('n'), sql<number>`coalesce(sum(size_bytes), 0)`.as('bytes')])
    .where('owner_id', '=', personId)
    .executeTakeFirstOrThrow()
  return { tokens: Number(tokens.n), files: Number(files.n), fileBytes: Number(files.bytes) }
}
