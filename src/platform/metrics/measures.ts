import { channel } from 'node:diagnostics_channel'

/** Something that parts tell about their work, and that costs nothing while nobody counts. */
type Measure<Fact> = Readonly<{
  tell: (fact: Fact) => void
  /** Answers with how to stop listening. */
  listen: (listener: (fact: Fact) => void) => () => void
  isHeard: () => boolean
}>

/** An answer of the web server; the route is its pattern, undefined for an address that does not exist. */
export const requestAnswered = measure<{ method: string; route?: string; status: number; ms: number }>(
  'request-answered',
)
/** `waitedMs`: since the moment for which it was due. */
export const jobStarted = measure<{ task: string; waitedMs: number }>('job-started')
/** `returned`: it is queued again, to be retried or because the process stops. */
export const jobEnded = measure<{ task: string; end: 'succeeded' | 'failed' | 'cancelled' | 'returned' }>('job-ended')
/** Jobs whose worker had died or lost its lease. */
export const jobsRescued = measure<{ jobs: number }>('jobs-rescued')
/** What went out of the house, by what it was for (`papers.crossref`). */
export const requestSent = measure<{ purpose: string; end: 'answered' | 'failed'; ms: number }>('request-sent')
/** The wait for a connection (PostgreSQL) or for the lock to write (SQLite). */
export const databaseWaited = measure<{ ms: number }>('database-waited')

function measure<Fact extends object>(name: string): Measure<Fact> {
  const facts = channel(`lyceum:${name}`)
  return {
    tell: (fact) => {
      if (facts.hasSubscribers) facts.publish(fact)
    },
    isHeard: () => facts.hasSubscribers,
    listen: (listener) => {
      const hear = (fact: unknown): void => listener(fact as Fact)
      facts.subscribe(hear)
      return () => facts.unsubscribe(hear)
    },
  }
}
