import type { TestContext } from 'node:test'
import { until } from '../../../../test/support/until.ts'
import type { Db } from '../../database/tables.ts'
import { findJob } from '../queries.ts'
import type { JobRow } from '../tables.ts'
import type { AnyTask, Enqueued, EnqueueOptions, JobState, Task } from '../tasks.ts'
import type { TaskHouse } from './house.ts'

/** A house with an engine under test, on a database of its own; `url` is what another process opens it by. */
export type EngineHouse = TaskHouse & Readonly<{ url: string }>

export type EngineOptions = Readonly<{ now?: () => string; url?: string }>

/** What an engine brings to the contract suite: it is opened anew for every test, and closed when that ends. */
export type OpenEngine = (t: TestContext, tasks: readonly AnyTask[], options?: EngineOptions) => Promise<EngineHouse>

/** Enqueues one job in a transaction of its own. */
export function submit<Input>(
  { platform }: TaskHouse,
  task: Task<Input>,
  input: Input,
  options: EnqueueOptions = {},
): Promise<Enqueued> {
  return platform.db.transaction().execute((tx) => platform.tasks.enqueue(tx, task, input, options))
}

/** A write of the queue in a transaction of its own. */
export const inTx = <Result>({ platform }: TaskHouse, work: (tx: Db) => Promise<Result>): Promise<Result> =>
  platform.db.transaction().execute(work)

export async function jobOf({ platform }: TaskHouse, id: string): Promise<JobRow> {
  const job = await findJob(platform.db, id)
  if (!job) throw new Error(`There is no job ${id}.`)
  return job
}

/** Waits until the job is in this state, and answers its row. */
export async function reached(house: TaskHouse, id: string, state: JobState, withinMs?: number): Promise<JobRow> {
  await until(`job ${id} ${state}`, async () => (await jobOf(house, id)).state === state, withinMs)
  return jobOf(house, id)
}

/** A promise that somebody else opens. */
export function openGate(): Readonly<{ opened: Promise<void>; open: () => void }> {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}
