import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { urlOf } from './answering.ts'
import { passwordChangedLetter } from './letters/account-letters.ts'
import { post, speakerFor } from './letters/letter.ts'
import { countLetter, countUse } from './limits.ts'
import { links } from './links.ts'
import { lookAtLink, useLink } from './one-time-links.ts'
import { preparePassword } from './people.ts'
import { deleteLinksOf } from './queries/links.ts'
import { findPerson, putPassword, updatePerson } from './queries/people.ts'
import { deleteSessions } from './queries/sessions.ts'
import type { Asker } from './registering.ts'
import type { PersonRow } from './tables.ts'
import { sendReset } from './tasks.ts'
import { minuteMs } from './times.ts'

/**
 * Asks for a link that leads to a new password. A job finds out whether anybody has the address, so that the answer is
 * the same, in words and in time.
 *
 * @throws UserError `accounts.too-many-attempts`
 */
export async function askForReset(platform: Platform, email: string, asker: Asker): Promise<void> {
  await countLetter(platform.db, 'reset', asker.address, email, platform.now())
  await platform.db
    .transaction()
    .execute((tx) => platform.tasks.enqueue(tx, sendReset, { email, language: asker.language }))
}

/** Whose password a link would change. @throws UserError `accounts.link-dead` */
export async function personToReset(platform: Platform, db: Db, secret: string): Promise<PersonRow> {
  const { subject } = await lookAtLink(platform, 'reset', secret)
  return demandOpen(await findPerson(db, subject))
}

/**
 * Sets a new password by a link. The link proves the mailbox, so the address counts as verified; everybody who was signed
 * in is signed out, and no other link of this person works any more. It does not sign in: a second factor comes there.
 *
 * @throws UserError `accounts.link-dead`, `accounts.password`
 */
export async function resetPassword(platform: Platform, secret: string, password: string): Promise<void> {
  const seen = await personToReset(platform, platform.db, secret)
  await countUse(platform.db, `reset ${seen.id}`, 20, 15 * minuteMs, platform.now())
  const { stored } = await preparePassword(platform, seen, password)
  await platform.db.transaction().execute(async (tx) => {
    const { subject } = await useLink(platform, tx, 'reset', secret)
    const person = demandOpen(await findPerson(tx, subject))
    await updatePerson(tx, person.id, { email_verified: 1, updated_at: platform.now() })
    await storePassword(platform, tx, person, stored, person.id)
  })
}

/** What belongs to every change of a password: all sessions and links end, and its owner is told. */
export async function storePassword(
  platform: Platform,
  tx: Db,
  person: Pick<PersonRow, 'id' | 'name' | 'email' | 'language'>,
  stored: string,
  by: string,
): Promise<void> {
  await putPassword(tx, person.id, stored, platform.now())
  await deleteSessions(tx, person.id)
  await deleteLinksOf(tx, person.id)
  const t = speakerFor(person.language)
  await post(platform, tx, person.email, passwordChangedLetter(t, person.name, urlOf(platform, links.forgotten())))
  await platform.activity.record(tx, {
    actor: by,
    action: 'accounts.password-changed',
    status: 'success',
    target: `accounts/person/${person.id}`,
  })
}

function demandOpen(person: PersonRow | undefined): PersonRow {
  if (person && person.disabled_at === null) return person
  throw new UserError('gone', 'accounts.link-dead', 'This link has been used, or is too old. Ask for a new one.')
}
