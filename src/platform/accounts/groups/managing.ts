import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { can, notAllowed } from '../permissions.ts'
import { actorOf, type Person } from '../person.ts'
import { findPerson, findPersonByEmail } from '../queries/people.ts'
import type { PersonRow } from '../tables.ts'
import {
  deleteGroup,
  deleteMember,
  findGroup,
  findGroupByName,
  findMember,
  insertGroup,
  insertMember,
  listGrants,
  putGrants,
  updateGroup,
  updateManager,
} from './queries/groups.ts'
import type { ChangeGroupForm, GroupForm } from './schemas.ts'
import type { GroupRow } from './tables.ts'

/** What somebody may do with a group that they know of. */
export type GroupAccess = Readonly<{ group: GroupRow; mayAdminister: boolean; mayManage: boolean }>

/** A group as one of its members, or an administrator, finds it. @throws UserError `accounts.no-such-group` for others */
export async function accessGroup(db: Db, person: Person, id: string): Promise<GroupAccess> {
  const group = await findGroup(db, id)
  const member = group && (await findMember(db, id, person.id))
  const mayAdminister = can(person, 'house.administer')
  if (!group || !(member || mayAdminister)) throw noSuchGroup()
  return { group, mayAdminister, mayManage: mayAdminister || member?.is_manager === 1 }
}

/** @throws UserError `accounts.group-taken` */
export async function startGroup(platform: Platform, form: GroupForm, by: string): Promise<GroupRow> {
  const now = platform.now()
  const { name, description, grants } = form
  const group: GroupRow = {
    id: randomUUIDv7(),
    name,
    description,
    version: 1,
    created_at: now,
    created_by: by,
    updated_at: now,
  }
  await platform.db.transaction().execute(async (tx) => {
    if (await findGroupByName(tx, name)) throw nameTaken()
    await insertGroup(tx, group)
    await putGrants(tx, group.id, grants)
    await note(platform, tx, group.id, 'accounts.group-started', by, { after: form })
  })
  return group
}

/** @throws UserError `accounts.no-such-group`, `accounts.group-taken`, `accounts.group-changed` */
export async function changeGroup(platform: Platform, id: string, form: ChangeGroupForm, by: string): Promise<void> {
  const { version, grants, ...changes } = form
  await platform.db.transaction().execute(async (tx) => {
    const before = await demandGroup(tx, id)
    const namesake = await findGroupByName(tx, changes.name)
    if (namesake && namesake.id !== id) throw nameTaken()
    if (!(await updateGroup(tx, id, version, { ...changes, updated_at: platform.now() }))) throw overtaken()
    const grantsBefore = await listGrants(tx, id)
    await putGrants(tx, id, grants)
    await note(platform, tx, id, 'accounts.group-changed', by, {
      before: { name: before.name, description: before.description, grants: grantsBefore },
      after: { ...changes, grants },
    })
  })
}

/** Its members lose what it allowed at once. @throws UserError `accounts.no-such-group` */
export async function removeGroup(platform: Platform, id: string, by: string): Promise<GroupRow> {
  return platform.db.transaction().execute(async (tx) => {
    const group = await demandGroup(tx, id)
    const { name, description } = group
    const before = { name, description, grants: await listGrants(tx, id) }
    await deleteGroup(tx, id)
    await note(platform, tx, id, 'accounts.group-removed', by, { before })
    return group
  })
}

/** Who is to be added: found by a search, or by their address. */
export type Newcomer = Readonly<{ person?: string | undefined; email?: string | undefined }>

/**
 * Adds somebody, who has what the group allows from their next request on.
 *
 * @throws UserError `accounts.no-such-group`, `accounts.not-allowed`, `accounts.no-such-member`, `accounts.in-group`
 */
export async function addMember(platform: Platform, actor: Person, id: string, newcomer: Newcomer): Promise<PersonRow> {
  return platform.db.transaction().execute(async (tx) => {
    await demandManager(tx, actor, id)
    const person = await findNewcomer(tx, newcomer)
    const by = actorOf(actor)
    const row = { group_id: id, person_id: person.id, is_manager: 0, added_at: platform.now(), added_by: by }
    if (!(await insertMember(tx, row))) throw aboutEmail('accounts.in-group', 'This person is in the group already.')
    await note(platform, tx, id, 'accounts.member-added', by, { details: { person: person.id, name: person.name } })
    return person
  })
}

/** Whoever manages the group takes somebody out; everybody may leave. @throws UserError as above */
export async function removeMember(platform: Platform, actor: Person, id: string, personId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    if (personId === actor.id) await accessGroup(tx, actor, id)
    else await demandManager(tx, actor, id)
    if (!(await deleteMember(tx, id, personId))) throw noSuchMember()
    await note(platform, tx, id, 'accounts.member-removed', actorOf(actor), { details: { person: personId } })
  })
}

/** Makes a member one who adds others, or no longer. @throws UserError `accounts.no-such-member` */
export async function setManager(
  platform: Platform,
  id: string,
  personId: string,
  isManager: boolean,
  by: string,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    if (!(await updateManager(tx, id, personId, isManager))) throw noSuchMember()
    await note(platform, tx, id, 'accounts.manager-changed', by, { details: { person: personId, isManager } })
  })
}

async function demandGroup(db: Db, id: string): Promise<GroupRow> {
  const group = await findGroup(db, id)
  if (group) return group
  throw noSuchGroup()
}

async function demandManager(tx: Db, person: Person, id: string): Promise<void> {
  const { mayManage } = await accessGroup(tx, person, id)
  if (!mayManage) throw notAllowed('house.administer')
}

async function findNewcomer(tx: Db, { person: id, email = '' }: Newcomer): Promise<PersonRow> {
  const person = id ? await findPerson(tx, id) : await findPersonByEmail(tx, email)
  if (person && person.disabled_at === null) return person
  throw aboutEmail('accounts.no-such-member', 'Nobody here has this address. People need an account first.')
}

const aboutEmail = (code: 'accounts.in-group' | 'accounts.no-such-member', message: string): UserError =>
  new UserError('invalid', code, message, { fields: [{ path: 'email', code, message }] })

const noSuchGroup = (): UserError =>
  new UserError('not-found', 'accounts.no-such-group', 'There is no such group, or you are not in it.')

const noSuchMember = (): UserError =>
  new UserError('not-found', 'accounts.no-such-member', 'This person is not in the group.')

function nameTaken(): UserError {
  const message = 'There is a group of this name already.'
  const fields = [{ path: 'name', code: 'accounts.group-taken', message }]
  return new UserError('conflict', 'accounts.group-taken', message, { fields })
}

const overtaken = (): UserError =>
  new UserError(
    'overtaken',
    'accounts.group-changed',
    'Somebody changed this group while you looked at it. How it is now stands below; send yours again to replace that.',
  )

type Change = Readonly<{ before?: unknown; after?: unknown; details?: Readonly<Record<string, unknown>> }>

const note = (platform: Platform, tx: Db, id: string, action: string, by: string, change: Change): Promise<void> =>
  platform.activity.record(tx, { actor: by, action, status: 'success', target: `accounts/group/${id}`, ...change })
