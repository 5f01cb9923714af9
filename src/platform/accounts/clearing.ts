import type { PersonalData } from '../app.ts'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import type { Finish, JobContext } from '../tasks/tasks.ts'
import { confirmDays } from './letters/registration-letters.ts'
import { allPersonalData } from './personal-data.ts'
import { deleteInvitationsBefore } from './queries/invitations.ts'
import { deleteExpiredLinks } from './queries/links.ts'
import { deletePerson, listLeaving } from './queries/people.ts'
import { deleteRegistrationsBefore } from './queries/registrations.ts'
import { dayMs, moved } from './times.ts'

export type Cleared = Readonly<{ people: number; registrations: number }>

const keepDecidedDays = 30

/** Removes the accounts whose day has come, each in a transaction of its own, and requests that nobody followed up. */
export async function clearDue(platform: Platform, job: JobContext): Promise<Finish<Cleared>> {
  const now = platform.now()
  const data = await allPersonalData(platform.parts)
  const leaving = await listLeaving(platform.db, now)
  for (const person of leaving) {
    job.signal.throwIfAborted()
    await job.fenced((tx) => removePerson(platform, tx, person.id, data))
  }

  return job.finish(async (tx) => {
    const decidedBefore = moved(now, -keepDecidedDays * dayMs)
    await deleteExpiredLinks(tx, now)
    await deleteInvitationsBefore(tx, decidedBefore)
    const stale = await deleteRegistrationsBefore(tx, 'confirming', moved(now, -(confirmDays + 1) * dayMs))
    const refused = await deleteRegistrationsBefore(tx, 'refused', decidedBefore)
    return { people: leaving.length, registrations: stale + refused }
  })
}

/** Every part takes away what it said it would; the rest stays with an id that means nobody any more. */
async function removePerson(platform: Platform, tx: Db, id: string, data: readonly PersonalData[]): Promise<void> {
  for (const { remove } of data) await remove?.(tx, id, platform)
  await deletePerson(tx, id)
  await platform.activity.record(tx, {
    actor: 'system',
    action: 'accounts.person-removed',
    target: `accounts/person/${id}`,
  })
}
