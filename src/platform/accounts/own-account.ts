import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { addressChangedLetter } from './letters/account-letters.ts'
import { post, speakerFor } from './letters/letter.ts'
import { countLetter, countUse } from './limits.ts'
import { lookAtLink, useLink } from './one-time-links.ts'
import { verifyPassword } from './passwords.ts'
import { preparePassword } from './people.ts'
import { actorOf, type Person } from './person.ts'
import { deleteLinksOf } from './queries/links.ts'
import { findPassword, findPerson, findPersonByEmail, updatePerson } from './queries/people.ts'
import { deleteSessions } from './queries/sessions.ts'
import type { Asker } from './registering.ts'
import { storePassword } from './resetting.ts'
import type { PasswordForm, ProfileForm } from './schemas.ts'
import { type StartedSession, startSession, type Visit } from './sessions.ts'
import type { PersonRow } from './tables.ts'
import { sendAddressLink } from './tasks.ts'
import { minuteMs } from './times.ts'

/** Changes what a person says about themselves. */
export async function saveProfile(platform: Platform, person: Person, form: ProfileForm): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const before = await demandSelf(await findPerson(tx, person.id))
    await updatePerson(tx, person.id, { ...form, updated_at: platform.now() })
    await platform.activity.record(tx, {
      actor: actorOf(person),
      action: 'accounts.profile-changed',
      status: 'success',
      target: `accounts/person/${person.id}`,
      before: Object.fromEntries(Object.keys(form).map((field) => [field, before[field as keyof ProfileForm]])),
      after: form,
    })
  })
}

/**
 * Sets a new password for somebody who knows the old one. Everybody else who was signed in is signed out; this visit goes
 * on under a new session.
 *
 * @throws UserError `accounts.old-password`, `accounts.password`, `accounts.too-many-attempts`
 */
export async function changePassword(
  platform: Platform,
  person: Person,
  form: PasswordForm,
  visit: Visit,
): Promise<StartedSession> {
  await demandPassword(platform, person, form.current, 'current')
  const { stored } = await preparePassword(platform, person, form.password)
  return platform.db.transaction().execute(async (tx) => {
    await storePassword(platform, tx, person, stored, actorOf(person))
    return startSession(platform, tx, person, visit)
  })
}

/** Asks once more for the password of somebody who is signed in. @throws UserError `accounts.old-password` */
export async function demandPassword(
  platform: Platform,
  person: Person,
  password: string,
  path: string,
): Promise<void> {
  await countUse(platform.db, `password ${person.id}`, 10, 15 * minuteMs, platform.now())
  if (await verifyPassword(password, await findPassword(platform.db, person.id))) return
  const message = 'This is not your password.'
  throw new UserError('invalid', 'accounts.old-password', message, {
    fields: [{ path, code: 'accounts.old-password', message }],
  })
}

/** Sends a link to a new address; nothing changes before it is followed. @throws UserError `accounts.same-address` */
export async function askForAddress(platform: Platform, person: Person, email: string, asker: Asker): Promise<void> {
  if (email === person.email) {
    const message = 'This is your address already.'
    const fields = [{ path: 'email', code: 'accounts.same-address', message }]
    throw new UserError('invalid', 'accounts.same-address', message, { fields })
  }
  await countLetter(platform.db, `address ${person.id}`, asker.address, email, platform.now())
  const input = { personId: person.id, email, language: asker.language }
  await platform.db
    .transaction()
    .execute((tx) => platform.tasks.enqueue(tx, sendAddressLink, input, { askedBy: person.id }))
}

/** What a link to a new address would do. @throws UserError `accounts.link-dead` */
export async function addressToConfirm(platform: Platform, secret: string): Promise<string> {
  return (await lookAtLink(platform, 'address', secret)).value ?? ''
}

/**
 * Gives an account the address that a link was sent to, tells the old one, and signs everybody out but this visit.
 *
 * @throws UserError `accounts.link-dead`, `accounts.email-taken`
 */
export async function confirmAddress(platform: Platform, secret: string, sessionId: string | undefined): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const { subject, value } = await useLink(platform, tx, 'address', secret)
    const person = demandSelf(await findPerson(tx, subject))
    const email = value ?? ''
    if (await findPersonByEmail(tx, email))
      throw new UserError('conflict', 'accounts.email-taken', `Somebody has the address ${email} already.`)
    await updatePerson(tx, person.id, { email, email_verified: 1, updated_at: platform.now() })
    await deleteSessions(tx, person.id, sessionId)
    await deleteLinksOf(tx, person.id)
    await post(platform, tx, person.email, addressChangedLetter(speakerFor(person.language), person.name, email))
    await platform.activity.record(tx, {
      actor: person.id,
      action: 'accounts.address-changed',
      status: 'success',
      target: `accounts/person/${person.id}`,
      before: { email: person.email },
      after: { email },
    })
  })
}

function demandSelf(person: PersonRow | undefined): PersonRow {
  if (person && person.disabled_at === null) return person
  throw new UserError('gone', 'accounts.link-dead', 'This account is closed.')
}
