import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { emptyFolder } from '../../../../../test/support/folders.ts'
import { type PreviousRow, previousColumns } from '../cells.ts'

const columns = ['obsidrev', ...Object.values(previousColumns).flat(), 'sequence', 'submitter', 'rev_time']

/** A row with nothing to be signed, but what is said. */
export const previousRow = (obsidrev: string, rev_time: number, more: PreviousRow = {}): PreviousRow => ({
  ...Object.fromEntries(columns.map((column) => [column, ''])),
  ...{ obsidrev, rev_time, sequence: '901116', submitter: 'ada', usint_verification: 'ada', usint_date: '05/30/14' },
  ...more,
})

type TextOptions = Readonly<{
  kind?: string
  comments?: readonly [past: string, next: string]
  changes?: readonly string[]
  /** Name, value before, value asked for. */
  table?: readonly (readonly [string, string, string])[]
}>

/** A text file as the previous desk wrote them. */
export function previousText({
  kind = 'VERIFIED NORM',
  comments = ['', ''],
  changes = [],
  table = [],
}: TextOptions = {}): string {
  return [
    ...['OBSID    = 16196', 'SEQNUM   = 901116', 'TARGET   = 30 Doradus', 'USER NAME =  ada', kind, ''],
    ...['PAST COMMENTS =', ` ${comments[0]}`, '', 'NEW COMMENTS  =', ` ${comments[1]}`, ''],
    ...[
      'PAST REMARKS =',
      '',
      'NEW REMARKS =',
      '',
      'GENERAL CHANGES:',
      ...changes,
      '',
      'ACIS CHANGES:',
      '',
      'ACIS WINDOW CHANGES:',
      '',
    ],
    ...['', 'PARAM NAME                 ORIGINAL VALUE             REQUESTED VALUE', '-'.repeat(70)],
    ...table.map(([name, before, asked]) => `${name.padEnd(27)}${before.slice(0, 26).padEnd(27)}${asked}`),
    '',
  ].join('\n')
}

/** Writes the files of a previous desk into a folder of their own. */
export async function writePrevious(
  t: TestContext,
  rows: readonly PreviousRow[],
  texts: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, string>> = {},
) {
  const folder = emptyFolder(t)
  await mkdir(join(folder, 'texts'))
  for (const [key, text] of Object.entries(texts)) await writeFile(join(folder, 'texts', key), text)
  for (const [name, text] of Object.entries(lists)) await writeFile(join(folder, name), text)

  const database = new DatabaseSync(join(folder, 'previous.db'))
  database.exec(`create table revisions (${columns.join(', ')})`)
  const insert = database.prepare(`insert into revisions values (${columns.map(() => '?').join(', ')})`)
  for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null))
  database.close()
  const named = Object.fromEntries(Object.keys(lists).map((name) => [name, join(folder, name)]))
  return { revisions: join(folder, 'previous.db'), texts: join(folder, 'texts'), ...named }
}
