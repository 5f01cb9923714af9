import { z } from 'zod'
import { sourceNames } from '../sources/declarations.ts'

const SourceName = z.enum(sourceNames)
const Numbers = z.partialRecord(SourceName, z.number().min(0).max(999_999_999))

export const SourceParams = z.object({ name: SourceName })

/** What is absent stays. A source that `order` leaves out is not asked. */
export const SourcesBody = z.strictObject({
  order: z
    .array(SourceName)
    .refine((names) => new Set(names).size === names.length, 'Each source once.')
    .optional(),
  seconds: Numbers.optional(),
  requestsADay: Numbers.optional(),
})
