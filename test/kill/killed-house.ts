import { fork } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { freeDiskSetting, pauseOnTroubleSetting } from '../../src/apps/papers/settings.ts'
import { openHouse } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { migrationLines } from '../../src/parts.ts'
import { makeToken } from '../../src/platform/accounts/tokens.ts'
import type { DatabaseKind } from '../../src/platform/database/migrating.ts'
import { openDatabase } from '../../src/platform/database/open-database.ts'
import type { Db } from '../../src/platform/database/tables.ts'
import { makeFolder } from '../../src/platform/instance/instance.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { atEnd } from '../support/endings.ts'
import { emptyFolder } from '../support/folders.ts'
import { migratedDatabase } from '../support/migrated.ts'
import { makeCast } from '../support/people.ts'
import { type Ended, type ProcessEnvironment, type ServerProcess, startServer } from '../support/process.ts'

/** An instance whose server is killed and started again, and who asks it for things. */
export type KilledHouse = Readonly<{
  environment: ProcessEnvironment
  instanceFolder: string
  /** Where the server listens that was started last, and what the administrator sends along. */
  visit: () => Readonly<{ address: string; headers: Readonly<Record<string, string>> }>
  start: (more?: ProcessEnvironment) => Promise<ServerProcess & Killable>
  /** The same without pages: nobody can ask it for anything but the commands of the collector. */
  startBare: (more?: ProcessEnvironment) => Promise<Killable>
  /** A bare process that is begun and killed as soon as something has come about, whether it is up or not. */
  killBare: (moment: () => Promise<void>) => Promise<void>
  /** Asks the server that runs now, as the administrator; the answer may fail to come when it is killed meanwhile. */
  ask: <Body = unknown>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer<Body>>
  /** Uploads a list and starts its import; answers the id of the import. */
  bringIn: (name: string, content: string) => Promise<string>
  /**
   * Runs on a copy of the files as they lie there: whatever the server does is not disturbed. On PostgreSQL there is
   * nothing to copy: it runs when everything is over that a dead server had asked for.
   */
  onCopy: <Result>(look: (db: Db, copy: string) => Promise<Result>) => Promise<Result>
  /** Runs beside the server, on a connection of its own that is closed again. */
  beside: <Result>(look: (db: Db) => Promise<Result>) => Promise<Result>
  /** Does as the administrator, in this process, what needs no server. */
  asCommand: <Result>(work: (platform: Platform, administratorId: string) => Promise<Result>) => Promise<Result>
}>

export type Command = 'start' | 'stop' | 'emergency-stop'

/** A process that can be killed, and told what the collector is to do; the answer may never come. */
export type Killable = Pick<ServerProcess, 'pid' | 'stop'> & Readonly<{ command: (command: Command) => Promise<void> }>

const longestSettlingMs = 5_000
const collector = '/api/v1/papers/collector'

export type Answer<Body> = Readonly<{ status: number; body: Body }>

/** A migrated instance with an administrator who has a token; no server runs yet. */
export async function openKilledHouse(
  t: TestContext,
  environment: ProcessEnvironment,
  kind: DatabaseKind = 'sqlite',
): Promise<KilledHouse> {
  const folder = emptyFolder(t)
  const instanceFolder = environment.LYCEUM_INSTANCE ?? join(folder, 'instance')
  const migrated = await migratedDatabase(t, kind, migrationLines)
  const url = kind === 'sqlite' ? `sqlite:${join(instanceFolder, 'lyceum.db')}` : migrated
  const whole = {
    LYCEUM_INSTANCE: instanceFolder,
    ...(kind === 'postgres' && { LYCEUM_DATABASE_URL: url }),
    LYCEUM_PORT: '0',
    LYCEUM_TIMEZONE: 'UTC',
    LYCEUM_LOG_LEVEL: 'silent',
    ...environment,
  }
  if (kind === 'sqlite') {
    makeFolder(instanceFolder)
    await copyFile(migrated.slice('sqlite:'.length), url.slice('sqlite:'.length))
  }
  const { token, administratorId } = await inHouse(whole, furnish)
  let address = ''

  const send = async <Body>(
    method: string,
    path: string,
    body?: string | FormData,
    type?: string,
  ): Promise<Answer<Body>> => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(type && { 'content-type': type }),
    }
    const answer = await fetch(address + path, { method, headers, ...(body !== undefined && { body }) })
    const text = await answer.text()
    return { status: answer.status, body: JSON.parse(text || 'null') as Body }
  }
  const ask: KilledHouse['ask'] = (method, path, body) =>
    patiently(() =>
      body === undefined ? send(method, path) : send(method, path, JSON.stringify(body), 'application/json'),
    )
  const imports = '/api/v1/papers/imports'
  return {
    environment: whole,
    instanceFolder,
    visit: () => ({ address, headers: { authorization: `Bearer ${token}`, accept: 'application/json' } }),
    start: async (more = {}) => {
      const server = await startServer(t, { ...whole, ...more })
      address = server.address
      const command = async (name: Command): Promise<void> => {
        const body = name === 'start' ? { acknowledge: true } : { reason: 'a test' }
        const { status, body: said } = await ask('POST', `${collector}/${name}`, body)
        if (status !== 200) throw new Error(`The collector does not ${name}: ${JSON.stringify(said)}`)
      }
      return { ...server, command }
    },
    startBare: (more = {}) => startBareWorker(t, { ...whole, ...more }),
    killBare: async (moment) => {
      const { child, ended } = forkBareWorker(whole)
      atEnd(t, () => child.kill('SIGKILL'))
      await moment()
      child.kill('SIGKILL')
      await ended
    },
    ask,
    bringIn: async (name, content) => {
      const form = new FormData()
      form.append('file', new Blob([content], { type: 'text/csv' }), name)
      const drafted = await patiently(() => send<{ import: { id: string } }>('POST', imports, form))
      const { id } = drafted.body.import
      const started = await patiently(() => send('POST', `${imports}/${id}/start`))
      if (started.status !== 202) throw new Error(`The import was refused: ${JSON.stringify(started)}`)
      return id
    },
    onCopy: (look) => (kind === 'sqlite' ? onCopyOf(instanceFolder, look) : whenSettled(url, look)),
    beside: (look) => besideOf(url, look),
    asCommand: (work) => inHouse(whole, (platform) => work(platform, administratorId)),
  }
}

/** A machine that does much else at the same time says so, and means it. */
async function patiently<Body>(asking: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  let answer = await asking()
  for (let again = 0; answer.status === 503 && again < 5; again++) {
    await sleep(1_000)
    answer = await asking()
  }
  return answer
}

const bareWorker = join(import.meta.dirname, 'bare-worker.ts')
const loading = join(import.meta.dirname, '../../src/loading.js')

function forkBareWorker(environment: ProcessEnvironment) {
  const { PATH = '', HOME = '' } = process.env
  // As the launcher has it: compiled code is kept between starts, and files are found and read in its way.
  const cache = join(import.meta.dirname, '../../node_modules/.cache/lyceum')
  const env = { PATH, HOME, NODE_COMPILE_CACHE: cache, ...environment }
  const child = fork(bareWorker, {
    env,
    execArgv: ['--import', loading],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, stdout: '', stderr: '' }) as Ended)
  return { child, ended }
}

async function startBareWorker(t: TestContext, environment: ProcessEnvironment): Promise<Killable> {
  const { child, ended } = forkBareWorker(environment)
  atEnd(t, () => child.kill('SIGKILL'))
  const first = await Promise.race([once(child, 'message'), ended.then(({ code }) => [`ended with ${code}`])])
  if (first[0] !== 'ready') throw new Error(`The worker does not start: ${String(first[0])}`)
  return {
    pid: child.pid ?? 0,
    command: async (name) => {
      child.send(name)
      const [said] = await once(child, 'message')
      if (said.error !== null) throw new Error(`The collector does not ${name}: ${said.error}`)
    },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    },
  }
}

/** Opens the house in this process, as a command does. */
async function inHouse<Result>(
  environment: ProcessEnvironment,
  work: (platform: Platform) => Promise<Result>,
): Promise<Result> {
  const house = await openHouse(readConfig(environment), 'command')
  try {
    return await work(house.platform)
  } finally {
    await house.close()
  }
}

/** The people, a token, and settings that the machine under the tests must not decide. */
async function furnish(platform: Platform): Promise<{ token: string; administratorId: string }> {
  const { dora } = await makeCast(platform)
  await platform.db.transaction().execute(async (tx) => {
    await platform.settings.set(tx, freeDiskSetting, 0, 'system')
    await platform.settings.set(tx, pauseOnTroubleSetting, false, 'system')
  })
  const { secret } = await makeToken(platform, dora.id, { name: 'test', scope: 'all', days: 'none' }, 'test')
  return { token: secret, administratorId: dora.id }
}

async function besideOf<Result>(url: string, look: (db: Db) => Promise<Result>): Promise<Result> {
  const database = await openDatabase(url, 'command')
  try {
    return await look(database.db)
  } finally {
    await database.close()
  }
}

/** PostgreSQL ends what a dead client had begun, and notices its death only then. */
function whenSettled<Result>(url: string, look: (db: Db, copy: string) => Promise<Result>): Promise<Result> {
  return besideOf(url, async (db) => {
    const others = sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`
    const giveUpAt = performance.now() + longestSettlingMs
    while (Number((await others.execute(db)).rows[0]?.n) > 0 && performance.now() < giveUpAt) await sleep(20)
    return look(db, url)
  })
}

/** Copies the three files of the database, and opens the copy as a start after a power cut would. */
async function onCopyOf<Result>(
  instanceFolder: string,
  look: (db: Db, copy: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-copy-'))
  const copy = join(folder, 'lyceum.db')
  try {
    for (const ending of ['', '-wal', '-shm'])
      await copyFile(join(instanceFolder, `lyceum.db${ending}`), copy + ending).catch(unlessMissing)
    const database = await openDatabase(`sqlite:${copy}`, 'worker')
    try {
      return await look(database.db, copy)
    } finally {
      await database.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A database that was closed cleanly has one file only. */
function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
