import { AsyncLocalStorage } from 'node:async_hooks'

/** What the work that is running goes back to. One request id leads from the click to the job, the letter and the entry. */
export type Cause = Readonly<{
  requestId?: string
  jobId?: string
  task?: string
}>

const none: Cause = {}
const causes = new AsyncLocalStorage<Cause>()

/** Does this work, and all that it starts, in the name of a cause. */
export const becauseOf = <Result>(cause: Cause, work: () => Result): Result => causes.run(cause, work)

/** The cause of what runs now; empty for what the house does by itself. */
export const causeNow = (): Cause => causes.getStore() ?? none
