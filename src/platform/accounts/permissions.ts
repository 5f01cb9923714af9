import { UserError } from '../errors.ts'
import { type Person, type Role, roles } from './person.ts'

/**
 * What may be done, and the least role that may do it. Pages, API and buttons all ask `can`; a route names one of these
 * (or `open`), and one without is refused when the server starts.
 */
export const permissions = {
  'house.read': 'reader',
  'house.administer': 'admin',
  'account.manage': 'reader',
  'account.vouch': 'member',
  'papers.read': 'reader',
  'papers.edit': 'member',
  'papers.import': 'member',
  'papers.operate': 'member',
  'papers.reset': 'admin',
} as const satisfies Record<string, Role>

export type Permission = keyof typeof permissions

/** Default deny: nobody in particular may do nothing. */
export const can = (person: Person | undefined, permission: Permission): boolean =>
  person !== undefined && roles.indexOf(person.role) >= roles.indexOf(permissions[permission])

/** @throws UserError `accounts.sign-in-needed` or `accounts.not-allowed`. */
export function demand(person: Person | undefined, permission: Permission): asserts person is Person {
  if (!person) throw new UserError('unauthenticated', 'accounts.sign-in-needed', 'Please sign in first.')
  if (can(person, permission)) return
  const needed = permissions[permission]
  throw new UserError(
    'forbidden',
    'accounts.not-allowed',
    `This needs the role "${needed}"; yours is "${person.role}".`,
  )
}
