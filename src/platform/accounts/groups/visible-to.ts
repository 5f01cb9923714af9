import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Person } from '../person.ts'

/** The columns that say whose a thing is; `group` holds the id of the group that it is shared with, or null. */
export type OwnerColumns = Readonly<{ owner: string; group: string }>

/**
 * The filter of every query for things that belong to somebody: one's own, and those of one's groups. It stands in the
 * query, not behind it, so that nothing else is ever loaded.
 *
 * ```ts
 * db.selectFrom('studies').selectAll().where(visibleTo(person, { owner: 'studies.owner_id', group: 'studies.group_id' }))
 * ```
 */
export function visibleTo(person: Pick<Person, 'id' | 'groups'>, columns: OwnerColumns): RawBuilder<SqlBool> {
  const own = sql<SqlBool>`${sql.ref(columns.owner)} = ${person.id}`
  const { groups = [] } = person
  if (groups.length === 0) return own
  return sql<SqlBool>`(${own} or ${sql.ref(columns.group)} in (${sql.join(groups)}))`
}
