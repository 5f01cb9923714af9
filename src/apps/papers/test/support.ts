import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { type HouseOptions, openTestPlatform } from '../../../../test/support/house.ts'
import { type Publishers, startPublishers } from '../../../../test/support/publishers.ts'
import { s3Keys, sharedS3 } from '../../../../test/support/s3-server.ts'
import type { Platform } from '../../../platform/platform.ts'
import { startWorker, type Worker } from '../../../platform/tasks/worker.ts'
import { startCollector } from '../collecting.ts'
import { findViolations } from '../invariants.ts'
import { changeSchedule } from '../scheduling.ts'
import { freeDiskSetting } from '../settings.ts'
import type { PaperStatus } from '../tables.ts'
import { tasks } from '../tasks.ts'

/** A clock that tests turn. */
export type Clock = { now: () => string; at: (iso: string) => void; forward: (seconds: number) => void }

export function clockAt(iso: string): Clock {
  let ms = Date.parse(iso)
  return {
    now: () => new Date(ms).toISOString(),
    at: (to) => {
      ms = Date.parse(to)
    },
    forward: (seconds) => {
      ms += seconds * 1_000
    },
  }
}

export const contact = 'library@lyceum-tests.org'

/** The collector's house without a worker: jobs wait. Starts on a Tuesday at 10:00 UTC. */
export function testPapers(
  title: string,
  run: (t: TestContext, house: { platform: Platform; clock: Clock }) => Promise<void>,
  startsAt = '2026-03-10T10:00:00.000Z',
): void {
  for (const kind of databaseKinds) {
    test(`${title} (${kind})`, async (t) => {
      const clock = clockAt(startsAt)
      const platform = await openPapers(t, { kind, now: clock.now })
      await run(t, { platform, clock })
      assert.deepEqual(await findViolations(platform.db), [], 'every invariant holds at the end')
    })
  }
}

/** A house on PostgreSQL has its files on S3, as one of many machines would. */
export async function openPapers(t: TestContext, options: HouseOptions): Promise<Platform> {
  const storage = options.kind === 'postgres' ? { LYCEUM_FILES_URL: (await sharedS3()).emptyPlace(), ...s3Keys } : {}
  const environment = { LYCEUM_CONTACT: contact, LYCEUM_LOG_LEVEL: 'silent', ...storage, ...options.environment }
  const platform = await openTestPlatform(t, { ...options, environment })
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, freeDiskSetting, 0, 'system'))
  return platform
}

/** The same with a worker and a world outside, on the real clock. */
export function testCollecting(
  title: string,
  run: (t: TestContext, house: { platform: Platform; publishers: Publishers; worker: Worker }) => Promise<void>,
): void {
  for (const kind of databaseKinds) {
    test(`${title} (${kind})`, async (t) => {
      const publishers = await startPublishers(t)
      const platform = await openPapers(t, { kind, environment: publishers.environment })
      const worker = await startPapersWorker(t, platform)
      await run(t, { platform, publishers, worker })
      await worker.stop(2_000)
      assert.deepEqual(await findViolations(platform.db), [], 'every invariant holds at the end')
    })
  }
}

export async function startPapersWorker(t: TestContext, platform: Platform): Promise<Worker> {
  const worker = await startWorker({ platform, tasks, schedules: [], log: platform.log })
  t.after(() => worker.stop(1_000))
  return worker
}

export type PaperFields = Partial<{
  doi: string
  title: string
  status: PaperStatus
  nextAttemptAt: string
  priority: number
  journal: string
}>

/** Puts papers straight into the table, as an import would; answers their ids. */
export async function addPapers(platform: Platform, papers: readonly PaperFields[]): Promise<string[]> {
  const at = platform.now()
  const rows = papers.map(({ doi, title, status = 'new', nextAttemptAt, priority = 0, journal }) => ({
    ...blankPaper,
    id: randomUUIDv7(),
    title: title ?? `Title of ${doi ?? 'nothing'}`,
    doi: doi ?? null,
    journal: journal ?? null,
    status,
    status_changed_at: at,
    next_attempt_at: nextAttemptAt ?? (status === 'deferred' ? at : null),
    priority,
    created_at: at,
    updated_at: at,
  }))
  for (let start = 0; start < rows.length; start += 500) {
    await platform.db
      .insertInto('papers')
      .values(rows.slice(start, start + 500))
      .execute()
  }
  return rows.map(({ id }) => id)
}

/** A paper of which nothing is known. */
export const blankPaper = {
  type: 'other',
  doi_state: 'unchecked',
  status: 'new',
  metadata_state: 'none',
  fulltext_state: 'none',
  retracted: 0,
  attempt_count: 0,
  crash_count: 0,
  reset_count: 0,
  priority: 0,
  version: 1,
} as const

/** So many New papers wait, and the collector runs with so many a day, as many in each hour. */
export async function startWith(platform: Platform, papers: number, papersPerDay: number): Promise<string[]> {
  const ids = await manyPapers(platform, papers)
  await changeSchedule(platform, 'ada', { papersPerDay })
  await startCollector(platform, cause)
  return ids
}

/** So many New papers with DOIs of their own. */
export const manyPapers = (platform: Platform, count: number, prefix = '10.1000'): Promise<string[]> =>
  addPapers(
    platform,
    Array.from({ length: count }, (_, n) => ({ doi: `${prefix}/${n}` })),
  )

export async function statusOf(platform: Platform, id: string): Promise<string> {
  const row = await platform.db.selectFrom('papers').select('status').where('id', '=', id).executeTakeFirstOrThrow()
  return row.status
}

/** Everything of a paper that a stop must give back, by id. */
export async function snapshot(platform: Platform): Promise<Record<string, unknown>> {
  const rows = await platform.db
    .selectFrom('papers')
    .select(['id', 'status', 'next_attempt_at', 'failure_code', 'attempt_count', 'previous_status', 'priority'])
    .orderBy('id')
    .execute()
  return Object.fromEntries(rows.map(({ id, ...rest }) => [id, rest]))
}

/** Live jobs of a task, whoever asked for them. */
export async function liveJobs(
  platform: Platform,
  task = 'papers.process',
): Promise<{ id: string; run_at: string; state: string }[]> {
  return platform.db
    .selectFrom('tasks_jobs')
    .select(['id', 'run_at', 'state'])
    .where('task', '=', task)
    .where('state', 'in', ['queued', 'running'])
    .where('cancel_requested_at', 'is', null)
    .orderBy('run_at')
    .execute()
}

export const cause = { by: 'ada', reason: 'a test' }
