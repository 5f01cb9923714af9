import { UserError } from '../errors.ts'
import type { Live } from '../live/live.ts'
import { jobEnded } from '../metrics/measures.ts'
import type { Outcome } from './deciding.ts'
import type { Recorded } from './recording.ts'
import type { JobState } from './tasks.ts'

/** When more jobs have changed than this, only the lists are told: a job's own page looks again by itself. */
const topicsAtOnce = 50

/** Open pages fetch anew what they show of these jobs. */
export function tellPages(live: Live, jobIds: readonly string[]): void {
  if (jobIds.length === 0) return
  live.publish('jobs')
  if (jobIds.length <= topicsAtOnce) for (const id of jobIds) live.publish(`job/${id}`)
}

/** Ends of jobs that are in the database now are counted. */
export function countEnds(outcomes: readonly Outcome[], { states }: Recorded): void {
  for (const { row } of outcomes) {
    const state = states.get(row.id)
    if (state) jobEnded.tell({ task: row.task, end: endOf(state) })
  }
}

/** What stands in the log of a job that failed. */
export function failureLine({ row, move }: Outcome, error: unknown): string {
  const words = error instanceof UserError ? error.message : (move.error_message ?? '')
  const next = move.state === 'queued' && move.run_at ? ` Next try: ${move.run_at}.` : ''
  return `Attempt ${row.attempt} of ${row.max_attempts} failed. ${words}${next}`
}

const endOf = (state: JobState) => (state === 'queued' || state === 'running' ? 'returned' : state)
