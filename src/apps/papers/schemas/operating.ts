import { z } from 'zod'
import { Reason, ResetScope } from '../schemas.ts'
import type { Period } from '../statistics.ts'

const Ticked = z.enum(['1', 'on', 'true']).optional().transform(Boolean)

/** The collector's buttons; `back` is the page they stand on. */
export const CommandForm = z.object({
  reason: Reason.default(''),
  back: z.enum(['dashboard', 'collector']).default('collector'),
  acknowledge: Ticked,
})
export const EmergencyForm = z.object({ reason: Reason.default(''), confirm: Ticked })
export const ResetForm = z.object({
  scope: ResetScope,
  why: Reason.default(''),
  confirmation: z.string().max(100).default(''),
})
export const ContactForm = z.object({ contact: z.string().trim().min(1).max(300) })
export const StateQuery = z.object({ back: CommandForm.shape.back })

/** No body is an empty one. */
const optionalBody = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((body) => body ?? {}, z.strictObject(shape))

/** What programs send. */
export const CommandBody = optionalBody({ reason: Reason.default(''), acknowledge: z.boolean().default(false) })
export const EmergencyBody = optionalBody({ reason: Reason.default('') })
export const ResetBody = z.strictObject({ reason: Reason.default(''), scope: ResetScope })

/** How many days back statistics look. */
export const StatsQuery = z.object({
  days: z
    .enum(['1', '7', '30', '365'])
    .default('30')
    .transform((days) => Number(days) as Period),
})
export type StatsQuery = z.infer<typeof StatsQuery>
export const StatsParams = z.object({ figure: z.string().max(30) })
