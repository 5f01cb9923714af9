import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { type Admission, admit } from './admitting.ts'
import { countAttempt, networkOf } from './limits.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import { findPassword, findPersonByEmail, updatePassword } from './queries/people.ts'
import { findRegistrationByEmail } from './queries/registrations.ts'
import { isKnownAddress } from './queries/sessions.ts'
import type { SignInForm } from './schemas.ts'
import type { Visit } from './sessions.ts'
import type { PersonRow, RegistrationRow } from './tables.ts'

/**
 * Lets in whoever knows address and password, or asks them for their second factor. A wrong password, an unknown address and a person who is
 * locked out get the same words after the same time.
 *
 * @param replaced The secret of the session under which the visitor came; it ends.
 * @throws UserError `accounts.sign-in-refused`, `accounts.too-many-attempts`
 */
export async function signIn(
  platform: Platform,
  form: Pick<SignInForm, 'email' | 'password'>,
  visit: Visit,
  replaced: string | undefined,
): Promise<Admission> {
  const { db } = platform
  const person = await findPersonByEmail(db, form.email)
  // Who has not confirmed yet is told so, but only who knows the password of the registration.
  const waiting = await findRegistrationByEmail(db, form.email)
  const stored = (await findPassword(db, person?.id ?? '')) ?? (person ? undefined : waiting?.password)
  const isHome = await isKnownAddress(db, person?.id ?? '', networkOf(visit.address))
  const attempt = { address: visit.address, email: form.email, isKnownAddress: isHome }
  const forgive = await countAttempt(db, attempt, platform.now())

  const isRight = await verifyPassword(form.password, stored)
  if (!person && waiting && isRight) throw notConfirmed(waiting)
  if (!person || !stored || !isRight || person.disabled_at !== null) {
    await recordRefusal(platform, person, visit)
    throw new UserError('invalid', 'accounts.sign-in-refused', 'The e-mail address or the password is wrong.')
  }

  await forgive()
  const renewed = isOutdated(stored) ? await hashPassword(form.password) : undefined
  return openSession(platform, person, visit, replaced, renewed)
}

function openSession(
  platform: Platform,
  person: PersonRow,
  visit: Visit,
  replaced: string | undefined,
  renewed: string | undefined,
): Promise<Admission> {
  return platform.db.transaction().execute(async (tx) => {
    if (renewed) await updatePassword(tx, person.id, renewed, platform.now())
    return admit(platform, tx, person, { visit, replaced, by: 'password' })
  })
}

/** What was typed is not written down: it may be a password in the wrong field. */
async function recordRefusal(platform: Platform, person: PersonRow | undefined, visit: Visit): Promise<void> {
  await platform.activity.record(platform.db, {
    actor: 'nobody',
    action: 'accounts.sign-in-refused',
    status: 'warning',
    target: person ? `accounts/person/${person.id}` : undefined,
    details: { address: visit.address },
  })
}

const notConfirmed = ({ state }: RegistrationRow): UserError =>
  new UserError(
    'invalid',
    'accounts.not-confirmed',
    state === 'waiting'
      ? 'Your request waits for a decision. You hear by mail.'
      : 'Please confirm your address first: open the link in the letter that we sent you.',
  )
