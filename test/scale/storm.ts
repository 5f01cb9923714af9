import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrationLines } from '../../src/parts.ts'
import { startMailServer } from '../../src/platform/mail/test/mail-server.ts'
import { withFault } from '../kill/faults/with-fault.ts'
import { type Chance, chanceFor } from '../kill/seeded.ts'
import { atEnd } from '../support/endings.ts'
import { migratedDatabase } from '../support/migrated.ts'
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import type { ServerProcess } from '../support/process.ts'
import { type CountingServer, startCountingServer } from './counting-server.ts'
import { startCutProxy } from './cut-proxy.ts'
import { type Fleet, openFleet, type Role } from './fleet.ts'
import { type Accepted, type Entrance, submitJobs } from './submitting.ts'
import { watchedTasks, watchJobs } from './watching.ts'

const faults = ['kill worker', 'kill web', 'restart PostgreSQL', 'cut connections'] as const
export type Fault = (typeof faults)[number]

export type StormOptions = Readonly<{
  /** How many jobs are submitted in all. */
  jobs: number
  /** What happens meanwhile, in a random order, spread evenly over the jobs. */
  faults: readonly Fault[]
  /** How many jobs may be open before no more are submitted; 200 when absent. */
  mostOpen?: number
  /** Files of faults that the house itself shall have. */
  spoiled?: readonly string[]
  /** The processes of the fleet; two web and three worker processes when absent. */
  roles?: readonly Role[]
}>

/** What was accepted, and how it stands after everything has come to its end. */
export type AfterStorm = Readonly<{
  accepted: Accepted
  jobs: ReadonlyMap<string, string>
  /** Changes of what was final already, in words. */
  changed: readonly string[]
  /** How often the database holds the effect of each job. */
  effects: ReadonlyMap<string, number>
  told: CountingServer['told']
  /** Message ids by recipient, as the mail server got them. */
  letters: ReadonlyMap<string, readonly string[]>
  /** From the end of the last fault until nothing was open any more. */
  quietAfterMs: number
  tookMs: number
  /** What was waited for longest, in words. */
  last: string
}>

const usualRoles: readonly Role[] = ['web', 'web', 'worker', 'worker', 'worker']
const patienceMs = 120_000
/** From the moment that enough jobs are accepted to the fault. */
const longestRestMs = 400

/** Web and worker processes on PostgreSQL take and do jobs, while faults happen to them. */
export async function runStorm(t: TestContext, options: StormOptions): Promise<AfterStorm> {
  const { url, restart } = await openServer(t, options.faults)
  const way = await startCutProxy(t, url)
  const [outside, mail] = [await startCountingServer(t), await startMailServer(t)]
  const fleet = await openFleet(t, {
    databaseUrl: url,
    wayToDatabase: way.url,
    environment: {
      LYCEUM_SMTP_URL: mail.url,
      ...withFault(join(import.meta.dirname, 'with-call-task.ts'), ...(options.spoiled ?? [])),
    },
  })
  const berths = await Promise.all((options.roles ?? usualRoles).map((role) => openBerth(fleet, role)))
  const chance = chanceFor('storm')
  const watching = watchJobs(t, fleet.platform)

  const beganMs = performance.now()
  const webs = berths.filter(({ role }) => role === 'web')
  const entrances = webs.map(({ address }): Entrance => ({ address, headers: fleet.headers }))
  const submitting = submitJobs({
    jobs: options.jobs,
    mostOpen: options.mostOpen ?? 200,
    platform: fleet.platform,
    entrances,
    outsideUrl: outside.url,
    openJobs: watching.open,
  })
  for (const [n, fault] of shuffled(options.faults, chance).entries()) {
    const accepted = ((n + chance.number(1_000) / 1_000) / options.faults.length) * options.jobs
    while (submitting.count() < accepted) await sleep(10)
    // Right after they were accepted jobs only wait.
    await sleep(chance.number(longestRestMs))
    if (fault === 'restart PostgreSQL') await restart()
    else if (fault === 'cut connections') way.cut()
    else await killOne(fleet, berths, fault === 'kill web' ? 'web' : 'worker', chance)
  }
  const lastFaultMs = performance.now()
  const accepted = await submitting.done
  await Promise.all(berths.map(({ isUp }) => isUp()))
  await watching.untilQuiet(patienceMs)
  const quietMs = performance.now()
  await sleep(1_000)
  const { jobs, changed } = await watching.end()
  const effects = await countEffects(fleet)
  await Promise.all(berths.map(({ process }) => process().stop()))
  return {
    accepted,
    jobs,
    changed,
    effects,
    told: outside.told,
    letters: new Map(
      [...Map.groupBy(mail.received, ({ to }) => to)].map(([to, all]) => [to, all.map(({ messageId }) => messageId)]),
    ),
    quietAfterMs: quietMs - lastFaultMs,
    last: await lastToEnd(fleet),
    tookMs: quietMs - beganMs,
  }
}

/** A server of its own is needed only where it is restarted. */
async function openServer(t: TestContext, wanted: readonly Fault[]): Promise<Pick<PostgresServer, 'url' | 'restart'>> {
  if (!wanted.includes('restart PostgreSQL')) {
    const restart = async (): Promise<void> => {}
    return { url: await migratedDatabase(t, 'postgres', migrationLines), restart }
  }
  const own = await startPostgres()
  atEnd(t, () => own.stop())
  return own
}

/** A place in the fleet: the process in it may die, and another one takes its place. */
type Berth = Readonly<{
  role: Role
  process: () => ServerProcess
  address: () => string
  /** Kills what is there; the next one starts after a while. */
  kill: (pauseMs: number) => Promise<void>
  isUp: () => Promise<void>
}>

async function openBerth(fleet: Fleet, role: Role): Promise<Berth> {
  let here = await fleet.start(role)
  let coming = Promise.resolve()
  const next = async (pauseMs: number): Promise<void> => {
    await sleep(pauseMs)
    here = await fleet.start(role)
  }
  return {
    role,
    process: () => here,
    address: () => here.address,
    kill: async (pauseMs) => {
      await coming
      await here.stop('SIGKILL')
      coming = next(pauseMs)
      coming.catch(() => {})
    },
    isUp: () => coming,
  }
}

/** Of several workers one that has something to do, where there is one. */
async function killOne(fleet: Fleet, berths: readonly Berth[], role: Role, chance: Chance): Promise<void> {
  const pids = role === 'worker' ? await busyPids(fleet).catch(() => new Set<number>()) : new Set<number>()
  const ofRole = berths.filter((berth) => berth.role === role)
  const busy = ofRole.filter(({ process }) => pids.has(process().pid))
  await chance.oneOf(busy.length > 0 ? busy : ofRole).kill(chance.number(1_500))
}

async function lastToEnd({ platform: { db } }: Fleet): Promise<string> {
  const { task, attempt, crash_count, lease_epoch, run_at, finished_at } = await db
    .selectFrom('tasks_jobs')
    .selectAll()
    .where('finished_at', 'is not', null)
    .where('task', 'in', watchedTasks)
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const lateMs = Date.parse(finished_at ?? '') - Date.parse(run_at)
  return `${task}, attempt ${attempt}, start ${lease_epoch}, deaths ${crash_count}, ended ${lateMs} ms after it was due`
}

async function busyPids({ platform: { db } }: Fleet): Promise<Set<number>> {
  const rows = await db
    .selectFrom('tasks_jobs')
    .innerJoin('tasks_workers', 'tasks_workers.id', 'tasks_jobs.worker_id')
    .select('pid')
    .where('state', '=', 'running')
    .distinct()
    .execute()
  return new Set(rows.map(({ pid }) => pid))
}

function shuffled<Value>(values: readonly Value[], chance: Chance): Value[] {
  return values
    .map((value) => ({ value, place: chance.number(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value)
}

async function countEffects({ platform: { db } }: Fleet): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('activity_entries')
    .select(['target', 'job_id'])
    .where('action', 'in', ['test.called', 'papers.bulk-done'])
    .execute()
  const counts = new Map<string, number>()
  for (const { target, job_id } of rows) {
    const job = job_id ?? target ?? ''
    counts.set(job, (counts.get(job) ?? 0) + 1)
  }
  return counts
}
