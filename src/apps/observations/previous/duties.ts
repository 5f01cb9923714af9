import { randomUUIDv7 } from 'node:crypto'
import { isDay } from '../roster/days.ts'
import type { DutyRow } from '../roster/tables.ts'

export type PreviousDuties = Readonly<{ rows: readonly DutyRow[]; unread: readonly string[] }>

/** Lines of person, first day and last day (month, day, year each), and maybe who wrote it; `TBD` is open. */
export function readPreviousDuties(text: string, idOf: (name: string) => string): PreviousDuties {
  const rows: DutyRow[] = []
  const unread: string[] = []
  for (const line of text.split(/\r?\n/).filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const [person = '', ...cells] = line.split('\t').map((cell) => cell.trim())
    const [starts_on, ends_on] = [dayOf(cells.slice(0, 3)), dayOf(cells.slice(3, 6))]
    const assigner = cells[6] ?? ''
    if (person === '' || !isDay(starts_on) || !isDay(ends_on) || ends_on < starts_on) {
      unread.push(line)
      continue
    }
    const isOpen = person.toUpperCase() === 'TBD'
    rows.push({
      id: randomUUIDv7(),
      starts_on,
      ends_on,
      person_id: isOpen ? null : idOf(person),
      assigned_by: isOpen || assigner === '' ? null : idOf(assigner),
      version: 1,
    })
  }
  return { rows, unread }
}

const dayOf = ([month = '', day = '', year = '']: readonly string[]): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
