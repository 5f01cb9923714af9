import { type Cell, notRequired, pending } from '../signoff/engine.ts'
import { type Part, parts, type SignoffCells } from '../signoff/signoff.ts'

/** One row of the previous desk's table of revisions; cells as they stand there. */
export type PreviousRow = Readonly<Record<string, string | number | null>>

/** Columns of the previous table: who signed, and when, for each of ours. */
export const previousColumns: Readonly<Record<Part, readonly [signer: string, date: string]>> = {
  general: ['general_signoff', 'general_date'],
  acis: ['acis_signoff', 'acis_date'],
  acis_si: ['acis_si_mode_signoff', 'acis_si_mode_date'],
  hrc_si: ['hrc_si_mode_signoff', 'hrc_si_mode_date'],
  usint: ['usint_verification', 'usint_date'],
}

/** Obsid and number of a key such as `16196.002`, which looks like a number and is none: `.10` is ten. */
export function readPreviousKey(text: string): Readonly<{ obsid: number; number: number }> | undefined {
  const [, obsid, number] = /^\s*(\d{1,8})\.(\d{1,6})\s*$/.exec(text) ?? []
  if (obsid === undefined || number === undefined || Number(number) < 1 || Number(obsid) < 1) return undefined
  return { obsid: Number(obsid), number: Number(number) }
}

/** @param idOf The person behind an account name of the previous desk. */
export const cellsOfPrevious = (row: PreviousRow, idOf: (name: string) => string): SignoffCells =>
  Object.fromEntries(
    parts.map((part) => {
      const [signer, date] = previousColumns[part]
      return [part, cellOf(row[signer], row[date], idOf)]
    }),
  ) as SignoffCells

/** Empty: not required; `NA`: pending; `N/A`: discarded; a name: signed, with the time where one was written down. */
function cellOf(
  signer: PreviousRow[string] | undefined,
  date: PreviousRow[string] | undefined,
  idOf: (name: string) => string,
): Cell {
  const text = String(signer ?? '').trim()
  if (text === '') return notRequired
  if (text === 'NA') return pending
  if (text === 'N/A') return { status: 'Discard', signedBy: null, signedAt: null }
  return { status: 'Signed', signedBy: idOf(text), signedAt: readPreviousDay(String(date ?? '')) }
}

/** `MM/DD/YY`, of a telescope that flies since 1999; null where it is none. */
export function readPreviousDay(text: string): string | null {
  const [, month, day, year] = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{2})\s*$/.exec(text) ?? []
  if (year === undefined) return null
  const whole = Number(year) >= 90 ? 1900 + Number(year) : 2000 + Number(year)
  const date = new Date(Date.UTC(whole, Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? date.toISOString() : null
}
