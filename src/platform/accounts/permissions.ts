import { UserError } from '../errors.ts'
import { type Person, type Role, roles } from './person.ts'

/**
 * What may be done, and the least role that may do it. Pages, API and buttons all ask `can`; a route names one of these
 * (or `open`), and one without is refused when the server starts.
 */
export const permissions = {
  'house.read': 'reader',
  'house.administer': 'admin',
  'metrics.read': 'admin',
  'account.manage': 'reader',
  'account.vouch': 'member',
  'papers.read': 'reader',
  'papers.edit': 'member',
  'papers.import': 'member',
  'papers.operate': 'member',
  'papers.reset': 'admin',
  'plugins.read': 'reader',
  'plugins.run': 'member',
  'studies.read': 'reader',
  'studies.edit': 'member',
  'observations.read': 'reader',
  'observations.request': 'member',
  'observations.verify': 'admin',
  'observations.sign-catalog': 'admin',
  'observations.sign-acis-si': 'admin',
  'observations.sign-hrc-si': 'admin',
  'observations.duty': 'admin',
} as const satisfies Record<string, Role>

export type Permission = keyof typeof permissions

const isKnown = (name: string): name is Permission => Object.hasOwn(permissions, name)

/**
 * What a group may allow its members besides: whatever not every reader may anyway. Running the house is not among it, so
 * that whoever manages a group cannot make an administrator.
 */
export const grantablePermissions: readonly Permission[] = Object.keys(permissions)
  .filter(isKnown)
  .filter((name) => permissions[name] !== 'reader' && name !== 'house.administer')

/** Default deny: nobody in particular may do nothing. A role is enough, and so is a group. */
export const can = (person: Person | undefined, permission: Permission): boolean =>
  person !== undefined && (hasRole(person, permission) || isGranted(person, permission))

/** @throws UserError `accounts.sign-in-needed` or `accounts.not-allowed`. */
export function demand(person: Person | undefined, permission: Permission): asserts person is Person {
  if (!person) throw new UserError('unauthenticated', 'accounts.sign-in-needed', 'Please sign in first.')
  if (!can(person, permission)) throw notAllowed(permission)
}

/**
 * Why somebody may not do something, and who can change that.
 *
 * @param groups Those whose members may.
 */
export function notAllowed(permission: Permission, groups: readonly string[] = []): UserError {
  const fields = groups.map((name) => ({ path: name, code: 'accounts.group', message: inGroup }))
  return new UserError('forbidden', 'accounts.not-allowed', reasonFor[permissions[permission]], { fields })
}

/** For each least role. */
const reasonFor: Readonly<Record<Role, string>> = {
  reader: 'You may not do this. An administrator can change that.',
  member: 'Members may do this, and you are a reader. An administrator can make you a member.',
  admin: 'Administrators may do this. If you need it, ask one of them.',
}

const inGroup = 'Members of this group may do it too. Whoever manages the group, or an administrator, can add you.'

const hasRole = ({ role }: Person, permission: Permission): boolean =>
  roles.indexOf(role) >= roles.indexOf(permissions[permission])

const isGranted = ({ grants }: Person, permission: Permission): boolean =>
  grants?.includes(permission) === true && grantablePermissions.includes(permission)
