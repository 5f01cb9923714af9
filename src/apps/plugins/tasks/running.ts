import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask, type JobContext } from '../../../platform/tasks/tasks.ts'
import { unseal } from '../../../platform/web/sealing.ts'
import { absolute } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { deleteFilesOf } from '../queries/files.ts'
import { findSubmission, findTask, listSteps, openSubmissions, updateSubmission, updateTask } from '../queries/tasks.ts'
import { ChildFailure } from '../running/child.ts'
import type { Assignment, Outcome, Progress } from '../running/messages.ts'
import type { SubmissionRow, TaskRow } from '../tables.ts'
import { borrowFor, catalogueOf } from './catalogues.ts'
import { keepFailureState } from './failure-state.ts'
import { tellFollowers } from './following.ts'
import { asksOf } from './serving.ts'
import { fail, joined, progressColumns, settle } from './settling.ts'

const longestLog = 200_000
const tellEveryMs = 500
const turnEveryMs = 100
/** What seals the values of forms. */
export const sealPurpose = 'plugins_submissions'

/** Runs what was asked for by one form. A job that is done again begins anew: what it made before is dropped. */
export const runPlugin = defineTask({
  name: 'plugins.run',
  title: 'Run a plugin',
  input: z.object({ submissionId: z.string() }),
  timeoutMs: 24 * 3600_000,
  concurrency: 4,
  run: async (platform, { submissionId }, job) => {
    await ourTurn(platform, submissionId, job.signal)
    const submission = await findSubmission(platform.db, submissionId)
    const task = submission && (await findTask(platform.db, submission.task_seq))
    if (!submission || !task || submission.ended_at !== null) return
    const plugin = (await catalogueOf(platform)).find(task.plugin)
    if (!plugin) throw new UserError('gone', 'plugins.unloaded', `The plugin ${task.plugin} is not loaded any more.`)
    await dropEarlierAttempt(platform, job, submission)
    const said = sayingTo(platform, job, submission)
    try {
      const outcome = await runInChild(platform, plugin, task, submission, job, said)
      return job.finish((tx) => settle(tx, platform, plugin, submission, outcome, said.lines()))
    } catch (error) {
      if (!(error instanceof ChildFailure) || job.signal.aborted) throw error
      throw await recordFailure(platform, task, submission, job, error, said.lines())
    } finally {
      said.end()
    }
  },
  follow: {
    claimed: tellFollowers.claimed,
    returned: tellFollowers.returned,
    ended: async (tx, jobs, outcome, platform) => {
      const { state, errorMessage } = outcome
      for (const { input } of state === 'succeeded' ? [] : jobs) {
        const submission = await findSubmission(tx, input.submissionId)
        if (!submission || submission.ended_at !== null) continue
        const reason = state === 'cancelled' ? 'The task was cancelled.' : (errorMessage ?? 'The task failed.')
        // A failure that was recorded in full has its words in the log already.
        const isSaid = submission.live_log.includes(reason)
        await fail(tx, platform, submission, isSaid ? '' : reason)
      }
      await tellFollowers.ended(tx, jobs, outcome, platform)
    },
  },
})

/** Jobs of one task come one after the other, as they were asked for: each starts from what the one before left behind. */
async function ourTurn({ db }: Platform, id: string, signal: AbortSignal): Promise<void> {
  const submission = await findSubmission(db, id)
  if (!submission) return
  for (;;) {
    const [first] = await openSubmissions(db, submission.task_seq)
    if (first === undefined || first.id === id || first.created_at > submission.created_at) return
    await sleep(turnEveryMs, undefined, { signal })
  }
}

async function dropEarlierAttempt(platform: Platform, job: JobContext, { id, live_log }: SubmissionRow): Promise<void> {
  await job.fenced(
    async (tx) => {
      for (const file of await deleteFilesOf(tx, id)) await platform.files.remove(tx, file)
      if (live_log !== '') await updateSubmission(tx, id, { live_log: '' })
    },
    { isFlushed: false },
  )
}

type Said = Readonly<{
  log: (line: string) => void
  progress: (progress: Progress) => void
  lines: () => string
  end: () => void
}>

/** Keeps what a plugin says, and has it written down every half second at most. */
function sayingTo({ live }: Platform, job: JobContext, { id, task_seq }: SubmissionRow): Said {
  let lines = ''
  let progress: Progress | undefined
  let timer: NodeJS.Timeout | undefined
  const write = async (): Promise<void> => {
    timer = undefined
    const latest = progress
    await job
      .fenced(
        async (tx) => {
          await updateSubmission(tx, id, { live_log: lines })
          if (latest) await updateTask(tx, task_seq, progressColumns(latest))
        },
        { isFlushed: false },
      )
      .then(() => live.publish(`job/${job.id}`))
      .catch(() => {})
  }
  const soon = (): void => {
    timer ??= setTimeout(write, tellEveryMs)
  }
  return {
    log: (line) => {
      lines = joined(lines, line).slice(0, longestLog)
      soon()
    },
    progress: (next) => {
      progress = next
      job.progress(next.value, next.target ?? 100)
      soon()
    },
    lines: () => lines,
    end: () => clearTimeout(timer),
  }
}

async function runInChild(
  platform: Platform,
  plugin: KnownPlugin,
  task: TaskRow,
  submission: SubmissionRow,
  job: JobContext,
  said: Said,
): Promise<Outcome> {
  const loan = await borrowFor(platform, plugin, task.owner_id)
  const { signal, isLate, end } = withDeadline(job.signal, plugin.limits.timeoutMs)
  try {
    const assignment = await assignmentOf(platform, plugin, task, submission, loan.scratch)
    const asks = asksOf({ platform, plugin, task, submissionId: submission.id, scratch: loan.scratch, signal, job })
    return await loan.child.work(assignment, { asks, log: said.log, progress: said.progress, signal })
  } catch (error) {
    const message = `The plugin took longer than the ${(plugin.limits.timeoutMs ?? 0) / 1000} s that it may.`
    const failure = isLate() ? new ChildFailure({ name: 'PluginStopped', message, stack: '' }) : error
    if (failure instanceof ChildFailure && !job.signal.aborted)
      await keepFailureState({ platform, task, submission, job, scratch: loan.scratch, lines: said.lines() }, failure)
    throw failure
  } finally {
    end()
    await loan.giveBack()
  }
}

function withDeadline(outer: AbortSignal, timeoutMs: number | undefined) {
  const controller = new AbortController()
  let isOver = false
  const timer = setTimeout(
    () => {
      isOver = true
      controller.abort()
    },
    Math.min(timeoutMs ?? 2 ** 31 - 1, 2 ** 31 - 1),
  )
  const signal = AbortSignal.any([outer, controller.signal])
  return { signal, isLate: () => isOver, end: () => clearTimeout(timer) }
}

async function assignmentOf(
  platform: Platform,
  plugin: KnownPlugin,
  task: TaskRow,
  { kind, name: submitted, values_sealed }: SubmissionRow,
  scratch: string,
): Promise<Assignment> {
  const { identifier, version } = plugin
  const links = absolute(platform.config)
  const opened = await listSteps(platform.db, task.seq)
  // A further button of a step stands behind its name.
  const [, name = submitted, button = null] = (kind === 'step' && /^(.*)#([\w-]+)$/.exec(submitted ?? '')) || []
  const values = unseal(values_sealed ?? '', platform.secret, sealPurpose)
  if (values === undefined)
    throw new UserError('gone', 'plugins.unreadable', 'What was asked for was sealed with another secret of the house.')
  return {
    file: plugin.file,
    kind,
    name,
    values: JSON.parse(values),
    task: {
      number: task.seq,
      url: links.task(task.seq),
      status: task.status ?? 'PENDING',
      openStepId: opened.find((step) => step.cleared_at === null)?.step_id ?? null,
    },
    plugin: { identifier, name: plugin.name, version, url: links.plugin(identifier) },
    stepId: kind === 'step' ? (opened.findLast((step) => step.name === name)?.step_id ?? null) : null,
    button,
    data: JSON.parse(task.data_json),
    scratch,
  }
}

/** The log of the task tells its owner where it happened; who is nobody in particular reads that in no log of theirs. */
async function recordFailure(
  platform: Platform,
  task: TaskRow,
  submission: SubmissionRow,
  job: JobContext,
  { failure }: ChildFailure,
  lines: string,
): Promise<UserError> {
  const { name, message, stack } = failure
  const sentence = name === 'PluginError' ? message : `${name}: ${message}`
  if (stack !== '') platform.log.warn({ plugin: task.plugin, task: task.seq, jobId: job.id, stack }, 'plugin failed')
  const trace = stack === '' || task.owner_id === null ? '' : `\n${stack}`
  await job.fenced((tx) =>
    updateSubmission(tx, submission.id, { live_log: joined(lines, sentence, trace).slice(0, longestLog) }),
  )
  return errorFor(name, sentence.slice(0, 2_000))
}

/** What the plugin meant to say, what stopped it from outside, or a mistake in it. */
function errorFor(name: string, sentence: string): UserError {
  if (name === 'PluginError') return new UserError('conflict', 'plugins.failed', sentence)
  if (name === 'PluginStopped') return new UserError('conflict', 'plugins.stopped', sentence)
  return new UserError('conflict', 'plugins.crashed', sentence)
}
