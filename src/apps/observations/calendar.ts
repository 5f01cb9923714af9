/** One entry of a calendar that programs read or subscribe to. */
type CalendarEvent = Readonly<{
  /** Unique in this house, and the same at every reading. */
  id: string
  /** Its lines between stamp and summary, such as `DTSTART;VALUE=DATE:20310106`. */
  when: readonly string[]
  summary: string
  description?: string
  url?: string
}>

/** What a calendar begins with; events follow, and then its end. */
export const calendarHead = linesOf(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Lyceum//Observations//EN'])
export const calendarFoot = linesOf(['END:VCALENDAR'])

/**
 * An event as iCalendar; nobody is busy because of it.
 *
 * @see RFC 5545, 3.6.1
 */
export const calendarEvent = (event: CalendarEvent, { now, host }: Readonly<{ now: string; host: string }>): string =>
  linesOf([
    'BEGIN:VEVENT',
    `UID:${event.id}@${host}`,
    `DTSTAMP:${calendarTime(now)}`,
    ...event.when,
    `SUMMARY:${escaped(event.summary)}`,
    ...(event.description === undefined ? [] : [`DESCRIPTION:${escaped(event.description)}`]),
    ...(event.url === undefined ? [] : [`URL:${event.url}`]),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ])

export const calendarDay = (day: string): string => day.replaceAll('-', '')

/** An instant in UTC; parts of seconds are left out. */
export const calendarTime = (instant: string): string => `${instant.slice(0, 19).replace(/[-:]/g, '')}Z`

const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('')
}

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
