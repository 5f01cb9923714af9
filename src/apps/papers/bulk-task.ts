import { z } from 'zod'
import { defineTask } from '../../platform/tasks/tasks.ts'
import { type BulkAction, bulkActions } from './bulk-words.ts'
import { Priority } from './schemas.ts'
import { filterFields } from './searching/paper-filter.ts'

/** Fields that many papers may well have in common. */
export const sharedFields = ['journal', 'publisher', 'type', 'language', 'issn', 'published_on'] as const

/** What goes with some of the actions. */
export const BulkValues = z.object({
  /** For `priority` alone. */
  priority: Priority.default(0),
  /** For `tag` and `untag`. */
  tag: z.string().max(200).default(''),
  /** For `edit`; an empty value clears the field. */
  field: z.enum(sharedFields).default('journal'),
  value: z.string().max(2_000).default(''),
})
export type BulkValues = z.output<typeof BulkValues>
/** An action with everything that it needs. */
export type BulkWish = Readonly<{ action: BulkAction }> & BulkValues

export const BulkInput = z.object({
  action: z.enum(Object.keys(bulkActions) as [BulkAction, ...BulkAction[]]),
  ...BulkValues.shape,
  filter: z.object({
    words: z.array(z.string()).readonly(),
    terms: z
      .array(z.object({ field: z.enum(filterFields), values: z.array(z.string()).readonly(), isNot: z.boolean() }))
      .readonly(),
  }),
  /** Papers that changed later are left alone. */
  confirmedAt: z.iso.datetime(),
  /** As it was shown to who confirmed. */
  count: z.number().int(),
  by: z.string(),
})
export type BulkInput = z.output<typeof BulkInput>

/** The same thing for many papers. */
export const bulkTask = defineTask<BulkInput, unknown>({
  name: 'papers.bulk',
  title: 'Do the same to many papers',
  input: BulkInput,
  retry: { attempts: 3, backoffMs: 5_000 },
  timeoutMs: 6 * 60 * 60_000,
  run: async (platform, input, job) => (await import('./bulk-acting.ts')).runBulk(platform, input, job),
})
