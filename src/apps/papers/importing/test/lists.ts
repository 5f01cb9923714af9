import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { type Inspection, type InspectionChoices, inspectFile } from '../inspect-file.ts'
import type { DraftRow, PaperDraft } from '../paper-draft.ts'
import { readDrafts } from '../read-drafts.ts'

export const samples = fileURLToPath(new URL('../../../../../test/data/papers/', import.meta.url))

/** What becomes of a sample: counts, and how the file is read where that is not plain. */
type Expected = Readonly<{
  data_rows: number
  inserted: number
  duplicates?: number
  errors?: number
  rows?: Readonly<Record<string, string>>
  preset?: string
  bom?: boolean
  delimiter?: string
  without_doi?: number
  encoding?: string
  mapping?: Readonly<Record<string, string>>
}>
const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(samples, 'expected/import_results.json'), 'utf8'),
)
/** Those of the samples that are tables. */
export const expectedTables = Object.entries(expected).filter(([name]) => /\.(?:csv|txt)$/.test(name))

/** The vectors of rare years do not age with the clock. */
export const thisYear = 2026

/** Writes a list to a folder that goes with the test. */
export async function listOf(t: TestContext, content: string | Uint8Array, name = 'list.csv'): Promise<string> {
  const folder = emptyFolder(t)
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

export interface WholeList {
  readonly inspection: Inspection
  readonly rows: readonly DraftRow[]
}

/** Inspects a list and reads all of it. */
export async function readList(path: string, choices: InspectionChoices = {}): Promise<WholeList> {
  const inspection = await inspectFile(path, { thisYear, ...choices })
  const rows: DraftRow[] = []
  for await (const batch of readDrafts(path, inspection.plan)) rows.push(...batch.rows)
  return { inspection, rows }
}

/** The drafts among the rows. */
export function draftsOf(rows: readonly DraftRow[]): PaperDraft[] {
  return rows.flatMap((row) => (row.kind === 'draft' ? [row.draft] : []))
}

/** The codes of a row, errors first. */
export function codesOf(row: DraftRow | undefined): string[] {
  return row === undefined ? [] : row.issues.map(({ code }) => code)
}

/** The code with which reading was refused. */
export async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => null,
    (reason) => reason,
  )
  return error instanceof Error && 'code' in error ? String(error.code) : `not refused: ${String(error)}`
}
