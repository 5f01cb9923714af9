import type { Db } from '../database/tables.ts'

export type ActivityStatus = 'success' | 'info' | 'warning' | 'error'

/** One thing that somebody did. */
export type ActivityEntry = Readonly<{
  /** A person's id, `system`, `cli`, or `token:<id>`. */
  actor: string
  /** `part.what-happened`, such as `papers.import-started`. */
  action: string
  status?: ActivityStatus
  /** What it was done to, such as `papers/paper/0190…`; null for the house itself. */
  target?: string
  /** A sentence for people, in English. */
  message?: string
  before?: unknown
  after?: unknown
  /** Small facts beside it; never secrets. */
  details?: Readonly<Record<string, unknown>>
  /** The server and the source of details or files that it is about, to find it by. */
  host?: string | null
  source?: string | null
  /** The job and the request it goes back to; those of the running work when absent. */
  jobId?: string
  requestId?: string
}>

/** Who did what to what, when: rows are only ever added. */
export type Activity = Readonly<{
  record: (tx: Db, entry: ActivityEntry) => Promise<void>
  recordMany: (tx: Db, entries: readonly ActivityEntry[]) => Promise<void>
}>
