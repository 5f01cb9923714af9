import { type RawBuilder, sql } from 'kysely'

/** For the one query of each request, where `person` is whoever asks: ids with blanks between them; null: none. */
export const groupIdsOfPerson: RawBuilder<string | null> = sql`(
  select string_agg(member.group_id, ' ') from accounts_group_members as member where member.person_id = person.id
)`

/** Likewise what the groups allow. */
export const grantsOfPerson: RawBuilder<string | null> = sql`(
  select string_agg(granted.permission, ' ')
  from accounts_group_members as member
  join accounts_group_grants as granted on granted.group_id = member.group_id
  where member.person_id = person.id
)`

/** What the two bring. */
export type Memberships = Readonly<{ group_ids: string | null; grants: string | null }>

/** As a person has them. */
export const readMemberships = ({ group_ids, grants }: Memberships) => ({
  groups: group_ids?.split(' ') ?? [],
  grants: grants?.split(' ') ?? [],
})
