import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseKind } from '../../src/platform/database/migrating.ts'
import type { Db } from '../../src/platform/database/tables.ts'
import { type KilledHouse, openKilledHouse } from './killed-house.ts'
import { chanceFor } from './seeded.ts'

export type Imported = Readonly<{
  /** All that is the same however often the work was cut. */
  content: unknown
  /** Kills that met an import under way. */
  cutOff: number
}>

/** Imports a list in a real server that is killed so many times meanwhile. */
export async function importUnderFire(
  t: TestContext,
  list: string,
  kills: number,
  kind?: DatabaseKind,
): Promise<Imported> {
  const house = await openKilledHouse(t, {}, kind)
  const chance = chanceFor('importing')
  let server = await house.start()
  const id = await house.bringIn('list.csv', list)
  let cutOff = 0
  for (let n = 0; n < kills; n++) {
    // The next start of the server counts as well: it takes the import up before it says that it is ready.
    await sleep(chance.number(250))
    await server.stop('SIGKILL')
    if ((await house.onCopy(stateOf)) !== 'done') cutOff += 1
    server = await house.start()
    await goOn(house, id)
  }
  await imported(house, id)
  await server.stop()
  return { content: await house.onCopy(contentOf), cutOff }
}

/** After the third death in one job the house asks a person, who presses the button. */
async function goOn(house: KilledHouse, id: string): Promise<void> {
  const { body } = await house.ask<{ state: string }>('GET', `/api/v1/papers/imports/${id}`)
  if (body.state === 'failed') await house.ask('POST', `/api/v1/papers/imports/${id}/start`)
}

async function imported(house: KilledHouse, id: string): Promise<void> {
  const giveUpAt = performance.now() + 120_000
  for (;;) {
    const { body } = await house.ask<{ state: string }>('GET', `/api/v1/papers/imports/${id}`)
    if (body.state === 'done') return
    if (body.state === 'failed' || performance.now() > giveUpAt) throw new Error(`The import is still ${body.state}.`)
    await sleep(50)
  }
}

async function stateOf(db: Db): Promise<string> {
  return (await db.selectFrom('papers_imports').select('state').executeTakeFirstOrThrow()).state
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

/** Papers, identifiers, issues and counts without what differs from run to run: ids and times. */
async function contentOf(db: Db): Promise<unknown> {
  const papers = await db.selectFrom('papers').selectAll().orderBy('import_row').execute()
  const rowOf = new Map(papers.map(({ id, import_row }) => [id, import_row]))
  const names = await db.selectFrom('papers_ids').selectAll().orderBy('scheme').orderBy('value').execute()
  const issues = await db.selectFrom('papers_import_issues').selectAll().orderBy('row_number').orderBy('code').execute()
  const lists = await db.selectFrom('papers_imports').selectAll().execute()
  return {
    papers: papers.map(({ seq, id, import_id, created_at, updated_at, status_changed_at, ...paper }) => paper),
    names: names.map(({ paper_id, ...name }) => ({ ...name, row: rowOf.get(paper_id) })),
    issues: issues.map(({ import_id, paper_id, ...issue }) => ({ ...issue, paper: rowOf.get(paper_id ?? '') })),
    lists: lists.map(({ rows_done, bytes_done, inserted, updated, duplicates, errors, warnings, state }) => ({
      counts: [rows_done, bytes_done, inserted, updated, duplicates, errors, warnings],
      state,
    })),
  }
}
