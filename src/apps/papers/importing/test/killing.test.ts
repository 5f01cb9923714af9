import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { databaseKinds, emptyDatabase } from '../../../../../test/support/databases.ts'
import type { DatabaseKind } from '../../../../platform/database/migrating.ts'
import type { Platform } from '../../../../platform/platform.ts'
import { demandImport, startImport } from '../../importing.ts'
import type { ImportRow } from '../../tables.ts'
import { ada, openImportHouse, stateReached, upload } from './import-house.ts'
import { listOf } from './lists.ts'

const kills = process.env.LYCEUM_TEST_LONG ? 50 : 5
const rows = kills * 6_000
const seed = Number(process.env.LYCEUM_TEST_SEED ?? Date.now() % 1_000_000)

/** Good rows, broken ones, repeats of earlier rows and identifiers without DOI, in a fixed mixture. */
function mixedList(): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    if (at % 97 === 96) return `Broken ${at},nonsense,,red`
    if (at % 31 === 30) return `Again ${at},10.5555/k.${at - 30},,green`
    if (at % 29 === 28) return `Only a number ${at},,${at - (at % 58)},blue`
    return `Paper ${at},10.5555/k.${at},${at % 7 === 0 ? at + 1_000_000 : ''},`
  })
  return `title,doi,pmid,colour\n${lines.join('\n')}\n`
}

for (const kind of databaseKinds) {
  test(`PAP-C3 an import killed ${kills} times ends as one that was left in peace (${kind}, seed ${seed})`, async (t) => {
    const path = await listOf(t, mixedList())
    const calm = await openCase(t, kind)
    const calmList = await upload(calm.platform, path, { policy: 'update' })
    await startImport(calm.platform, ada, calmList.id)
    const calmWorker = await calm.startChild()
    await stateReached(calm.platform, calmList.id, ['done'], 120_000)
    await killed(calmWorker)
    const disturbed = await openCase(t, kind)
    const { id } = await upload(disturbed.platform, path, { policy: 'update' })
    await startImport(disturbed.platform, ada, id)

    let cutOff = 0
    for (let n = 0; n < kills; n++) {
      const child = await disturbed.startChild()
      const before = (await demandImport(disturbed.platform.db, id)).rows_done
      await reached(disturbed.platform, id, before + 1 + ((seed + n * 7_919) % 2_000))
      // A row count is seen right behind a commit: the kill has to come at any moment after it.
      await sleep((seed + n * 104_729) % 90)
      await killed(child)
      if ((await demandImport(disturbed.platform.db, id)).state === 'running') cutOff++
    }
    const last = await disturbed.startChild()
    await reached(disturbed.platform, id, rows)
    await stateReached(disturbed.platform, id, ['done'], 120_000)
    await killed(last)

    assert.ok(cutOff > kills / 2, `only ${cutOff} of ${kills} kills met a running import`)
    assertSameLines(await contentOf(disturbed.platform), await contentOf(calm.platform))
  })
}

type Case = Readonly<{ platform: Platform; startChild: () => Promise<ChildProcess> }>

async function openCase(t: TestContext, kind: DatabaseKind): Promise<Case> {
  const closing: (() => Promise<unknown>)[] = []
  t.after(async () => {
    for (const close of closing) await close()
  })
  const folder = await mkdtemp(join(tmpdir(), 'papers-killing-'))
  const url = await emptyDatabase(t, kind)
  const house = await openImportHouse(url, folder, { use: 'web' })
  closing.push(house.close, () => rm(folder, { recursive: true, force: true }))
  return {
    platform: house.platform,
    startChild: async () => {
      const child = fork(new URL('./import-forever.ts', import.meta.url), [url, folder])
      closing.unshift(() => killed(child))
      await once(child, 'message')
      return child
    },
  }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function reached(platform: Platform, id: string, row: number): Promise<void> {
  for (const giveUpAt = performance.now() + 90_000; performance.now() < giveUpAt; ) {
    const list = await demandImport(platform.db, id)
    await goOnAfterCrashes(platform, list)
    if (list.rows_done >= row || list.state === 'done') return
    await sleep(5)
  }
  throw new Error(`The import does not get to row ${row}.`)
}

/** A job that took its process down three times is given up; its owner may ask again, and it goes on where it was. */
async function goOnAfterCrashes(platform: Platform, { id, state }: ImportRow): Promise<void> {
  if (state === 'failed') await startImport(platform, ada, id)
}

/** Names the first line that differs: a picture of all differences between two long lists would take hours to draw. */
function assertSameLines(actual: readonly string[], expected: readonly string[]): void {
  const at = expected.findIndex((line, n) => line !== actual[n])
  if (at !== -1) assert.equal(actual[at], expected[at], `line ${at} of ${expected.length}`)
  assert.equal(actual.length, expected.length)
}

/** All that is the same however often the work was cut: everything but ids and times. */
async function contentOf({ db }: Platform): Promise<string[]> {
  const papers = await db.selectFrom('papers').selectAll().orderBy('import_row').execute()
  const rowOf = new Map(papers.map(({ id, import_row }) => [id, import_row]))
  const names = await db.selectFrom('papers_ids').selectAll().orderBy('scheme').orderBy('value').execute()
  const issues = await db.selectFrom('papers_import_issues').selectAll().orderBy('row_number').orderBy('code').execute()
  const lists = await db.selectFrom('papers_imports').selectAll().execute()
  return [
    ...lists.map(({ id, file_id, job_id, created_at, started_at, finished_at, ...list }) => list),
    ...papers.map(({ seq, id, import_id, created_at, updated_at, status_changed_at, ...paper }) => paper),
    ...names.map(({ paper_id, ...name }) => ({ ...name, row: rowOf.get(paper_id) })),
    ...issues.map(({ import_id, paper_id, ...issue }) => ({ ...issue, paper: rowOf.get(paper_id ?? '') })),
  ].map((row) => JSON.stringify(row))
}
