import type { Command } from 'commander'
import type { Shell } from '../app.ts'
import { UserError } from '../errors.ts'
import { findJob, lastLogLines, listJobs } from './queries.ts'
import type { JobRow, LogLineRow } from './tables.ts'
import type { JobState } from './tasks.ts'

const actor = 'cli'
const states: readonly JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled']
const linesShown = 50

/** `lyceum jobs …`: background work without a browser. */
export function addCommands(program: Command, shell: Shell): void {
  const jobs = program.command('jobs').description('background work')
  addList(jobs, shell)
  addShow(jobs, shell)
  addCancel(jobs, shell)
  addRetry(jobs, shell)
}

type ListOptions = Readonly<{ state?: string; task?: string; limit: string }>

function addList(jobs: Command, shell: Shell): void {
  jobs
    .command('list')
    .description('the latest jobs')
    .option('--state <state>', `only those that are ${states.join(', ')}`)
    .option('--task <task>', 'only those of one task, such as papers.import')
    .option('--limit <count>', 'at most so many', '20')
    .action(async ({ state, task, limit }: ListOptions) => {
      const filter = { states: state === undefined ? undefined : [knownState(state)], task }
      const page = { limit: countFrom(limit) }
      const { db } = await shell.platform()
      const rows = await listJobs(db, filter, page)
      shell.print(rows.map(shown), () => (rows.length === 0 ? 'No jobs.' : rows.map(asLine).join('\n')))
    })
}

function addShow(jobs: Command, shell: Shell): void {
  jobs
    .command('show <id>')
    .description('one job, with the last lines of its log')
    .action(async (id: string) => {
      const { db } = await shell.platform()
      const job = await findJob(db, id)
      if (!job) throw unknownJob()
      const lines = await lastLogLines(db, id, {}, linesShown)
      shell.print({ ...shown(job), log: lines }, () => [...facts(job), ...lines.map(logLine)].join('\n'))
    })
}

function addCancel(jobs: Command, shell: Shell): void {
  jobs
    .command('cancel <id>')
    .description('cancel a job that waits or runs')
    .action(async (id: string) => {
      const { db, tasks, activity } = await shell.platform()
      const isCancelled = await db.transaction().execute(async (tx) => {
        const done = await tasks.cancel(tx, id, actor)
        const entry = { actor, action: 'tasks.job-cancelled', target: `tasks/job/${id}`, jobId: id }
        if (done) await activity.record(tx, entry)
        return done
      })
      if (!isCancelled) shell.foundSomething()
      const words = isCancelled ? 'The job is cancelled, or stops within 5 s.' : 'The job had ended before.'
      shell.print({ id, cancelled: isCancelled }, () => words)
    })
}

function addRetry(jobs: Command, shell: Shell): void {
  jobs
    .command('retry <id>')
    .description('run a failed or cancelled job again, as a new one')
    .action(async (id: string) => {
      const { db, tasks, activity } = await shell.platform()
      const again = await db.transaction().execute(async (tx) => {
        const enqueued = await tasks.retry(tx, id, actor)
        const details = { newJob: enqueued.id }
        await activity.record(tx, { actor, action: 'tasks.job-retried', target: `tasks/job/${id}`, jobId: id, details })
        return enqueued
      })
      shell.print(again, () => `Job ${again.id} waits.`)
    })
}

/** @throws UserError `tasks.unknown-state`. */
function knownState(text: string): JobState {
  const state = states.find((known) => known === text)
  if (state) return state
  throw new UserError('invalid', 'tasks.unknown-state', `"${text}" is none of the states ${states.join(', ')}.`)
}

/** @throws UserError `tasks.limit`. */
function countFrom(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 1_000) return count
  throw new UserError('invalid', 'tasks.limit', `--limit is a whole number from 1 to 1000, not "${text}".`)
}

const unknownJob = (): UserError => new UserError('not-found', 'tasks.unknown-job', 'There is no such job.')

/** What a job is to the outside: JSON is parsed, and what only workers need is left out. */
function shown({ input_json, result_json, lease_until, lease_epoch, worker_id, ...job }: JobRow) {
  return { ...job, input: JSON.parse(input_json), result: result_json === null ? null : JSON.parse(result_json) }
}

const asLine = (job: JobRow): string =>
  [job.id, job.created_at, job.state.padEnd(9), job.task, job.progress_sentence ?? job.error_message ?? ''].join('  ')

function facts(job: JobRow): string[] {
  const { id, task, state, attempt, max_attempts, created_at, started_at, finished_at } = job
  return [
    `${task}  ${id}`,
    `state     ${state}, attempt ${attempt} of ${max_attempts}`,
    `asked     ${created_at} by ${job.asked_by}${job.subject ? ` for ${job.subject}` : ''}`,
    ...(state === 'queued' ? [`due       ${job.run_at}`] : []),
    ...(started_at ? [`started   ${started_at}`] : []),
    ...(finished_at ? [`ended     ${finished_at}`] : []),
    ...(job.progress_value === null ? [] : [`progress  ${progress(job)}`]),
    ...(job.error_code ? [`error     ${job.error_code}: ${job.error_message ?? ''}`] : []),
  ]
}

const progress = (job: JobRow): string =>
  `${job.progress_value}${job.progress_total === null ? '' : ` of ${job.progress_total}`} ${job.progress_sentence ?? ''}`

/** Lines may hold what a terminal would obey. */
const logLine = ({ created_at, level, line }: LogLineRow): string =>
  `${created_at} ${level.padEnd(5)} ${line.replaceAll(/\p{Cc}/gu, ' ')}`
