import { randomUUIDv7 } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { letIn } from './admitting.ts'
import { urlOf } from './answering.ts'
import { post, speakerFor } from './letters/letter.ts'
import { invitationLetter } from './letters/registration-letters.ts'
import { links } from './links.ts'
import { addPerson, preparePassword } from './people.ts'
import { actorOf, type Person } from './person.ts'
import { deleteInvitation, findInvitation, insertInvitation, useInvitation } from './queries/invitations.ts'
import { findPersonByEmail } from './queries/people.ts'
import { deleteRegistrationsOf } from './queries/registrations.ts'
import type { AcceptInvitationForm, InvitationForm } from './registration-schemas.ts'
import { digestOf, newSecret } from './secrets.ts'
import type { StartedSession, Visit } from './sessions.ts'
import type { InvitationRow } from './tables.ts'
import { dayMs, moved } from './times.ts'

/** Asks somebody in by mail, in the language of who does. @throws UserError `accounts.email-taken` */
export async function invite(
  platform: Platform,
  by: Person,
  form: InvitationForm,
  language: string,
): Promise<InvitationRow> {
  const secret = newSecret()
  const now = platform.now()
  const days = Number(form.days)
  const row: InvitationRow = {
    id: randomUUIDv7(),
    email: form.email,
    role: form.role,
    token: digestOf(secret),
    message: form.message,
    invited_by: actorOf(by),
    created_at: now,
    expires_at: moved(now, days * dayMs),
    used_at: null,
  }
  await platform.db.transaction().execute(async (tx) => {
    if (await findPersonByEmail(tx, form.email)) throw taken(form.email)
    await insertInvitation(tx, row)
    const letter = invitationLetter(
      speakerFor(language),
      by.name,
      form.message,
      urlOf(platform, links.invitation(secret)),
      days,
    )
    await post(platform, tx, form.email, letter)
    await platform.activity.record(tx, {
      actor: actorOf(by),
      action: 'accounts.invited',
      status: 'success',
      target: `accounts/invitation/${row.id}`,
      after: { email: row.email, role: row.role, expires: row.expires_at },
    })
  })
  return row
}

/** @throws UserError `accounts.no-such-invitation` */
export async function withdrawInvitation(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await deleteInvitation(tx, id)
    if (!row) throw new UserError('not-found', 'accounts.no-such-invitation', 'There is no such invitation.')
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.invitation-withdrawn',
      target: `accounts/invitation/${id}`,
      before: { email: row.email, role: row.role, used: row.used_at },
    })
  })
}

/** The invitation behind a link. @throws UserError `accounts.link-dead` */
export async function demandInvitation(platform: Platform, secret: string): Promise<InvitationRow> {
  const row = await findInvitation(platform.db, digestOf(secret), platform.now())
  if (row) return row
  throw dead()
}

/** Makes the account of somebody who was invited; the link proves the address. @throws UserError */
export async function acceptInvitation(
  platform: Platform,
  secret: string,
  form: AcceptInvitationForm,
  visit: Visit,
  language: string,
  replaced: string | undefined,
): Promise<StartedSession> {
  const { email, role, id } = await demandInvitation(platform, secret)
  const password = await preparePassword(platform, { name: form.name, email }, form.password)
  return platform.db.transaction().execute(async (tx) => {
    if (!(await useInvitation(tx, id, platform.now()))) throw dead()
    const { name, title, affiliation, country } = form
    const profile = { title, affiliation, country, language, email_verified: 1 }
    const person = await addPerson(platform, tx, { name, email, role }, password, 'invitation', profile)
    await deleteRegistrationsOf(tx, email)
    return letIn(platform, tx, person, { visit, replaced, by: 'invitation' })
  })
}

const dead = (): UserError =>
  new UserError('gone', 'accounts.link-dead', 'This invitation was used or withdrawn, or is too old. Ask for another.')

function taken(email: string): UserError {
  const message = `Somebody has the address ${email} already.`
  return new UserError('conflict', 'accounts.email-taken', message, {
    fields: [{ path: 'email', code: 'accounts.email-taken', message }],
  })
}
