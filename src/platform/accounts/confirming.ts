import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { letIn } from './admitting.ts'
import { countUse } from './limits.ts'
import { lookAtLink, useLink } from './one-time-links.ts'
import { verifyPassword } from './passwords.ts'
import { addPerson, type NewPassword, preparePassword } from './people.ts'
import { deleteRegistrationsOf, findRegistration } from './queries/registrations.ts'
import type { ConfirmForm } from './registration-schemas.ts'
import type { StartedSession, Visit } from './sessions.ts'
import type { RegistrationRow } from './tables.ts'
import { minuteMs } from './times.ts'

/** The registration that a link confirms. @throws UserError `accounts.link-dead` */
export async function registrationToConfirm(platform: Platform, secret: string): Promise<RegistrationRow> {
  const { subject } = await lookAtLink(platform, 'confirm', secret)
  const registration = await findRegistration(platform.db, subject)
  if (registration?.state === 'confirming') return registration
  throw new UserError('gone', 'accounts.link-dead', 'This registration is no longer open. Register again, or sign in.')
}

/**
 * Makes the account and signs its owner in. The link proves the mailbox; the password proves that it was the reader of
 * that mailbox who registered: whoever did not can choose a new one, and nobody else's password gets into the account.
 *
 * @throws UserError `accounts.link-dead`, `accounts.other-password`, `accounts.password`, `accounts.too-many-attempts`
 */
export async function confirmRegistration(
  platform: Platform,
  secret: string,
  form: ConfirmForm,
  visit: Visit,
  replaced: string | undefined,
): Promise<StartedSession> {
  const registration = await registrationToConfirm(platform, secret)
  await countUse(platform.db, `confirm ${registration.id}`, 10, 15 * minuteMs, platform.now())
  const password = await provenPassword(platform, registration, form)
  return platform.db.transaction().execute(async (tx) => {
    await useLink(platform, tx, 'confirm', secret)
    const { name, email, role, title, affiliation, country, language } = registration
    const profile = { title, affiliation, country, language, email_verified: 1 }
    const person = await addPerson(platform, tx, { name, email, role }, password, 'registration', profile)
    await deleteRegistrationsOf(tx, email)
    return letIn(platform, tx, person, { visit, replaced, by: 'registration' })
  })
}

async function provenPassword(
  platform: Platform,
  registration: RegistrationRow,
  { password, newPassword }: ConfirmForm,
): Promise<NewPassword> {
  if (newPassword !== '') {
    return preparePassword(platform, registration, newPassword).catch((error) => {
      throw error instanceof UserError ? renamed(error) : error
    })
  }
  if (await verifyPassword(password, registration.password)) return { stored: registration.password }
  const message =
    'This is not the password that was chosen with this registration. Choose a new one below, if you like.'
  const fields = [{ path: 'password', code: 'accounts.other-password', message }]
  throw new UserError('invalid', 'accounts.other-password', message, { fields })
}

/** The same complaint beside the other field of the form. */
const renamed = (error: UserError): UserError =>
  new UserError(error.kind, error.code, error.message, {
    retryAfterSeconds: error.retryAfterSeconds,
    fields: error.fields.map((field) => ({ ...field, path: 'newPassword' })),
  })
