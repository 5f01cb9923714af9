import { z } from 'zod'

const word = z.string().trim().min(1).max(200)

/** What the activity page, its API and its exports may be asked for. Times are UTC ISO; `from` is included, `until` is not. */
export const ActivityFilter = z.object({
  category: word.optional(),
  action: word.optional(),
  status: z.enum(['success', 'info', 'warning', 'error']).optional(),
  actor: word.optional(),
  target: word.optional(),
  jobId: word.optional(),
  /** What the entry names among its facts. */
  host: word.optional(),
  source: word.optional(),
  /** Words looked for in action, target and message, whatever their case. */
  text: z.string().trim().min(1).max(500).optional(),
  from: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
})
export type ActivityFilter = z.infer<typeof ActivityFilter>
