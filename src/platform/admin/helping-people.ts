import { findPerson } from '../accounts/queries/people.ts'
import { deleteSessions } from '../accounts/queries/sessions.ts'
import type { PersonRow } from '../accounts/tables.ts'
import { sendReset } from '../accounts/tasks.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'

/** Signs somebody out everywhere; answers how many sessions that were. @throws UserError `accounts.no-such-person` */
export function endSessionsOf(platform: Platform, id: string, by: string): Promise<number> {
  return platform.db.transaction().execute(async (tx) => {
    const { id: personId } = await demandPerson(tx, id)
    const count = await deleteSessions(tx, personId)
    await record(platform, tx, by, personId, 'accounts.sessions-ended', { count })
    return count
  })
}

/** Sends somebody the link for a new password; what it says nobody but they can read. @throws UserError likewise */
export async function sendResetTo(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const { id: personId, email, language } = await demandPerson(tx, id)
    await platform.tasks.enqueue(tx, sendReset, { email, language: language ?? 'en' })
    await record(platform, tx, by, personId, 'accounts.reset-sent')
  })
}

async function demandPerson(tx: Db, id: string): Promise<PersonRow> {
  const person = await findPerson(tx, id)
  if (person) return person
  throw new UserError('not-found', 'accounts.no-such-person', 'There is no such person.')
}

const record = (
  platform: Platform,
  tx: Db,
  actor: string,
  personId: string,
  action: string,
  details?: Record<string, unknown>,
): Promise<void> =>
  platform.activity.record(tx, { actor, action, status: 'warning', target: `accounts/person/${personId}`, details })
