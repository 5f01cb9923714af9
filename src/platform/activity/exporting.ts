import { csvLine } from '../csv.ts'
import type { Db } from '../database/tables.ts'
import { listActivity } from './queries.ts'
import type { ActivityFilter } from './schemas.ts'
import type { ActivityRow } from './tables.ts'

const columns = [
  'seq',
  'at',
  'category',
  'action',
  'status',
  'actor',
  'target',
  'message',
  'before_json',
  'after_json',
  'details_json',
  'job_id',
  'request_id',
  'host',
  'source',
] as const satisfies readonly (keyof ActivityRow)[]

/** Every entry that fits, newest first, as pieces of a file; memory holds one page at a time. */
export async function* exportActivity(
  db: Db,
  filter: ActivityFilter,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string, void> {
  if (format === 'csv') yield csvLine(columns)
  const asLine = format === 'csv' ? csvEntry : jsonEntry
  let before: number | undefined
  do {
    const page = await listActivity(db, filter, { before, limit: 1_000 })
    if (page.items.length > 0) yield page.items.map(asLine).join('')
    before = page.next ?? undefined
  } while (before !== undefined)
}

const csvEntry = (row: ActivityRow): string => csvLine(columns.map((column) => row[column]))

function jsonEntry({ before_json, after_json, details_json, ...row }: ActivityRow): string {
  const parsed = (json: string | null): unknown => (json === null ? null : JSON.parse(json))
  return `${JSON.stringify({ ...row, before: parsed(before_json), after: parsed(after_json), details: parsed(details_json) })}\n`
}
