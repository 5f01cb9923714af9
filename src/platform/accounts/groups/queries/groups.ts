import { sql } from 'kysely'
import type { Db } from '../../../database/tables.ts'
import type { PersonRow } from '../../tables.ts'
import type { GroupMemberRow, GroupRow } from '../tables.ts'

/** A group as a list shows it. */
export type ListedGroup = GroupRow & Readonly<{ members: number }>

/** By name. @param memberId Only those with this member; undefined: all. */
export async function listGroups(db: Db, memberId?: string): Promise<ListedGroup[]> {
  let query = db
    .selectFrom('accounts_groups as found')
    .selectAll('found')
    .select(sql<number>`(select count(*) from accounts_group_members where group_id = found.id)`.as('members'))
    .orderBy('found.name')
    .limit(500)
  if (memberId !== undefined)
    query = query.where('found.id', 'in', (row) =>
      row.selectFrom('accounts_group_members').select('group_id').where('person_id', '=', memberId),
    )
  return (await query.execute()).map((row) => ({ ...row, members: Number(row.members) }))
}

export function findGroup(db: Db, id: string): Promise<GroupRow | undefined> {
  return db.selectFrom('accounts_groups').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findGroupByName(db: Db, name: string): Promise<GroupRow | undefined> {
  return db.selectFrom('accounts_groups').selectAll().where('name', '=', name).executeTakeFirst()
}

export async function insertGroup(tx: Db, row: GroupRow): Promise<void> {
  await tx.insertInto('accounts_groups').values(row).execute()
}

/** False where somebody else has changed it since that version. */
export async function updateGroup(
  tx: Db,
  id: string,
  version: number,
  changes: Pick<GroupRow, 'name' | 'description' | 'updated_at'>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_groups')
    .set({ ...changes, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Takes the group away with its members and permissions. */
export async function deleteGroup(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('accounts_groups').where('id', '=', id).execute()
}

export async function listGrants(db: Db, groupId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('accounts_group_grants')
    .select('permission')
    .where('group_id', '=', groupId)
    .orderBy('permission')
    .execute()
  return rows.map((row) => row.permission)
}

export async function putGrants(tx: Db, groupId: string, permissions: readonly string[]): Promise<void> {
  await tx.deleteFrom('accounts_group_grants').where('group_id', '=', groupId).execute()
  const rows = permissions.map((permission) => ({ group_id: groupId, permission }))
  if (rows.length > 0) await tx.insertInto('accounts_group_grants').values(rows).execute()
}

/** Names of the groups whose members may do something; a few are enough to ask around. */
export async function listGroupsThatMay(db: Db, permission: string): Promise<string[]> {
  const rows = await db
    .selectFrom('accounts_group_grants as granted')
    .innerJoin('accounts_groups as found', 'found.id', 'granted.group_id')
    .select('found.name')
    .where('granted.permission', '=', permission)
    .orderBy('found.name')
    .limit(10)
    .execute()
  return rows.map((row) => row.name)
}

/** Who may do something because of a group, and may come in; by name. */
export function listGranted(db: Db, permission: string): Promise<Pick<PersonRow, 'id' | 'name' | 'email'>[]> {
  return db
    .selectFrom('accounts_people as person')
    .select(['person.id', 'person.name', 'person.email'])
    .where('person.disabled_at', 'is', null)
    .where('person.id', 'in', (row) =>
      row
        .selectFrom('accounts_group_members as member')
        .innerJoin('accounts_group_grants as granted', 'granted.group_id', 'member.group_id')
        .select('member.person_id')
        .where('granted.permission', '=', permission),
    )
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(500)
    .execute()
}

export type Member = Pick<PersonRow, 'id' | 'name' | 'email' | 'affiliation' | 'disabled_at'> &
  Pick<GroupMemberRow, 'is_manager' | 'added_at'>

/** By name. */
export function listMembers(db: Db, groupId: string): Promise<Member[]> {
  return db
    .selectFrom('accounts_group_members as member')
    .innerJoin('accounts_people as person', 'person.id', 'member.person_id')
    .select(['person.id', 'person.name', 'person.email', 'person.affiliation', 'person.disabled_at'])
    .select(['member.is_manager', 'member.added_at'])
    .where('member.group_id', '=', groupId)
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(1_000)
    .execute()
}

export function findMember(db: Db, groupId: string, personId: string): Promise<GroupMemberRow | undefined> {
  return db
    .selectFrom('accounts_group_members')
    .selectAll()
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
}

/** False where this person is in the group already. */
export async function insertMember(tx: Db, row: GroupMemberRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('accounts_group_members')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** False where there is no such member. */
export async function deleteMember(tx: Db, groupId: string, personId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('accounts_group_members')
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** False where there is no such member. */
export async function updateManager(tx: Db, groupId: string, personId: string, isManager: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_group_members')
    .set({ is_manager: isManager ? 1 : 0 })
    .where('group_id', '=', groupId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Somebody who may be added. */
export type Candidate = Pick<PersonRow, 'id' | 'name' | 'email' | 'affiliation'>

/** People who are not in the group, by a piece of their name or the begin of their address. */
export function searchCandidates(db: Db, groupId: string, text: string): Promise<Candidate[]> {
  const piece = text.toLowerCase().replace(/[\\%_]/g, '\\$&')
  return db
    .selectFrom('accounts_people as person')
    .select(['person.id', 'person.name', 'person.email', 'person.affiliation'])
    .where('person.disabled_at', 'is', null)
    .where((row) =>
      row.or([
        sql<boolean>`lower(person.name) like ${`%${piece}%`} escape '\\'`,
        sql<boolean>`person.email like ${`${piece}%`} escape '\\'`,
      ]),
    )
    .where('person.id', 'not in', (row) =>
      row.selectFrom('accounts_group_members').select('person_id').where('group_id', '=', groupId),
    )
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(10)
    .execute()
}
