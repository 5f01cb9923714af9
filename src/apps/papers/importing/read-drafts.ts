import { UserError } from '../../../platform/errors.ts'
import { type BytesTaken, readBytes } from './bytes.ts'
import { type DateOrder, needsOrder, orderOf } from './dates.ts'
import { draftReader } from './draft-rows.ts'
import { decodeText } from './encoding.ts'
import { IDENTITY_FIELDS } from './fields.ts'
import type { FormName, NamedRecord } from './forms/form.ts'
import { formNamed, spread } from './forms/forms.ts'
import type { DraftBatch, DraftRow } from './paper-draft.ts'
import type { ReadPlan } from './read-plan.ts'
import { RecordSplitter, type TextRecord } from './records.ts'

export interface ReadOptions {
  /** Rows that an earlier run has dealt with already. Default 0. */
  readonly skipRows?: number
  readonly signal?: AbortSignal
}

const BATCH_ROWS = 1_000
const RECORDS_AT_ONCE = 100
/** UTF-16 units; a thousand rows at their limit would be a gigabyte. */
const BATCH_TEXT = 4 * 1024 * 1024

/**
 * Reads the rows of a list, in constant memory. Each row below the header comes out once, as a draft or as an error.
 *
 * @throws UserError `papers.no-identity-column` where no column could tell papers apart; and as `readBytes` does
 */
export async function* readDrafts(
  path: string,
  plan: ReadPlan,
  { skipRows = 0, signal }: ReadOptions = {},
): AsyncGenerator<DraftBatch> {
  refuseWithoutIdentity(plan)
  const taken: BytesTaken = { bytes: 0 }
  const dateColumns = columnsOf(plan, 'published')
  let order: DateOrder | undefined
  let readRow = draftReader(plan, null)
  let rowsRead = 0
  let rows: DraftRow[] = []
  let weight = 0

  const batch = (): DraftBatch => {
    const full = { rows, rowsRead, bytesRead: taken.bytes }
    rows = []
    weight = 0
    return full
  }

  for await (const records of recordsBelowHeader(path, plan, taken, signal)) {
    if (order === undefined && records.some((record) => hasOpenDate(record, dateColumns))) {
      order = await majorityOrder(path, plan, signal)
      readRow = draftReader(plan, order)
    }
    for (const record of records) {
      rowsRead++
      if (rowsRead <= skipRows) continue
      rows.push(readRow(record, rowsRead))
      weight += record.raw.length
      if (rows.length >= BATCH_ROWS || weight >= BATCH_TEXT) yield batch()
    }
    signal?.throwIfAborted()
  }
  if (rows.length > 0) yield batch()
}

function refuseWithoutIdentity(plan: ReadPlan): void {
  if (plan.fields.some((field) => field !== null && IDENTITY_FIELDS.includes(field))) return
  throw new UserError(
    'invalid',
    'papers.no-identity-column',
    'No column is known to hold titles or DOIs. Say which column holds the title or the DOI, and start again.',
  )
}

async function* recordsBelowHeader(
  path: string,
  plan: ReadPlan,
  taken: BytesTaken,
  signal?: AbortSignal,
): AsyncGenerator<readonly TextRecord[]> {
  if (plan.form !== undefined) {
    yield* recordsInForm(path, plan, plan.form, taken, signal)
    return
  }
  const splitter = new RecordSplitter(plan.dialect)
  let before = plan.recordsBefore
  const below = (records: readonly TextRecord[]): readonly TextRecord[] => {
    if (before === 0) return records
    const skipped = Math.min(before, records.length)
    before -= skipped
    return records.slice(skipped)
  }
  for await (const piece of decodeText(readBytes(path, plan.container, taken, signal), plan.encoding)) {
    for (const records of splitter.push(piece, false)) yield below(records)
  }
  for (const records of splitter.push('', true)) yield below(records)
}

async function* recordsInForm(
  path: string,
  plan: ReadPlan,
  form: FormName,
  taken: BytesTaken,
  signal?: AbortSignal,
): AsyncGenerator<readonly TextRecord[]> {
  const reader = await formNamed(form).open()
  const asRow = spread(plan.headers)
  for await (const piece of decodeText(readBytes(path, plan.container, taken, signal), plan.encoding))
    yield* inLists(reader.push(piece, false), asRow)
  yield* inLists(reader.push('', true), asRow)
}

function* inLists(
  records: Iterable<NamedRecord>,
  asRow: (record: NamedRecord) => TextRecord,
): Generator<readonly TextRecord[]> {
  let list: TextRecord[] = []
  for (const record of records) {
    list.push(asRow(record))
    if (list.length < RECORDS_AT_ONCE) continue
    yield list
    list = []
  }
  if (list.length > 0) yield list
}

function hasOpenDate({ cells }: TextRecord, dateColumns: readonly number[]): boolean {
  return dateColumns.some((column) => {
    const cell = cells[column]
    return cell !== undefined && (cell.includes('/') || cell.includes('-')) && needsOrder(cell.trim())
  })
}

/** Most of the dates that can be read in one way only decide; a file that holds none, or as many of each, decides nothing. */
async function majorityOrder(path: string, plan: ReadPlan, signal?: AbortSignal): Promise<DateOrder> {
  const dateColumns = columnsOf(plan, 'published')
  let balance = 0
  for await (const records of recordsBelowHeader(path, plan, { bytes: 0 }, signal)) {
    for (const { cells } of records) {
      for (const column of dateColumns) {
        const order = orderOf(cells[column]?.trim() ?? '')
        if (order !== null) balance += order === 'day-first' ? 1 : -1
      }
    }
  }
  if (balance === 0) return null
  return balance > 0 ? 'day-first' : 'month-first'
}

function columnsOf(plan: ReadPlan, field: string): number[] {
  return plan.fields.flatMap((mapped, column) => (mapped === field ? [column] : []))
}
