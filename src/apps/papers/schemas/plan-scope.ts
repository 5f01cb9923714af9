import { z } from 'zod'
import { many } from '../../../platform/web/table-query.ts'
import { tagOf } from '../importing/tags.ts'
import type { PlanScope } from '../planning/scope.ts'

const ListId = z.uuid('That is no list.')
const Tag = z
  .string()
  .refine((text) => tagOf(text) !== null, 'That is no tag.')
  .transform((text) => tagOf(text) ?? text)
const Journal = z.string().trim().min(1).max(1_000)

/** Which papers plans choose from, as it is stored and as programs say it. */
export const PlanScopeBody = z.strictObject({
  lists: z.array(ListId).max(50),
  tags: z.array(Tag).max(50),
  journals: z.array(Journal).max(200),
}) satisfies z.ZodType<PlanScope>

/** Boxes that are ticked, and journals one a line. */
export const PlanScopeForm = z.object({
  lists: many(ListId),
  tags: many(Tag),
  journals: z
    .string()
    .max(100_000)
    .default('')
    .transform((text) => text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== ''))
    .pipe(z.array(Journal).max(200, 'At most 200 journals.')),
})
