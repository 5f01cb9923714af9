import { type Day, plusDays } from './days.ts'

/** One entry of the calendar that programs subscribe to. */
export type CalendarDuty = Readonly<{ id: string; starts_on: Day; ends_on: Day; name: string | null }>

/**
 * The roster as iCalendar: whole days, the end not counted.
 *
 * @see RFC 5545, 3.6.1
 */
export function rosterCalendar(duties: readonly CalendarDuty[], now: string, host: string): string {
  const events = duties.flatMap(({ id, starts_on, ends_on, name }) => [
    'BEGIN:VEVENT',
    `UID:duty-${id}@${host}`,
    `DTSTAMP:${compact(now.slice(0, 19))}Z`,
    `DTSTART;VALUE=DATE:${compact(starts_on)}`,
    `DTEND;VALUE=DATE:${compact(plusDays(ends_on, 1))}`,
    `SUMMARY:${escaped(name === null ? 'TOO duty: open' : `TOO duty: ${name}`)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ])
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Lyceum//Observations//EN', ...events, 'END:VCALENDAR']
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

const compact = (text: string): string => text.replace(/[-:]/g, '')

const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

/** No line has more than 75 bytes; what is longer goes on behind a blank. Characters are never cut in two. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  for (const character of line) {
    if (Buffer.byteLength(current + character) > (lines.length === 0 ? 75 : 74)) {
      lines.push(current)
      current = ''
    }
    current += character
  }
  return [...lines, current].join('\r\n ')
}
