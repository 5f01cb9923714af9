import { z } from 'zod'
import { PageQuery } from './api.ts'

/** Jobs of this app alone. */
export const JobsQuery = PageQuery.extend({
  task: z
    .string()
    .regex(/^papers\.[a-z-]+$/)
    .optional(),
  state: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']).optional(),
})
