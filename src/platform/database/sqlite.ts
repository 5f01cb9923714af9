import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import type { Database, DatabaseUse } from './database.ts'
import { NodeSqliteDialect } from './sqlite-driver.ts'
import type { Db, Tables } from './tables.ts'

/** Several connections could corrupt the log of an older library when it is reset. */
const oldestSafeLibrary = [3, 51, 3] as const
/** Copied in one step: between two, a write of another connection would make the copy begin anew, for ever under load. */
const allPages = 2 ** 31 - 1
const pageCacheKib: Record<DatabaseUse, number> = { web: 16_384, worker: 32_768, command: 8_192 }
/**
 * Pages of 4 KiB in the log before a commit moves them into the database. The worker does it, so that no page waits for
 * it; an import then writes each page less often. The web thread only would where no worker lives.
 */
const pagesInLog: Record<DatabaseUse, number> = { web: 32_000, worker: 12_000, command: 1_000 }

/** Opens (and makes, when absent) the file with write-ahead log and a flush at each commit. */
export function openSqlite(file: string, use: DatabaseUse): Database {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const raw = new DatabaseSync(file, {
    // The driver waits for the lock without stopping the thread; a worker or a command may simply wait.
    timeout: use === 'web' ? 0 : 5_000,
    enableForeignKeyConstraints: true,
    defensive: true,
  })
  refuseOldLibrary(raw)
  raw.exec(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma cache_size = -${pageCacheKib[use]};
    pragma temp_store = memory;
    pragma journal_size_limit = 67108864;
    pragma wal_autocheckpoint = ${pagesInLog[use]};
  `)
  const db: Db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(raw) })
  const dataVersion = raw.prepare('pragma data_version')

  return {
    kind: 'sqlite',
    db,
    raw,
    unflushed: (work) => unflushed(db, work),
    changesSeen: onceAStretch(() => Number(dataVersion.get()?.data_version ?? 0)),
    backup: async (target) => void (await backup(raw, target, { rate: allPages })),
    close: () => close(raw, db, use),
  }
}

/** Asks once for all who want to know within one stretch of work that nothing comes between. */
function onceAStretch<Answer>(ask: () => Answer): () => Answer {
  let known: { answer: Answer } | undefined
  return () => {
    if (known) return known.answer
    known = { answer: ask() }
    queueMicrotask(() => (known = undefined))
    return known.answer
  }
}

/** A commit that may be lost in a power cut, never torn: for claims, heartbeats and progress only. */
function unflushed<Result>(db: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  return db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection)
    try {
      return await connection.transaction().execute(work)
    } finally {
      await sql`pragma synchronous = full`.execute(connection)
    }
  })
}

async function close(raw: DatabaseSync, db: Db, use: DatabaseUse): Promise<void> {
  if (use !== 'command' && raw.isOpen) raw.exec('pragma wal_checkpoint(truncate)')
  await db.destroy()
  if (raw.isOpen) raw.close()
}

function refuseOldLibrary(raw: DatabaseSync): void {
  const version = String(raw.prepare('select sqlite_version() as version').get()?.version)
  const parts = version.split('.').map(Number)
  const difference = oldestSafeLibrary.map((part, n) => (parts[n] ?? 0) - part).find((delta) => delta !== 0) ?? 0
  if (difference < 0)
    throw new Error(`SQLite ${version} is too old: ${oldestSafeLibrary.join('.')} or newer is needed.`)
}
