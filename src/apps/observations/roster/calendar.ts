import { calendarDay, calendarEvent, calendarFoot, calendarHead } from '../calendar.ts'
import { type Day, plusDays } from './days.ts'

/** One entry of the calendar that programs subscribe to. */
type CalendarDuty = Readonly<{ id: string; starts_on: Day; ends_on: Day; name: string | null }>

/** The roster as iCalendar: whole days, the end not counted. */
export function rosterCalendar(duties: readonly CalendarDuty[], now: string, host: string): string {
  const events = duties.map(({ id, starts_on, ends_on, name }) => {
    const when = [
      `DTSTART;VALUE=DATE:${calendarDay(starts_on)}`,
      `DTEND;VALUE=DATE:${calendarDay(plusDays(ends_on, 1))}`,
    ]
    return calendarEvent({ id: `duty-${id}`, when, summary: `TOO duty: ${name ?? 'open'}` }, { now, host })
  })
  return [calendarHead, ...events, calendarFoot].join('')
}
