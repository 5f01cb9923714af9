import type { Db } from '../../src/platform/database/tables.ts'
import type { KilledHouse } from './killed-house.ts'

/** Those who ask for jobs over HTTP without a pause, until the server goes away or they are told to end. */
export type Submitting = Readonly<{
  /** Ids of jobs that a whole answer of 2xx has named. */
  accepted: readonly string[]
  /** Answers that were neither: a refusal is no acceptance, and no loss. */
  refused: readonly number[]
  end: () => Promise<void>
}>

export function submitWithoutPause(house: KilledHouse, posters = 8): Submitting {
  const accepted: string[] = []
  const refused: number[] = []
  let isEnding = false
  const post = async (): Promise<void> => {
    while (!isEnding) {
      const answer = await house
        .ask<{ job: string }>('POST', '/api/v1/papers/papers/bulk', { action: 'priority', priority: 1, q: '' })
        .catch(() => undefined)
      if (!answer) return
      if (answer.status === 202) accepted.push(answer.body.job)
      else refused.push(answer.status)
    }
  }
  const all = Promise.all(Array.from({ length: posters }, post))
  return {
    accepted,
    refused,
    end: async () => {
      isEnding = true
      await all
    },
  }
}

export type JobEnd = Readonly<{ state: string; attempt: number; starts: number; ended: string | null; ends: number }>

/** Every job of the kind that is submitted, and how often the log says that it ended. */
export async function submittedJobs(db: Db): Promise<Map<string, JobEnd>> {
  const rows = await db
    .selectFrom('tasks_jobs')
    .select(['id', 'state', 'attempt', 'lease_epoch as starts', 'finished_at as ended'])
    .where('task', '=', 'papers.bulk')
    .execute()
  const entries = await db
    .selectFrom('activity_entries')
    .select('job_id')
    .where('action', '=', 'papers.bulk-done')
    .execute()
  const ends = Map.groupBy(entries, ({ job_id }) => job_id)
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, ends: ends.get(id)?.length ?? 0 }]))
}
