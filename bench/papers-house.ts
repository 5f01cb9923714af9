import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { apps } from '../src/apps.ts'
import { composePlatform } from '../src/compose.ts'
import { readConfig } from '../src/config.ts'
import { migrationLines, parts } from '../src/parts.ts'
import { guard } from '../src/platform/accounts/guard.ts'
import { migrateUp } from '../src/platform/database/migrating.ts'
import { openSqlite } from '../src/platform/database/sqlite.ts'
import { openInstance } from '../src/platform/instance/instance.ts'
import { openLog } from '../src/platform/log.ts'
import type { Platform } from '../src/platform/platform.ts'
import { openWeb } from '../src/platform/web/server.ts'
import type { Web } from '../src/platform/web/web.ts'
import { makeCast, signedIn } from '../test/support/people.ts'

export const words =
  'analysis genome protein structure learning network models evidence clinical quantum climate ocean observation methods review cell response human'.split(
    ' ',
  )

export type BenchHouse = Readonly<{
  platform: Platform
  raw: DatabaseSync
  web: Web
  cookie: string
  close: () => Promise<void>
}>

/** A house of one thread on SQLite with a person who is signed in; `fill` puts rows into it before it opens. */
export async function openBenchHouse(folder: string, fill: (raw: DatabaseSync) => void): Promise<BenchHouse> {
  const config = readConfig({
    LYCEUM_INSTANCE: folder,
    LYCEUM_DATABASE_URL: `sqlite:${join(folder, 'lyceum.db')}`,
    LYCEUM_LOG_LEVEL: 'error',
    LYCEUM_TIMEZONE: 'UTC',
    LYCEUM_CONTACT: 'library@lyceum-bench.org',
  })
  const database = openSqlite(join(folder, 'lyceum.db'), 'web')
  await migrateUp(database.db, database.kind, migrationLines)
  const platform = composePlatform(config, openInstance(config), database, openLog(config))
  const { raw } = database
  if (!raw) throw new Error('SQLite has a bare connection.')
  fill(raw)
  const web = await openWeb({ platform, parts, apps, guard: guard(platform) })
  const { ada } = await makeCast(platform)
  const { cookie } = await signedIn(platform, ada)
  const close = async (): Promise<void> => {
    await web.close()
    platform.live.close()
    await platform.http.close()
    await database.close()
  }
  return { platform, raw, web, cookie, close }
}

/** Titles of eight words, so that each word stands in about a third of them; every one has its number. */
export function fillPapers(raw: DatabaseSync, rows: number): void {
  const insert = raw.prepare(`insert into papers
    (id, title, title_fingerprint, doi, doi_state, journal, type, published_on, published_year, status, status_changed_at,
     failure_code, fulltext_state, created_at, updated_at)
    values (?, ?, ?, ?, 'registered', ?, 'journal-article', ?, ?, ?, ?, ?, ?, ?, ?)`)
  const at = '2026-11-20T10:00:00.000Z'
  raw.exec('begin')
  for (let n = 0; n < rows; n++) {
    const text = `Study ${n}: ${Array.from({ length: 8 }, (_, k) => words[(n * (k + 3) + k * 7) % words.length]).join(' ')}`
    const year = 1990 + (n % 35)
    const isDone = n % 3 === 0
    const isFailed = n % 50 === 1
    insert.run(
      `0190aaaa-0000-7000-8000-${String(n).padStart(12, '0')}`,
      text,
      text.toLowerCase().replace(/[^a-z0-9]/g, ''),
      `10.5555/bench.${n}`,
      `Journal of Applied Literature ${n % 400}`,
      `${year}-06-01`,
      year,
      isDone ? 'done' : isFailed ? 'failed' : 'new',
      at,
      isFailed ? 'no_open_copy' : null,
      isDone ? 'stored' : 'none',
      at,
      at,
    )
  }
  raw.exec('commit')
}
