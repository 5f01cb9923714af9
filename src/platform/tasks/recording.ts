import { isConflict } from '../database/conflicts.ts'
import { isDatabaseAway } from '../database/failures.ts'
import type { Db } from '../database/tables.ts'
import { becauseOf } from '../log-cause.ts'
import type { Platform } from '../platform.ts'
import { causeOf } from './cause.ts'
import { failed, type Outcome, resultJson } from './deciding.ts'
import { followEnd, followReturn } from './follow.ts'
import { moveJobs, setResult } from './statements/moves.ts'
import { inSavepoint } from './statements/savepoint.ts'
import type { JobState } from './tasks.ts'
import { isAwaited, tellEnd } from './telling.ts'

/** No transaction of a worker keeps others from writing for longer than this. */
const longestLockMs = 15
const longestEffectMs = 15_000

/** What was recorded, what had to wait for the next transaction, and what a hook of the task refused. */
export type Recorded = Readonly<{
  states: ReadonlyMap<string, JobState>
  late: readonly Outcome[]
  refused: readonly Readonly<{ outcome: Outcome; error: unknown }>[]
  /** Effects that threw, though the job had done its work. */
  failures: readonly Readonly<{ outcome: Outcome; error: unknown }>[]
}>

/**
 * Writes what came of jobs: all that only move their row in one statement, then each that has effects or hooks of its
 * own, in a savepoint, until the time is up. A job that this worker no longer holds changes nothing and is in no list.
 */
export async function recordOutcomes(
  tx: Db,
  platform: Platform,
  outcomes: readonly Outcome[],
  now: string,
): Promise<Recorded> {
  const untilMs = performance.now() + longestLockMs
  const plain = outcomes.filter((outcome) => !hasCompany(outcome, now))
  const others = outcomes.filter((outcome) => hasCompany(outcome, now))
  const states =
    plain.length > 0
      ? await moveJobs(
          tx,
          platform.database.kind,
          plain.map((outcome) => outcome.move),
          now,
        )
      : new Map()
  const refused: { outcome: Outcome; error: unknown }[] = []
  const failures: { outcome: Outcome; error: unknown }[] = []

  let done = 0
  for (const outcome of others) {
    if (performance.now() > untilMs && done > 0) break
    const one = await recordOne(tx, platform, outcome, now)
    if (one.state) states.set(outcome.row.id, one.state)
    if (one.refusal) refused.push({ outcome: one.outcome, error: one.refusal.error })
    if (one.failure) failures.push({ outcome, error: one.failure.error })
    done += 1
  }
  return { states, late: others.slice(done), refused, failures }
}

const hasCompany = ({ task, row, effects }: Outcome, now: string): boolean =>
  effects !== undefined ||
  task.follow?.ended !== undefined ||
  task.follow?.returned !== undefined ||
  isAwaited(row, now)

type OneRecorded = Readonly<{
  outcome: Outcome
  /** Undefined where the job was no longer ours, or a hook refused. */
  state?: JobState
  failure?: Readonly<{ error: unknown }>
  refusal?: Readonly<{ error: unknown }>
}>

/** Effects that throw make the job fail; a hook that throws leaves it as it was. */
async function recordOne(tx: Db, platform: Platform, outcome: Outcome, now: string): Promise<OneRecorded> {
  try {
    const move = () => inSavepoint(tx, () => moveWithCompany(tx, platform, outcome, now))
    return { outcome, state: await becauseOf(causeOf(outcome.row), move) }
  } catch (error) {
    const cause = error instanceof EffectsFailed ? error.cause : error
    // Neither the effects nor the hook are to blame: all of it is done again.
    if (isConflict(cause) || isDatabaseAway(cause)) throw cause
    if (!(error instanceof EffectsFailed)) return { outcome, refusal: { error } }
    const instead = failed(outcome.task, outcome.row, error.cause, now)
    return { ...(await recordOne(tx, platform, instead, now)), failure: { error: error.cause } }
  }
}

async function moveWithCompany(
  tx: Db,
  platform: Platform,
  { task, row, move, effects, returnReason }: Outcome,
  now: string,
): Promise<JobState | undefined> {
  const state = (await moveJobs(tx, platform.database.kind, [move], now)).get(row.id)
  if (!state || state === 'running') return undefined

  if (effects) await setResult(tx, row.id, await madeBy(effects, tx))
  if (state === 'queued') await followReturn(tx, platform, task, row, returnReason ?? 'retry')
  else {
    await followEnd(tx, platform, task, [row], { state, errorCode: move.error_code, errorMessage: move.error_message })
    if (isAwaited(row, now)) await tellEnd(tx, platform, task, row, state)
  }
  return state
}

class EffectsFailed extends Error {}

/** The result of the effects as JSON. */
async function madeBy(effects: (tx: Db) => Promise<unknown>, tx: Db): Promise<string | null> {
  try {
    return resultJson(await Promise.race([effects(tx), tooLong()]))
  } catch (cause) {
    throw new EffectsFailed('The effects of a job failed.', { cause })
  }
}

/** Effects that ask `platform.db` instead of their `tx` would wait for themselves for ever, and everyone for them. */
const tooLong = (): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('The effects of a job took too long.')), longestEffectMs).unref()
  })
