import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { composePlatform } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { migrationLines, parts } from '../src/parts.ts'
import { backUp } from '../src/platform/backup/backing-up.ts'
import { restore } from '../src/platform/backup/restoring.ts'
import { proveArchive } from '../src/platform/backup/scratch-restoring.ts'
import type { Database } from '../src/platform/database/database.ts'
import { migrateUp } from '../src/platform/database/migrating.ts'
import { openDatabase } from '../src/platform/database/open-database.ts'
import { openInstance } from '../src/platform/instance/instance.ts'
import { openLog } from '../src/platform/log.ts'
import type { Platform } from '../src/platform/platform.ts'
import { startPostgres } from '../test/support/postgres-server.ts'

export const title = 'backup: a house of 1 GB, saved, proven and restored; and what 10 GB would take'

const fileBytes = 1_000_000
const files = 880
const papers = 50_000
const gigabytesPromised = 10
const promisedMinutes = 15
const sampleEveryMs = 20

type Measured = Readonly<{ seconds: number; grownMb: number }>

/** Each step beside the bare work of reading, hashing, writing and flushing the same bytes once. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-backup-'))
  const server = await startPostgres([])
  try {
    const archive = join(folder, 'sqlite.tar')
    const again = join(folder, 'postgres.tar')
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(folder, name)) as [string, string, string]
    const house = await openHouse(one)
    await fill(house)
    const saved = await measure(() => backUp(house, { version: 'bench', file: archive, by: 'bench' }))
    await house.database.close()
    const { size } = await stat(archive)
    const bare = await measure(() => copyBare(archive, join(folder, 'bare')))
    await rm(join(folder, 'bare'))
    tell(size, 'read, hash, write, flush', bare)
    tell(size, 'backup, SQLite', saved)
    tell(size, 'proof in a scratch place', await measure(() => prove(archive, folder)))
    const restored = await measure(() => bringBack(two, undefined, archive))
    tell(size, 'restore, SQLite', restored)
    const moved = await measure(() => bringBack(three, server.url, archive))
    tell(size, 'restore, PostgreSQL', moved)
    const other = await openHouse(three, server.url)
    tell(size, 'backup, PostgreSQL', await measure(() => backUp(other, { version: 'bench', file: again, by: 'bench' })))
    await other.database.close()
    for (const [name, { seconds }] of [
      ['SQLite', restored],
      ['PostgreSQL', moved],
    ] as const)
      console.log(
        `${gigabytesPromised} GB into ${name}: ${((seconds * gigabytesPromised * 1e9) / size / 60).toFixed(1)} min (promised: ${promisedMinutes})`,
      )
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function openHouse(folder: string, url?: string): Promise<Platform> {
  const config = readConfig({
    LYCEUM_INSTANCE: folder,
    LYCEUM_DATABASE_URL: url,
    LYCEUM_TIMEZONE: 'UTC',
    LYCEUM_LOG_LEVEL: 'silent',
  })
  const database = await openDatabase(config.databaseUrl, 'worker')
  await migrateUp(database.db, database.kind, migrationLines)
  return composePlatform(config, openInstance(config), database, openLog(config))
}

/** Full texts of a megabyte, which do not compress, and papers with an abstract. */
async function fill({ db, files: store, database }: Platform): Promise<void> {
  const kind = { mediaType: 'application/pdf', dataType: 'papers/full-text', ownerId: null, origin: 'bench' }
  for (let n = 0; n < files; n++) {
    const blob = await store.receive(Readable.from([randomBytes(fileBytes)]), { maxBytes: fileBytes })
    await db.transaction().execute((tx) => store.record(tx, blob, { name: `${n}.pdf`, ...kind }))
  }
  database.raw?.exec('begin')
  const insert = database.raw?.prepare(
    `insert into papers (id, title, abstract, doi, authors_json, status_changed_at, created_at, updated_at)
      values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const at = new Date().toISOString()
  for (let n = 0; n < papers; n++) {
    const words = randomBytes(700).toString('hex')
    insert?.run(
      `paper-${n}`,
      `Title ${words.slice(0, 60)}`,
      words,
      `10.5555/${n}`,
      '["A. Author","B. Author"]',
      at,
      at,
      at,
    )
  }
  database.raw?.exec('commit')
}

const prove = (archive: string, scratch: string) => proveArchive(archive, { lines: migrationLines, scratch })

const bringBack = (folder: string, url: string | undefined, file: string) =>
  restore(readConfig({ LYCEUM_INSTANCE: folder, LYCEUM_DATABASE_URL: url, LYCEUM_TIMEZONE: 'UTC' }), {
    file,
    replace: false,
    lines: migrationLines,
    now: () => new Date().toISOString(),
    by: 'bench',
    copied: async (database: Database) => {
      for (const part of parts) await part.copied?.(database)
    },
  })

async function copyBare(from: string, to: string): Promise<void> {
  const [source, target] = [await open(from, 'r'), await open(to, 'wx')]
  const hash = createHash('sha256')
  const piece = Buffer.alloc(1_048_576)
  for (;;) {
    const { bytesRead } = await source.read(piece)
    if (bytesRead === 0) break
    hash.update(piece.subarray(0, bytesRead))
    await target.write(piece, 0, bytesRead)
  }
  await target.sync()
  await Promise.all([source.close(), target.close()])
}

/** Memory that was taken at its worst, beyond what was taken before. */
async function measure(work: () => Promise<unknown>): Promise<Measured> {
  const before = process.memoryUsage.rss()
  let most = before
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, sampleEveryMs)
  const startedMs = performance.now()
  await work()
  const seconds = (performance.now() - startedMs) / 1_000
  clearInterval(sampling)
  return { seconds, grownMb: (most - before) / 1_048_576 }
}

function tell(bytes: number, what: string, { seconds, grownMb }: Measured): void {
  const speed = `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`
  console.log(
    `${what.padEnd(26)}${`${seconds.toFixed(1)} s`.padStart(9)}${speed.padStart(12)}   ${`+${grownMb.toFixed(0)} MB`.padStart(8)} of memory`,
  )
}
