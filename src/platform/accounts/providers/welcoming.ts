import { z } from 'zod'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { type Admission, admit } from '../admitting.ts'
import { addPerson } from '../people.ts'
import { findInvitationFor, useInvitation } from '../queries/invitations.ts'
import { deleteRegistrationsOf } from '../queries/registrations.ts'
import { demandOpen, judgeHere } from '../registering.ts'
import { Email } from '../schemas.ts'
import { finishPending, lookAtPending } from '../second-factor/pending.ts'
import type { Visit } from '../sessions.ts'
import { firstRoleSetting, registrationSetting, termsSetting } from '../settings.ts'
import type { InvitationRow } from '../tables.ts'
import { demandProvider } from './configuring.ts'
import { isTaken, keepIdentity } from './entering.ts'
import type { WelcomeForm } from './schemas.ts'
import type { ProviderRow } from './tables.ts'

const Newcomer = z.object({
  provider: z.string(),
  subject: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  isEmailProven: z.boolean(),
})

/** Somebody who came from a service and has no account here. */
export type Newcomer = z.output<typeof Newcomer>

/**
 * What becomes of them. `ready`: their service has proven an address that may come in. `register`: an address is missing
 * or unproven, or somebody has to decide. `known`: the address is somebody's: they sign in, and connect the two then.
 */
export type Prospect = Readonly<{ newcomer: Newcomer; provider: ProviderRow }> &
  (
    | Readonly<{ kind: 'ready'; email: string; invitation: InvitationRow | undefined }>
    | Readonly<{ kind: 'register' }>
    | Readonly<{ kind: 'known' }>
  )

/**
 * How registration here goes for somebody who came from a service.
 *
 * @throws UserError `accounts.step-over`, `accounts.registration-closed`, `accounts.address-refused`
 */
export async function prospectOf(platform: Platform, secret: string | undefined): Promise<Prospect> {
  const { db, settings, now } = platform
  const pending = await lookAtPending(platform, 'welcome', secret)
  const newcomer = Newcomer.parse(JSON.parse(pending.value_json))
  const provider = await demandProvider(db, newcomer.provider)
  const email = newcomer.isEmailProven ? Email.safeParse(newcomer.email).data : undefined
  if (email === undefined) {
    demandOpen(await settings.get(db, registrationSetting))
    return { kind: 'register', newcomer, provider }
  }
  if (await isTaken(db, email)) return { kind: 'known', newcomer, provider }
  const invitation = await findInvitationFor(db, email, now())
  if (invitation) return { kind: 'ready', newcomer, provider, email, invitation }

  demandOpen(await settings.get(db, registrationSetting))
  const verdict = await judgeHere(platform, email)
  if (verdict.kind === 'refused')
    throw new UserError('forbidden', 'accounts.address-refused', 'Addresses of this domain are not accepted here.')
  return verdict.kind === 'academic'
    ? { kind: 'ready', newcomer, provider, email, invitation: undefined }
    : { kind: 'register', newcomer, provider }
}

/** Makes the account of somebody whose service has proven who they are. @throws UserError as above, `accounts.terms` */
export async function welcome(
  platform: Platform,
  secret: string | undefined,
  form: WelcomeForm,
  visit: Visit,
  { language, replaced }: Readonly<{ language: string; replaced: string | undefined }>,
): Promise<Admission> {
  const { db, settings } = platform
  const prospect = await prospectOf(platform, secret)
  if (prospect.kind !== 'ready')
    throw new UserError('conflict', 'accounts.registration-needed', 'Please register first, or sign in.')
  if ((await settings.get(db, termsSetting)) !== '' && !form.terms) throw termsNeeded()
  const { email, invitation, newcomer, provider } = prospect
  const role = invitation?.role ?? (await settings.get(db, firstRoleSetting))
  return db.transaction().execute(async (tx) => {
    await finishPending(platform, tx, 'welcome', secret)
    if (invitation && !(await useInvitation(tx, invitation.id, platform.now())))
      throw new UserError('gone', 'accounts.link-dead', 'This invitation was used or withdrawn. Ask for another.')
    const profile = { language, email_verified: 1 }
    const person = await addPerson(platform, tx, { name: form.name, email, role }, undefined, provider.name, profile)
    await keepIdentity(platform, tx, person.id, provider, newcomer)
    await deleteRegistrationsOf(tx, email)
    return admit(platform, tx, person, { visit, replaced, by: provider.name })
  })
}

function termsNeeded(): UserError {
  const message = 'Please agree to the terms first.'
  const fields = [{ path: 'terms', code: 'accounts.terms', message }]
  return new UserError('invalid', 'accounts.terms', message, { fields })
}
