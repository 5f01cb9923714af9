import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { allTasks, migrationLines, parts } from './parts.ts'
import { openActivity } from './platform/activity/recording.ts'
import { openClock } from './platform/clock.ts'
import type { Database, DatabaseUse } from './platform/database/database.ts'
import { migrationStates } from './platform/database/migrating.ts'
import { openDatabase } from './platform/database/open-database.ts'
import { UserError } from './platform/errors.ts'
import { filePlaceOf } from './platform/files/file-place.ts'
import { openFiles } from './platform/files/storing.ts'
import { parseAllowList } from './platform/http/addresses.ts'
import { databaseLedger } from './platform/http/host-ledger.ts'
import { openHttp } from './platform/http/http.ts'
import { identityFrom } from './platform/http/identity.ts'
import { databaseRobotsCache } from './platform/http/robots-cache.ts'
import { contactSetting } from './platform/http/settings.ts'
import { tellBreakers } from './platform/http/telling-breakers.ts'
import { type Instance, openInstance } from './platform/instance/instance.ts'
import { openLive } from './platform/live/open-live.ts'
import { type LogTerminal, openLog } from './platform/log.ts'
import type { LogEntry } from './platform/log-lines.ts'
import { openMail } from './platform/mail/sending.ts'
import { unfinished } from './platform/moving/move-errors.ts'
import { hasState } from './platform/moving/queries.ts'
import { openNotify } from './platform/notices/notifying.ts'
import type { Platform } from './platform/platform.ts'
import { openSettings } from './platform/settings/changing.ts'
import { openTasks } from './platform/tasks/queue.ts'
import { version } from './version.ts'

/** An open house: what the platform lends, and the way to shut it. */
export type House = Readonly<{ platform: Platform; instance: Instance; close: () => Promise<void> }>

const terminals: Record<DatabaseUse, LogTerminal> = { web: 'short', worker: 'short', command: 'quiet' }

/**
 * Opens everything that one thread of one process needs. `web` and `worker` expect a schema that is current; a command
 * is told to migrate first.
 *
 * @throws UserError `database.schema-older` for a command on a database that waits for schema steps,
 * `moving.unfinished` where a house is on its way into the database.
 */
export async function openHouse(config: Config, use: DatabaseUse): Promise<House> {
  const instance = openInstance(config)
  let note: ((entry: LogEntry) => void) | undefined
  const log = openLog(config, {
    secrets: secretsOf(config, instance),
    terminal: terminals[use],
    role: use === 'web' && config.role === 'worker' ? 'worker' : use,
    onEntry: (entry) => note?.(entry),
  })
  const database = await openDatabase(config.databaseUrl, use)
  try {
    if (await hasState(database)) throw unfinished()
    if (use === 'command') await demandCurrentSchema(database)
    const platform = composePlatform(config, instance, database, log)
    // A command tells its mistakes to who typed it.
    if (use !== 'command') note = (await import('./platform/notices/troubles.ts')).watchTroubles(platform)
    return { platform, instance, close: () => closeHouse(platform) }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** What no log may hold, wherever it stands. */
export const secretsOf = (config: Config, instance: Instance): string[] =>
  [instance.secret, filePlaceOf(config, instance).s3?.secretAccessKey ?? []].flat()

/** The parts of the platform on an open database; a test may bring its own clock. */
export function composePlatform(
  config: Config,
  instance: Instance,
  database: Database,
  log: Logger,
  now: () => string = openClock(config, database),
): Platform {
  const record = openActivity(now)
  const known = openSettings(database, record, now)
  const queue = openTasks({ database, now, tasks: allTasks, platform: () => platform })
  const mails = openMail({ config, tasks: queue, now })
  const live = openLive(database)
  const platform: Platform = Object.freeze({
    config,
    log,
    now,
    secret: instance.secret,
    database,
    db: database.db,
    tasks: queue,
    http: openHttp({
      allow: parseAllowList(config.httpAllow),
      isDevelopment: config.dev,
      identity: async () => identityFrom(version, (await known.get(database.db, contactSetting)) ?? config.contact),
      ledger: databaseLedger(database, now),
      robots: databaseRobotsCache(database),
      onBreaker: tellBreakers(database.db, record, log),
      log,
      now,
    }),
    activity: record,
    settings: known,
    files: openFiles({ ...filePlaceOf(config, instance), now }),
    mail: mails,
    live,
    notify: openNotify({ config, database, live, mail: mails, settings: known, secret: instance.secret, now }),
    parts,
  })
  return platform
}

async function closeHouse({ live, http, database }: Platform): Promise<void> {
  live.close()
  await http.close()
  await database.close()
}

async function demandCurrentSchema({ db, kind }: Database): Promise<void> {
  const waiting = (await migrationStates(db, kind, migrationLines)).filter((state) => state.appliedAt === null)
  if (waiting.length === 0) return
  const sentence = `The database waits for ${waiting.length} schema steps: run "lyceum migrate up", or start the server once.`
  throw new UserError('conflict', 'database.schema-older', sentence)
}
