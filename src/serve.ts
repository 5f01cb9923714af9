import { setTimeout as sleep } from 'node:timers/promises'
import { apps } from './apps.ts'
import { type House, openHouse } from './compose.ts'
import type { Config } from './config.ts'
import { giveBackMemorySoon } from './idle-memory.ts'
import { migrationLines, parts } from './parts.ts'
import { firstAdministratorLink } from './platform/accounts/first-administrator.ts'
import { guard } from './platform/accounts/guard.ts'
import { migrateUp, migrationStates } from './platform/database/migrating.ts'
import { UserError } from './platform/errors.ts'
import { type Hold, holdInstance } from './platform/instance/holding.ts'
import { openInstance } from './platform/instance/instance.ts'
import type { Platform } from './platform/platform.ts'
import type { Web } from './platform/web/web.ts'
import { version } from './version.ts'
import { onceDatabaseAnswers } from './waiting-for-database.ts'
import { startWorkerThread, type WorkerThread } from './worker-thread.ts'

/** How long running jobs may take to finish or save when the process is told to stop. */
const workerGraceMs = 15_000
/** Whatever hangs, the process is gone after this time. */
const longestStopMs = 28_000

/** One process of the house, from its start until a signal has ended it. */
export async function serve(config: Config): Promise<void> {
  const hold = holdAlone(config)
  try {
    const house = await onceDatabaseAnswers(() => openHouse(config, 'web'), tell)
    try {
      await serveHouse(house)
    } finally {
      await house.close()
    }
  } finally {
    hold?.release()
  }
}

const tell = (sentence: string): boolean => process.stderr.write(`${sentence}\n`)

async function serveHouse(house: House): Promise<void> {
  const { platform } = house
  const { config } = platform
  await onceDatabaseAnswers(() => upgrade(house), tell)

  let worker: WorkerThread | undefined
  let isStopping = false
  const isReady = () => !isStopping && (config.role === 'web' || worker?.isReady() === true)
  const web = await openDoor(platform, isReady)
  if (web) await listen(web, config)
  if (config.role !== 'web') worker = startWorkerThread(config, platform.log)
  // Before anybody is told that it runs: who hears of it may stop it at once.
  const told = untilToldToStop(platform)
  await announce(platform, web)
  giveBackMemorySoon()

  await told
  isStopping = true
  setTimeout(() => process.exit(1), longestStopMs).unref()
  // Readiness is off: a proxy notices, requests finish, jobs finish or are handed back.
  if (web) await sleep(config.drainMs)
  await Promise.all([web?.close(), worker?.stop(workerGraceMs)])
}

/** What listens: the house with its pages, or how a worker is; undefined for a worker that was given no port. */
async function openDoor(platform: Platform, isReady: () => boolean): Promise<Web | undefined> {
  const { role, listens } = platform.config
  if (role !== 'worker') {
    const { openWeb } = await import('./platform/web/server.ts')
    return openWeb({ platform, parts, apps, guard: guard(platform), isReady })
  }
  if (!listens) return undefined
  return (await import('./worker-listener.ts')).openWorkerListener(platform, isReady)
}

/** On SQLite one server has the instance for itself. @throws UserError `instance.in-use` */
function holdAlone(config: Config): Hold | undefined {
  if (!config.databaseUrl.startsWith('sqlite:')) return undefined
  return holdInstance(openInstance(config).folder)
}

/** Applies the schema steps that wait; a database that already holds something is copied first. */
async function upgrade({ platform, instance }: House): Promise<void> {
  const { database, db, log } = platform
  const states = await migrationStates(db, database.kind, migrationLines)
  if (states.every((state) => state.appliedAt !== null)) return

  // PostgreSQL may be large, and has ways of its own: there `migrate up` copies it, and a start does not wait for that.
  if (database.kind === 'sqlite') {
    const { copyBeforeUpgrade } = await import('./platform/backup/before-upgrade.ts')
    await copyBeforeUpgrade(database, migrationLines, { instance: instance.folder, now: platform.now() })
  }
  const applied = await migrateUp(db, database.kind, migrationLines)
  // None where another process that started at the same time was faster.
  if (applied.length > 0) log.info({ applied }, 'schema is current')
}

async function listen(web: Web, { host, port }: Config): Promise<void> {
  try {
    await web.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    throw new UserError('invalid', 'serve.port', `LYCEUM_PORT: cannot listen on ${host}:${port}: ${reasons[code]}.`, {
      cause: error,
    })
  }
}

const reasons = {
  EADDRINUSE: 'another program is using that port; choose another one, or stop that program',
  EACCES: 'this user may not use that port; choose one above 1023',
  EADDRNOTAVAIL: 'this machine has no such address',
} as const

/** The first words of a process; a worker that does not listen has no address. */
async function announce(platform: Platform, web: Web | undefined): Promise<void> {
  const { config } = platform
  const { role } = config
  const at = web && addressOf(web, config)
  const name = role === 'all' ? `Lyceum ${version}` : `Lyceum ${version} (${role})`
  const hasPages = role !== 'worker' && at !== undefined
  const link = hasPages && (await onceDatabaseAnswers(() => firstAdministratorLink(platform), tell))

  const lines = [`${name} ${at === undefined ? 'runs jobs' : `is at ${at}`}`]
  if (link) lines.push(`Make the first administrator: ${link.replace(config.baseUrl, at)}`)
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  platform.log.info({ version }, 'process has started')
}

function addressOf(web: Web, { role, host, port, baseUrl }: Config): string {
  const [first] = web.addresses()
  const bound = typeof first === 'object' ? first.port : port
  // People ask a worker for nothing: who watches it needs where it listens, not the address of the house.
  return port === 0 || role === 'worker' ? `http://${host}:${bound}` : baseUrl
}

/** A second signal changes nothing; an unknown failure is logged and then stops the process the same way. */
function untilToldToStop({ log }: Platform): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve())
    for (const failure of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(failure, (error) => {
        log.fatal({ err: error }, 'unknown failure: the process stops')
        process.exitCode = 1
        resolve()
      })
    }
  })
}
