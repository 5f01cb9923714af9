import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../src/platform/platform.ts'
import { atEnd } from '../support/endings.ts'

/** Looks at all jobs again and again, from outside. */
export type Watching = Readonly<{
  /** Waits until no job is open any more. @throws Error where that takes longer. */
  untilQuiet: (withinMs: number) => Promise<void>
  /** How many jobs were open at the last look. */
  open: () => number
  /** The state of every job at the last look, and what was final and changed all the same. */
  end: () => Promise<Readonly<{ jobs: ReadonlyMap<string, string>; changed: readonly string[] }>>
}>

const lookEveryMs = 400
/** The tasks of the jobs that are submitted. */
export const watchedTasks = ['test.call', 'papers.bulk', 'mail.send']

export function watchJobs(t: TestContext, { db }: Platform): Watching {
  const finals = new Map<string, string>()
  const changed: string[] = []
  let jobs = new Map<string, string>()
  let isOver = false

  async function look(): Promise<void> {
    const rows = await db
      .selectFrom('tasks_jobs')
      .select(['id', 'state', 'attempt', 'lease_epoch', 'finished_at', 'result_json', 'error_code'])
      .where('task', 'in', watchedTasks)
      .execute()
    jobs = new Map(rows.map(({ id, state, error_code }) => [id, state === 'failed' ? `failed (${error_code})` : state]))
    for (const { id, error_code: _, ...row } of rows) {
      const [now, before] = [JSON.stringify(row), finals.get(id)]
      if (before !== undefined && before !== now) changed.push(`${id} was ${before} and is ${now}`)
      if (row.finished_at !== null) finals.set(id, now)
    }
  }

  // While PostgreSQL is away nobody can look.
  const looking = (async () => {
    while (!isOver) {
      await look().catch(() => {})
      await sleep(lookEveryMs)
    }
  })()
  const end = async (): Promise<void> => {
    isOver = true
    await looking
  }
  atEnd(t, end)
  const isOpen = (state: string): boolean => state === 'queued' || state === 'running'

  return {
    open: () => [...jobs.values()].filter(isOpen).length,
    untilQuiet: async (withinMs) => {
      const giveUpAt = performance.now() + withinMs
      while (performance.now() < giveUpAt) {
        const rows = await db
          .selectFrom('tasks_jobs')
          .select('id')
          .where('task', 'in', watchedTasks)
          .where('state', 'in', ['queued', 'running'])
          .limit(1)
          .execute()
        if (rows.length === 0) return
        await sleep(50)
      }
      await look()
      throw new Error(`${[...jobs.values()].filter(isOpen).length} jobs are still open.`)
    },
    end: async () => {
      await end()
      await look()
      return { jobs, changed }
    },
  }
}
