import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { urlOf } from './answering.ts'
import { leavingLetter } from './letters/account-letters.ts'
import { post, speakerFor } from './letters/letter.ts'
import { links } from './links.ts'
import { lookAtLink, makeLink, useLink } from './one-time-links.ts'
import { demandAnotherAdministrator } from './people.ts'
import { actorOf, type Person } from './person.ts'
import { findPerson, updatePerson } from './queries/people.ts'
import { deleteSessions } from './queries/sessions.ts'
import { graceSetting } from './settings.ts'
import { clearAccounts } from './tasks.ts'
import { dayMs, moved } from './times.ts'

/**
 * Closes a person's own account at once, and marks the day on which it is removed; until then a link takes it back.
 * Answers that day.
 *
 * @throws UserError `accounts.last-administrator`
 */
export async function leave(platform: Platform, person: Person, language: string): Promise<string> {
  const { db, now, settings } = platform
  const graceDays = await settings.get(db, graceSetting)
  const leavesAt = moved(now(), graceDays * dayMs)
  await db.transaction().execute(async (tx) => {
    if (person.role === 'admin') await demandAnotherAdministrator(tx, person.id)
    const by = actorOf(person)
    await updatePerson(tx, person.id, { disabled_at: now(), disabled_by: by, leaves_at: leavesAt, updated_at: now() })
    await deleteSessions(tx, person.id)
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.leaving',
      status: 'warning',
      target: `accounts/person/${person.id}`,
      details: { leavesAt },
    })
    if (graceDays === 0) {
      await platform.tasks.enqueue(tx, clearAccounts, {}, { uniqueKey: 'accounts.clear' })
      return
    }
    const secret = await makeLink(platform, tx, { purpose: 'stay', subject: person.id, lifeMs: graceDays * dayMs })
    const said = person.language ?? language
    const day = new Intl.DateTimeFormat(said, { dateStyle: 'long', timeZone: platform.config.timezone })
    const letter = leavingLetter(
      speakerFor(said),
      person.name,
      day.format(new Date(leavesAt)),
      urlOf(platform, links.stay(secret)),
    )
    await post(platform, tx, person.email, letter)
  })
  return leavesAt
}

/** Whether a link would take an account back. @throws UserError `accounts.link-dead` */
export async function demandStayLink(platform: Platform, secret: string): Promise<void> {
  await lookAtLink(platform, 'stay', secret)
}

/** Opens an account again whose owner has changed their mind. @throws UserError `accounts.link-dead` */
export async function stay(platform: Platform, secret: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const { subject } = await useLink(platform, tx, 'stay', secret)
    const person = await findPerson(tx, subject)
    // An administrator who locked them out meanwhile has the last word.
    if (!person?.leaves_at || person.disabled_by !== person.id)
      throw new UserError('gone', 'accounts.link-dead', 'This account cannot be taken back any more.')
    await updatePerson(tx, subject, {
      disabled_at: null,
      disabled_by: null,
      leaves_at: null,
      updated_at: platform.now(),
    })
    await platform.activity.record(tx, {
      actor: subject,
      action: 'accounts.stayed',
      status: 'success',
      target: `accounts/person/${subject}`,
    })
  })
}
