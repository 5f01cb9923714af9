import type { Platform } from '../../../platform/platform.ts'
import { type DeskLetter, post } from '../mails/posting.ts'
import { type Named, nameThem } from '../people.ts'
import { type Day, dayOf, plusDays, weekdayOf } from './days.ts'
import { gapLetter, turnLetter } from './letters.ts'
import { listDuties } from './queries/duties.ts'
import type { Duty } from './rules.ts'

/** Who is told before their duty begins, and how long. */
const noticeDays = 2
/** A roster that ends sooner needs somebody to care for it. */
const shortestRosterDays = 90
const friday = 5

/** What is to be told on a day. Letters about the roster itself go out on Fridays, so once a week at most. */
export function dueLetters(
  duties: readonly Duty[],
  names: ReadonlyMap<string, Named>,
  today: Day,
): readonly DeskLetter[] {
  const turns = duties.flatMap((duty) => {
    const on = duty.person_id === null ? undefined : names.get(duty.person_id)
    const isToday = duty.starts_on === today
    return on && (isToday || duty.starts_on === plusDays(today, noticeDays))
      ? [turnLetter({ ...duty, on, isToday })]
      : []
  })
  return weekdayOf(today) === friday ? [...turns, ...rosterLetters(duties, today)] : turns
}

function rosterLetters(duties: readonly Duty[], today: Day): readonly DeskLetter[] {
  const last = duties
    .map(({ ends_on }) => ends_on)
    .sort()
    .at(-1)
  if (last === undefined) return []
  const [monday, sunday] = [plusDays(today, 10), plusDays(today, 16)]
  const letters: DeskLetter[] = []
  if (duties.some((duty) => duty.person_id === null && duty.starts_on <= sunday && duty.ends_on >= monday)) {
    letters.push(
      gapLetter('TOO duty: the week after next is open', `Nobody has taken the duty of all of ${monday} to ${sunday}.`),
    )
  }
  if (last < plusDays(today, shortestRosterDays)) {
    letters.push(gapLetter('TOO duty: the roster ends soon', `The last day of the duty roster is ${last}.`))
  }
  return letters
}

/** Tells everybody who is to be told today. @returns how many letters there were. */
export async function sendDueLetters(platform: Platform): Promise<number> {
  const today = dayOf(platform.now())
  return platform.db.transaction().execute(async (tx) => {
    const duties = await listDuties(tx, { from: plusDays(today, -30) })
    const letters = dueLetters(
      duties,
      await nameThem(
        tx,
        duties.map(({ person_id }) => person_id),
      ),
      today,
    )
    await post(platform, tx, null, letters)
    return letters.length
  })
}
