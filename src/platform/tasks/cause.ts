import type { Cause } from '../log-cause.ts'
import type { ClaimedRow } from './statements/claims.ts'

/** What a job does, it does in the name of the request that asked for it. */
export const causeOf = ({ id, task, request_id }: ClaimedRow): Cause => ({
  ...(request_id !== null && { requestId: request_id }),
  jobId: id,
  task,
})
