import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import { HttpFailure } from '../../../platform/http/failures.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask } from '../../../platform/tasks/tasks.ts'
import { findRemoteRun, insertRemoteRun, updateRemoteRun } from '../queries/remote.ts'
import type { RemoteRow, RemoteRunRow } from '../tables.ts'
import { reach } from '../tasks/reaching.ts'
import { RemoteTask } from './wire.ts'

/** Consecutive looks that may fail before a run counts as lost. */
const mostFailures = 5
const longestForm = 100_000

/** How long to wait before the next look, in seconds: what backends of this kind of runner do. */
const pauses = [
  ...Array(10).fill(2),
  ...Array(10).fill(5),
  ...Array(60).fill(10),
  ...Array(20).fill(30),
  ...Array(10).fill(60),
]
const lastPause = 600
const firstLookMs = 5_000
const mostLooks = 5_000

/** Follows a task on another runner until it has ended. */
export const followRemoteRun = defineTask({
  name: 'plugins.follow-remote',
  title: 'Look how a run on another runner does',
  /** `looks` as it was when this look was asked for: a later wish to look sooner makes it one too many. */
  input: z.object({ run: z.number(), looks: z.number() }),
  timeoutMs: 60_000,
  concurrency: 4,
  run: async (platform, { run: seq, looks }, { signal }) => {
    const run = await findRemoteRun(platform.db, seq)
    if (!run || run.finished_at !== null || run.looks !== looks) return
    const changes = await lookOnce(platform, run, signal)
    await updateRemoteRun(platform.db, seq, changes)
    platform.live.publish(topicOf(seq))
    if (changes.finished_at === null) await lookLater(platform, seq, run.looks + 1)
  },
})

export const topicOf = (run: number): string => `plugins/remote-run/${run}`

/**
 * Begins to follow what a plugin on another runner does for somebody.
 *
 * @throws UserError `plugins.foreign-result` for a result that does not lie where the plugin does.
 */
export async function startRemoteRun(
  platform: Platform,
  ownerId: string,
  remote: RemoteRow,
  { resultUrl, formData }: Readonly<{ resultUrl: string; formData: string }>,
): Promise<number> {
  if (URL.parse(resultUrl)?.origin !== new URL(remote.url).origin)
    throw new UserError('invalid', 'plugins.foreign-result', 'The result does not lie on the runner of the plugin.')
  const now = platform.now()
  const seq = await insertRemoteRun(platform.db, {
    owner_id: ownerId,
    remote_seq: remote.seq,
    title: remote.title,
    url: resultUrl,
    form: formData.slice(0, longestForm),
    resource_json: JSON.stringify(RemoteTask.parse({ status: 'PENDING' })),
    looks: 0,
    failures: 0,
    started_at: now,
    finished_at: null,
  })
  await updateRemoteRun(platform.db, seq, { looks: 0 })
  const run = await findRemoteRun(platform.db, seq)
  if (!run || run.finished_at !== null) return seq
  // At once, so that a form that was just sent is not shown again.
  const changes = await lookOnce(platform, run, AbortSignal.timeout(firstLookMs))
  await updateRemoteRun(platform.db, seq, changes)
  if (changes.finished_at === null) await lookLater(platform, seq, changes.looks)
  return seq
}

type Changes = Pick<RemoteRunRow, 'resource_json' | 'looks' | 'failures' | 'finished_at'>

async function lookOnce(platform: Platform, run: RemoteRunRow, signal: AbortSignal): Promise<Changes> {
  const looks = run.looks + 1
  try {
    const caller = { platform, personId: run.owner_id, signal }
    const answer = await reach(caller, 'plugins.read', { url: run.url, accept: 'application/json' })
    const task = RemoteTask.parse(answer.json())
    const isOver = !['PENDING', 'UNKNOWN'].includes(task.status) || looks >= mostLooks
    return { resource_json: JSON.stringify(task), looks, failures: 0, finished_at: isOver ? platform.now() : null }
  } catch (error) {
    if (!(error instanceof HttpFailure) && !(error instanceof z.ZodError)) throw error
    const failures = run.failures + 1
    if (failures <= mostFailures) return { resource_json: run.resource_json, looks, failures, finished_at: null }
    const task: RemoteTask = { ...JSON.parse(run.resource_json), status: 'FAILURE' }
    const reason = error instanceof HttpFailure ? error.message : 'The other runner answers nonsense.'
    const lost = { ...task, log: [task.log, reason].filter(Boolean).join('\n') }
    return { resource_json: JSON.stringify(lost), looks, failures, finished_at: platform.now() }
  }
}

async function lookLater(platform: Platform, run: number, looks: number): Promise<void> {
  const pauseMs = looks === 0 ? 0 : (pauses[looks - 1] ?? lastPause) * 1_000
  const runAt = new Date(Date.parse(platform.now()) + pauseMs).toISOString()
  await platform.db
    .transaction()
    .execute((tx) => platform.tasks.enqueue(tx, followRemoteRun, { run, looks }, { runAt }))
}
