import { readDate } from '../catalog/dates.ts'
import type { NoteKey } from '../revisions/notes.ts'
import type { SignoffCells } from '../signoff/signoff.ts'
import { cellsOfPrevious, type PreviousRow, readPreviousKey } from './cells.ts'
import { type PreviousText, readPreviousText } from './text-file.ts'

/** A revision of the previous desk as ours. */
export type PreviousRevision = Readonly<{
  obsid: number
  number: number
  text: PreviousText
  sequence: string | null
  submittedBy: string
  submittedAt: string
  cells: SignoffCells
  notes: readonly NoteKey[]
}>

/** A row that is left out, and why. */
export type LeftOut = Readonly<{ key: string; why: string }>

export type Reading = Readonly<{
  textOf: (key: string) => Promise<string | undefined>
  idOf: (name: string) => string
  /** Keys of large shifts, `obsid.number`. */
  shifts: ReadonlySet<string>
}>

/** Row and text file together; or why not. */
export async function readRevision(
  row: PreviousRow,
  { textOf, idOf, shifts }: Reading,
): Promise<PreviousRevision | LeftOut> {
  const written = String(row.obsidrev ?? '').trim()
  const key = readPreviousKey(written)
  if (!key) return { key: written, why: 'its key is no obsid.number' }
  const submittedAt = readTime(row.rev_time)
  if (submittedAt === undefined) return { key: written, why: 'its time cannot be read' }
  const file = await textOf(written)
  if (file === undefined) return { key: written, why: 'its text file is missing' }
  const text = readPreviousText(file)
  if (!text) return { key: written, why: 'its text file names no kind' }

  return {
    ...{ ...key, text, submittedAt },
    sequence: text.sequence ?? (row.sequence === null ? null : String(row.sequence)),
    submittedBy: idOf(String(row.submitter ?? text.submitter ?? '?').trim()),
    cells: cellsOfPrevious(row, idOf),
    notes: text.kind === 'norm' ? notesOf(text, shifts.has(`${key.obsid}.${key.number}`)) : [],
  }
}

/** What can be told long after: of dates and OR lists nothing is known any more. */
function notesOf({ requests }: PreviousText, isFar: boolean): readonly NoteKey[] {
  const has = (...names: readonly string[]): boolean => names.some((name) => requests.has(name))
  const notes: Readonly<Partial<Record<NoteKey, boolean>>> = {
    target_name_change: has('targname'),
    comment_change: has('comments'),
    instrument_change: has('instrument'),
    grating_change: has('grating'),
    flag_change: has('dither_flag', 'window_flag', 'roll_flag', 'spwindow_flag'),
    large_coordinate_change: isFar,
  }
  return (Object.keys(notes) as NoteKey[]).filter((key) => notes[key])
}

/** Seconds since 1970, or a date in any of the accepted forms. */
function readTime(given: PreviousRow[string] | undefined): string | undefined {
  const text = String(given ?? '').trim()
  if (/^\d{9,11}([.]\d+)?$/.test(text)) return new Date(Math.floor(Number(text)) * 1_000).toISOString()
  const date = readDate(text)
  return date === undefined ? undefined : new Date(date).toISOString()
}
