import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { askToConfirm } from './answering.ts'
import { readDomain, withParents } from './domains/names.ts'
import { post, speakerFor } from './letters/letter.ts'
import { refusedLetter } from './letters/registration-letters.ts'
import { actorOf, type Person } from './person.ts'
import { putRule } from './queries/domains.ts'
import { findRegistration, listWaitingBelow, moveRegistration } from './queries/registrations.ts'
import { subjectOf } from './registering.ts'
import type { AcceptForm } from './registration-schemas.ts'
import { vouchingSetting } from './settings.ts'
import type { RegistrationRow } from './tables.ts'

/**
 * Lets somebody in who waits: they get the link that confirms their address. With the domain, its rule and everybody who
 * waits with an address below it go the same way, in the same act. Answers how many people that were.
 *
 * @throws UserError `accounts.no-such-registration`, `accounts.decided`, `accounts.domain`
 */
export async function acceptRegistration(
  platform: Platform,
  id: string,
  form: AcceptForm,
  by: string,
): Promise<number> {
  return platform.db.transaction().execute(async (tx) => {
    const registration = await demandRegistration(tx, id)
    if (!(await askToConfirm(platform, tx, registration, 'waiting', by))) throw decided()
    await note(platform, tx, registration, 'accounts.registration-accepted', by)
    if (!form.withDomain) return 1

    const domain = acceptableDomain(form.domain ?? registration.domain, registration)
    await acceptDomain(platform, tx, domain, form, by)
    const others = await listWaitingBelow(tx, domain)
    for (const other of others) {
      await askToConfirm(platform, tx, other, 'waiting', by)
      await note(platform, tx, other, 'accounts.registration-accepted', by)
    }
    return 1 + others.length
  })
}

/** Says no, with a reason that goes by mail. @throws UserError `accounts.no-such-registration`, `accounts.decided` */
export async function refuseRegistration(platform: Platform, id: string, reason: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const registration = await demandRegistration(tx, id)
    const changes = { state: 'refused', decided_by: by, decision: reason, updated_at: platform.now() } as const
    if (!(await moveRegistration(tx, id, 'waiting', changes))) throw decided()
    const t = speakerFor(registration.language)
    await post(platform, tx, registration.email, refusedLetter(t, registration.name, reason))
    await note(platform, tx, registration, 'accounts.registration-refused', by, { reason })
  })
}

/** Sends the link once more to somebody who has not confirmed. @throws UserError `accounts.no-such-registration` */
export async function resendConfirmation(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const registration = await demandRegistration(tx, id)
    if (!(await askToConfirm(platform, tx, registration, 'confirming', null))) throw decided()
    await note(platform, tx, registration, 'accounts.confirmation-resent', by)
  })
}

/** What a member is shown who was named. @throws UserError `accounts.no-such-registration` for everybody else */
export async function registrationToVouch(
  platform: Platform,
  db: Db,
  person: Person,
  id: string,
): Promise<RegistrationRow> {
  const registration = await demandRegistration(db, id)
  const isNamed = registration.state === 'waiting' && registration.voucher_email === person.email
  if (isNamed && (await platform.settings.get(db, vouchingSetting))) return registration
  throw noSuchRegistration()
}

/** A member says: I know them. It counts for the person, not for the domain. @throws UserError as above */
export async function vouch(platform: Platform, person: Person, id: string): Promise<RegistrationRow> {
  return platform.db.transaction().execute(async (tx) => {
    const registration = await registrationToVouch(platform, tx, person, id)
    await askToConfirm(platform, tx, registration, 'waiting', actorOf(person))
    await note(platform, tx, registration, 'accounts.registration-vouched', actorOf(person))
    return registration
  })
}

/** The domain of the address or one above it: an accepted one must never be somebody else's. */
function acceptableDomain(text: string, registration: RegistrationRow): string {
  const domain = readDomain(text)
  if (domain !== undefined && withParents(registration.domain).includes(domain)) return domain
  const message = 'This is not the domain of the address, nor one above it.'
  const fields = [{ path: 'domain', code: 'accounts.domain', message }]
  throw new UserError('invalid', 'accounts.domain', message, { fields })
}

async function acceptDomain(platform: Platform, tx: Db, domain: string, form: AcceptForm, by: string): Promise<void> {
  const { institution, country } = form
  await putRule(tx, {
    id: randomUUIDv7(),
    domain,
    kind: 'allowed',
    institution,
    country,
    note: null,
    list_id: null,
    added_at: platform.now(),
    added_by: by,
  })
  await platform.activity.record(tx, {
    actor: by,
    action: 'accounts.domain-allowed',
    status: 'success',
    target: `accounts/domain/${domain}`,
    after: { institution, country },
  })
}

async function demandRegistration(db: Db, id: string): Promise<RegistrationRow> {
  const registration = await findRegistration(db, id)
  if (registration) return registration
  throw noSuchRegistration()
}

const noSuchRegistration = (): UserError =>
  new UserError(
    'not-found',
    'accounts.no-such-registration',
    'There is no such request, or nothing to decide about it.',
  )

const decided = (): UserError =>
  new UserError('overtaken', 'accounts.decided', 'Somebody has decided about this request already.')

const note = (
  platform: Platform,
  tx: Db,
  registration: RegistrationRow,
  action: string,
  by: string,
  details?: Record<string, unknown>,
): Promise<void> =>
  platform.activity.record(tx, { actor: by, action, status: 'success', target: subjectOf(registration), details })
