import { randomUUIDv7 } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { catalogDb, createCatalog, loadCatalog } from '../src/apps/observations/catalog/sql/schema.ts'
import { links } from '../src/apps/observations/links.ts'
import { parts as columns } from '../src/apps/observations/signoff/signoff.ts'
import { apps } from '../src/apps.ts'
import { composePlatform } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { migrationLines, parts } from '../src/parts.ts'
import { guard } from '../src/platform/accounts/guard.ts'
import { migrateUp } from '../src/platform/database/migrating.ts'
import { openSqlite } from '../src/platform/database/sqlite.ts'
import { openInstance } from '../src/platform/instance/instance.ts'
import { openLog } from '../src/platform/log.ts'
import { openWeb } from '../src/platform/web/server.ts'
import { makeCast, signedIn } from '../test/support/people.ts'
import { bareReader, catalogRows } from './observations-catalog.ts'
import { quantiles } from './quantiles.ts'

export const title = 'observations: the status page with 20,000 revisions, and pages of a SQL catalog of 28,000'

const revisions = 20_000
const observations = 28_000
const closedLately = 20
const reads = 200
const warmUp = 40
const now = (): string => '2026-03-02T12:00:00.000Z'

/** Whole pages as somebody signed in gets them, beside the bare driver that reads the same rows. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-observations-'))
  try {
    const house = await openHouse(folder)
    for (const open of [60, 300]) {
      fill(house.raw, house.person, open)
      const bare = bareStatus(house.raw)
      await compare(`status page, ${open} open`, () => house.get(links.status()), bare)
    }
    const bare = bareReader(house.catalog)
    await compare(
      'Ocat page',
      (n) => house.get(links.ocat(obsidOf(n))),
      (n) => bare(obsidOf(n)),
    )
    await house.close()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const obsidOf = (n: number): number => 1 + ((n * 911) % observations)

type Times = Readonly<{ wall: number[]; processor: number[] }>

/** In turns, so that a machine that slows down slows both; time of the processor hardly changes where others work too. */
async function compare(what: string, page: (n: number) => Promise<void>, bare: (n: number) => void): Promise<void> {
  const [whole, plain]: [Times, Times] = [
    { wall: [], processor: [] },
    { wall: [], processor: [] },
  ]
  for (let n = 0; n < warmUp + reads; n++) {
    const [ofPage, ofBare] = [await timed(() => page(n)), await timed(async () => bare(n))]
    if (n < warmUp) continue
    for (const [times, one] of [
      [whole, ofPage],
      [plain, ofBare],
    ] as const) {
      times.wall.push(one.wall)
      times.processor.push(one.processor)
    }
  }
  const { p50ms: pageMs = 0, p99ms } = quantiles(whole.wall)
  const { p50ms: workMs = 0 } = quantiles(whole.processor)
  const { p50ms: bareMs = 0 } = quantiles(plain.processor)
  console.log(
    `  ${what.padEnd(24)} p50 ${pageMs} ms, p99 ${p99ms} ms   of the processor p50 ${workMs} ms, ${(workMs / bareMs).toFixed(1)} times the rows alone (${bareMs} ms)   wanted: p50 below 50 ms`,
  )
}

async function timed(work: () => Promise<unknown>): Promise<{ wall: number; processor: number }> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: performance.now() - startedAt, processor: (user + system) / 1_000 }
}

async function openHouse(folder: string) {
  const file = join(folder, 'catalog.db')
  const catalog = openSqlite(file, 'command')
  await createCatalog(catalogDb(catalog))
  await loadCatalog(catalogDb(catalog), catalogRows(observations))

  const config = readConfig({
    LYCEUM_INSTANCE: folder,
    LYCEUM_DATABASE_URL: `sqlite:${join(folder, 'lyceum.db')}`,
    LYCEUM_OBSERVATIONS_CATALOG: `sqlite:${file}`,
    LYCEUM_LOG_LEVEL: 'error',
    LYCEUM_TIMEZONE: 'UTC',
  })
  const database = openSqlite(join(folder, 'lyceum.db'), 'web')
  await migrateUp(database.db, database.kind, migrationLines)
  const platform = composePlatform(config, openInstance(config), database, openLog(config), now)
  const web = await openWeb({ platform, parts, apps, guard: guard(platform) })
  const { dora } = await makeCast(platform)
  const { cookie } = await signedIn(platform, dora)
  const get = async (url: string): Promise<void> => {
    const { statusCode, body } = await web.inject({ url, headers: { cookie, accept: 'text/html' } })
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 200)}`)
  }
  const close = async (): Promise<void> => {
    await web.close()
    platform.live.close()
    await platform.http.close()
    await database.close()
    await catalog.close()
  }
  return { get, close, person: dora.id, raw: database.raw as DatabaseSync, catalog: catalog.raw as DatabaseSync }
}

/** Old signed revisions, some of the last hours, and the open ones among the oldest. */
function fill(raw: DatabaseSync, person: string, open: number): void {
  raw.exec('begin; delete from observations_revisions')
  const revision = raw.prepare(`insert into observations_revisions
    (id, obsid, revision_number, kind, sequence_number, submitted_by, submitted_at, obs_type)
    values (?, ?, ?, 'norm', '900001', ?, ?, ?)`)
  const cell = raw.prepare(`insert into observations_signoffs (revision_id, part, status, signed_by, signed_at)
    values (?, ?, ?, ?, ?)`)
  const request = raw.prepare(
    `insert into observations_requests values (?, 'grating', '"LETG"'), (?, 'comments', '"x"')`,
  )
  for (let at = 0; at < revisions; at++) {
    const id = randomUUIDv7()
    const time = at >= revisions - closedLately ? '2026-03-02T10:00:00.000Z' : '2025-01-01T10:00:00.000Z'
    const isOpen = at % 10 === 0 && at < open * 10
    revision.run(id, 1_000 + (at % 5_000), 1 + Math.floor(at / 5_000), person, time, at % 7 === 0 ? 'TOO' : 'GO')
    request.run(id, id)
    for (const column of columns) {
      const isPending = isOpen && column === 'usint'
      cell.run(id, column, isPending ? 'Pending' : 'Signed', isPending ? null : person, isPending ? null : time)
    }
  }
  raw.exec('commit; analyze')
}

/** What could not be done with less: the open revisions and those of the last hours, with their cells. */
function bareStatus(raw: DatabaseSync): () => void {
  const open = raw.prepare(`select * from observations_revisions
    where id in (select revision_id from observations_signoffs where status = 'Pending') and removed_at is null`)
  const closed = raw.prepare(`select * from observations_revisions
    where id in (select revision_id from observations_signoffs where signed_at >= '2026-03-01') and removed_at is null`)
  const cells = raw.prepare('select * from observations_signoffs where revision_id = ?')
  return () => {
    for (const { id } of [...open.all(), ...closed.all()]) cells.all(String(id))
  }
}
