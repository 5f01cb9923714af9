import { z } from 'zod'
import { roles } from '../accounts/person.ts'
import { many, tableQuery } from '../web/table-query.ts'

export const IdParams = z.object({ id: z.string().max(64) })
export const NameParams = z.object({ name: z.string().regex(/^[a-z][\w.-]{0,100}$/) })

export const jobStates = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const
export const JobsQuery = tableQuery({ filters: { state: jobStates, task: null }, limit: 50 })

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export const LogQuery = z.object({
  level: z.enum(logLevels).or(z.literal('')).optional(),
  q: z.string().trim().max(500).default(''),
  start: z.coerce.number().int().min(1).max(1_000_000).optional(),
})
export type LogQuery = z.output<typeof LogQuery>

export const ActivityQuery = tableQuery({
  filters: { category: null, status: ['success', 'info', 'warning', 'error'], action: null, actor: null, target: null },
  limit: 50,
})

export const RoleForm = z.object({ role: z.enum(roles) })

/** Back to a value of the history; `to` 0 is the value at first. */
export const RevertForm = z.object({
  to: z.coerce.number().int().min(0),
  version: z.coerce.number().int().min(0),
})

/** Jobs that were ticked, and what happens to them. */
export const TogetherForm = z.object({
  id: many(z.string().max(64)).pipe(z.array(z.string()).max(200)),
  act: z.enum(['retry', 'cancel', 'handled']),
})

/** `version` is the one the person saw: 0 where nobody has set the value yet. */
export const SettingForm = z.object({
  value: z.string().max(100_000).default(''),
  version: z.coerce.number().int().min(0),
})
