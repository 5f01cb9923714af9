import { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { importTasks } from '../../src/apps/papers/importing/task.ts'
import { draftImport, LARGEST_LIST_BYTES, startImport } from '../../src/apps/papers/importing.ts'
import type { DatabaseKind } from '../../src/platform/database/migrating.ts'
import type { Db } from '../../src/platform/database/tables.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { startWorker } from '../../src/platform/tasks/worker.ts'
import { openTestPlatform } from '../support/house.ts'
import { makeCast } from '../support/people.ts'
import { until } from '../support/until.ts'
import { type KilledHouse, openKilledHouse } from './killed-house.ts'
import { chanceFor } from './seeded.ts'

const longestMs = 120_000

export type Imported = Readonly<{
  /** All that is the same however often the work was cut. */
  content: Content
  /** Kills that met an import under way. */
  cutOff: number
}>

/** Imports a list in bare workers, of which so many are killed, each somewhere in its share of the list. */
export async function importUnderFire(
  t: TestContext,
  list: string,
  kills: number,
  kind?: DatabaseKind,
): Promise<Imported> {
  const house = await openKilledHouse(t, {}, kind)
  const chance = chanceFor('importing')
  const id = await house.asCommand((platform, by) => startList(platform, by, list))
  const share = Math.floor(list.split('\n').length / kills)
  let cutOff = 0
  for (let n = 0; n < kills; n++) {
    const rows = n * share + chance.number(share)
    await house.killBare(() => imported(house, id, rows))
    if ((await house.onCopy(stateOf)) !== 'done') cutOff += 1
  }
  const last = await house.startBare()
  await imported(house, id)
  await last.stop()
  return { content: await house.onCopy(contentOf), cutOff }
}

/** The same list as it ends where nobody disturbs it. */
export async function importInPeace(t: TestContext, list: string): Promise<Content> {
  const platform = await openTestPlatform(t, { environment: { LYCEUM_LOG_LEVEL: 'silent' } })
  const { ada } = await makeCast(platform)
  await startList(platform, ada.id, list)
  const worker = await startWorker({ platform, tasks: importTasks, schedules: [], log: platform.log })
  await until('the import is done', async () => (await stateOf(platform.db)) === 'done', longestMs)
  await worker.stop()
  return contentOf(platform.db)
}

async function startList(platform: Platform, by: string, list: string): Promise<string> {
  const blob = await platform.files.receive(Readable.from([Buffer.from(list)]), { maxBytes: LARGEST_LIST_BYTES })
  const { id } = await draftImport(platform, by, { blob, name: 'list.csv', ownerId: by, origin: 'upload' })
  await startImport(platform, by, id)
  return id
}

/** Waits until so many rows are dealt with, or all. After the third death in one job the house asks a person, who presses the button. */
function imported(house: KilledHouse, id: string, rows = Number.POSITIVE_INFINITY): Promise<void> {
  const isImported = async (db: Db): Promise<boolean> => {
    const { state, rows_done } = await progressOf(db)
    if (state === 'failed') await house.asCommand((platform, by) => startImport(platform, by, id))
    return state === 'done' || rows_done >= rows
  }
  return house.beside((db) => until(`${rows} rows are dealt with`, () => isImported(db), longestMs, 5))
}

async function stateOf(db: Db): Promise<string> {
  return (await progressOf(db)).state
}

function progressOf(db: Db): Promise<{ state: string; rows_done: number }> {
  return db.selectFrom('papers_imports').select(['state', 'rows_done']).executeTakeFirstOrThrow()
}

/** Good rows, broken ones, repeats of earlier rows and identifiers without a DOI, in a fixed mixture. */
export function mixedList(rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    if (at % 97 === 96) return `Broken ${at},nonsense,,red`
    if (at % 31 === 30) return `Again ${at},10.5555/k.${at - 30},,green`
    if (at % 29 === 28) return `Only a number ${at},,${at - (at % 58)},blue`
    return `Paper ${at},10.5555/k.${at},${at % 7 === 0 ? at + 1_000_000 : ''},`
  })
  return `title,doi,pmid,colour\n${lines.join('\n')}\n`
}

/** What a list has become, by kind: each of the rows as JSON, in the order of the list. */
export type Content = Readonly<Record<'papers' | 'names' | 'issues' | 'lists', readonly string[]>>

/** The first row that is not the same in both, in words; to compare thousands of rows by `deepEqual` takes minutes where they differ. */
export function firstDifference(one: Content, other: Content): string | undefined {
  for (const kind of Object.keys(one) as (keyof Content)[]) {
    const at = Array.from({ length: Math.max(one[kind].length, other[kind].length) }, (_, n) => n).find(
      (n) => one[kind][n] !== other[kind][n],
    )
    if (at !== undefined) return `${kind} ${at}: ${one[kind][at]} and ${other[kind][at]}`
  }
  return undefined
}

/**
 * Papers, identifiers, issues and counts without what differs from run to run, ids and times, and from database to database:
 * the index of words that PostgreSQL keeps in a column.
 */
async function contentOf(db: Db): Promise<Content> {
  const papers = await db.selectFrom('papers').selectAll().orderBy('import_row').execute()
  const rowOf = new Map(papers.map(({ id, import_row }) => [id, import_row]))
  const names = await db.selectFrom('papers_ids').selectAll().orderBy('scheme').orderBy('value').execute()
  const issues = await db.selectFrom('papers_import_issues').selectAll().orderBy('row_number').orderBy('code').execute()
  const lists = await db.selectFrom('papers_imports').selectAll().execute()
  const asJson = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row))
  const isKept = (column: string): boolean =>
    !['seq', 'id', 'import_id', 'created_at', 'updated_at', 'status_changed_at', 'search'].includes(column)
  return {
    papers: asJson(papers.map((paper) => Object.fromEntries(Object.entries(paper).filter(([name]) => isKept(name))))),
    names: asJson(names.map(({ paper_id, ...name }) => ({ ...name, row: rowOf.get(paper_id) }))),
    issues: asJson(issues.map(({ import_id, paper_id, ...issue }) => ({ ...issue, paper: rowOf.get(paper_id ?? '') }))),
    lists: asJson(
      lists.map(({ rows_done, bytes_done, inserted, updated, duplicates, errors, warnings, state }) => ({
        counts: [rows_done, bytes_done, inserted, updated, duplicates, errors, warnings],
        state,
      })),
    ),
  }
}
