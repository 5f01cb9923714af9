import type { DeskLetter } from '../mails/posting.ts'
import type { Named } from '../people.ts'
import type { Day } from './days.ts'
import { rosterLinks } from './links.ts'

/** NTF-08: somebody was put on duty, or freed from it by somebody else. */
export function dutyLetter(change: DutyChange): DeskLetter {
  const { what, on, by, starts_on, ends_on } = change
  const days = `from ${longDay(starts_on)} to the end of ${longDay(ends_on)} (UT)`
  return {
    kind: 'observations.duty',
    to: [on, by],
    subject: `TOO duty sign-up changed: ${longDay(starts_on)}`,
    lines: [
      what === 'assigned'
        ? `${nameOf(on)} is on duty for urgent targets ${days}.`
        : `${nameOf(on)} is no longer on duty for urgent targets ${days}.`,
      `${what === 'assigned' ? 'Assigned' : 'Freed'} by ${nameOf(by)}. Write to them if this is not right.`,
    ],
    link: { text: 'The duty roster', href: rosterLinks.roster() },
  }
}

/** What the next person on duty is told: shortly before, and on the first day. */
export const turnLetter = (
  turn: Readonly<{ on: Named; starts_on: Day; ends_on: Day; isToday: boolean }>,
): DeskLetter => ({
  kind: 'observations.duty',
  to: [turn.on],
  cc: ['admin'],
  subject: turn.isToday ? 'TOO duty begins today' : `TOO duty begins on ${longDay(turn.starts_on)}`,
  lines: [
    `${turn.on.name}, you are on duty for urgent targets from ${longDay(turn.starts_on)} to the end of ${longDay(turn.ends_on)} (UT).`,
  ],
  link: { text: 'The duty roster', href: rosterLinks.roster() },
})

/** What whoever keeps the desk is told of a roster that runs dry. */
export const gapLetter = (subject: string, sentence: string): DeskLetter => ({
  kind: 'observations.duty',
  to: ['admin'],
  subject,
  lines: [sentence],
  link: { text: 'The duty roster', href: rosterLinks.roster() },
})

/** `January 06 2031`. */
export function longDay(day: Day): string {
  const month = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(new Date(day))
  return `${month} ${day.slice(8, 10)} ${day.slice(0, 4)}`
}

type DutyChange = Readonly<{ what: 'assigned' | 'freed'; on: Named; by: Named; starts_on: Day; ends_on: Day }>

const nameOf = ({ name, email }: Named): string => (email === null ? name : `${name} (${email})`)
