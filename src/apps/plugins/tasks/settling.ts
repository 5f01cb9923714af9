import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { absolute } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { clearStep, findTask, insertStep, listSteps, updateSubmission, updateTask } from '../queries/tasks.ts'
import type { Outcome } from '../running/messages.ts'
import type { NextStep, Waiting } from '../sdk/plugin.ts'
import type { SubmissionRow, TaskRow } from '../tables.ts'
import { emit, type TaskEvent } from './events.ts'

/** Puts down what a job of a plugin came to: a result, a form to fill in, or the wait for somebody else. */
export async function settle(
  tx: Db,
  platform: Platform,
  plugin: KnownPlugin,
  submission: SubmissionRow,
  { result, data }: Outcome,
  liveLog: string,
): Promise<void> {
  const task = await findTask(tx, submission.task_seq)
  if (!task || task.finished_at !== null) return endSubmission(tx, platform, submission)
  const data_json = JSON.stringify(data)
  if (isNextStep(result)) {
    await openNextStep(tx, platform, plugin, task, result)
    await updateTask(tx, task.seq, { data_json, log: joined(task.log, liveLog, result.log) })
    await emit(tx, platform, task.seq, ['steps', 'details'])
  } else if (isWaiting(result)) {
    const isCleared = result.clearStep === true && (await clearStep(tx, task.seq, platform.now()))
    await updateTask(tx, task.seq, { data_json, log: joined(task.log, liveLog, result.log) })
    await emit(tx, platform, task.seq, isCleared ? ['steps', 'details'] : ['details'])
  } else {
    const line = typeof result === 'string' ? result : undefined
    await succeed(tx, platform, task, { data_json, log: joined(task.log, liveLog, line) })
  }
  await endSubmission(tx, platform, submission)
}

/** The task ends in failure, with what was said so far and why; open forms stay as they are. */
export async function fail(tx: Db, platform: Platform, submission: SubmissionRow, reason: string): Promise<void> {
  const task = await findTask(tx, submission.task_seq)
  if (task && task.finished_at === null) {
    const log = joined(task.log, submission.live_log, reason)
    await updateTask(tx, task.seq, { status: 'FAILURE', finished_at: platform.now(), log })
    await emit(tx, platform, task.seq, ['status', 'details'])
  }
  await endSubmission(tx, platform, submission)
}

/** Lines of a log, one below the other. */
export const joined = (...lines: readonly (string | undefined)[]): string =>
  lines.filter((line) => line !== undefined && line !== '').join('\n')

const isNextStep = (result: unknown): result is NextStep => nextOf(result) === 'step'
const isWaiting = (result: unknown): result is Waiting => nextOf(result) === 'wait'
const nextOf = (result: unknown): unknown =>
  typeof result === 'object' && result !== null && 'next' in result ? result.next : undefined

async function succeed(
  tx: Db,
  platform: Platform,
  task: TaskRow,
  changes: Readonly<{ data_json: string; log: string }>,
): Promise<void> {
  const now = platform.now()
  const isCleared = await clearStep(tx, task.seq, now)
  const value = task.progress_value ? task.progress_target : task.progress_value
  await updateTask(tx, task.seq, { ...changes, status: 'SUCCESS', finished_at: now, progress_value: value })
  const events: TaskEvent[] = ['status', 'details']
  await emit(tx, platform, task.seq, isCleared ? [...events, 'steps'] : events)
}

/** A form that is open still is cleared: a task waits for one thing at a time. @throws Error for a step that is not there. */
async function openNextStep(
  tx: Db,
  platform: Platform,
  plugin: KnownPlugin,
  task: TaskRow,
  { step, stepId, href, uiHref, progress }: NextStep,
): Promise<void> {
  const steps = await listSteps(tx, task.seq)
  if (steps.some((one) => one.cleared_at === null)) await clearStep(tx, task.seq, platform.now())
  const known = plugin.steps[step]
  if (!known && (href === undefined || uiHref === undefined)) throw new Error(`The plugin has no step "${step}".`)
  const step_id = stepId.slice(0, 500)
  const below = (path: string): string =>
    absolute(platform.config).below(plugin.identifier, stepPath(path, task, { step_id }))
  await insertStep(tx, {
    task_seq: task.seq,
    number: steps.length,
    step_id,
    name: known ? step : null,
    href: href ?? below(known?.processPath ?? ''),
    ui_href: uiHref ?? below(known?.uiPath ?? ''),
    cleared_at: null,
  })
  await updateTask(
    tx,
    task.seq,
    progressColumns(progress ?? { value: steps.length, target: steps.length + 1, unit: '' }),
  )
}

/** The path of a step of one task, below the root of its plugin. */
export const stepPath = (
  path: string,
  { seq }: Pick<TaskRow, 'seq'>,
  { step_id }: Readonly<{ step_id: string }>,
): string => path.replace(':task', String(seq)).replace(':step', encodeURIComponent(step_id))

/** What is not said starts at 0 and ends at 100 per cent. */
export const progressColumns = ({
  value,
  start = 0,
  target = 100,
  unit = '%',
}: Readonly<{ value: number; start?: number; target?: number; unit?: string }>) => ({
  progress_value: finite(value),
  progress_start: finite(start),
  progress_target: finite(target),
  progress_unit: unit.slice(0, 100),
})

const finite = (value: number): number => (Number.isFinite(value) ? value : 0)

const endSubmission = (tx: Db, { now }: Platform, { id }: SubmissionRow): Promise<void> =>
  updateSubmission(tx, id, { ended_at: now(), values_sealed: null, live_log: '' })
