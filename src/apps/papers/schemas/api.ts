import { z } from 'zod'
import { BulkInput, BulkValues } from '../bulk-task.ts'
import { ListChoices } from '../importing/stored-plan.ts'
import { PaperPatch } from './papers.ts'

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1_000).optional(),
})

export const NewPaper = PaperPatch.omit({ version: true, priority: true })

export const DoisBody = z.strictObject({ dois: z.array(z.string().trim().min(1).max(2_000)).min(1).max(20_000) })

export const PlanBody = z.strictObject({
  policy: z.enum(['skip', 'fill', 'update']).optional(),
  encoding: ListChoices.shape.encoding.nullable(),
  delimiter: ListChoices.shape.delimiter.nullable(),
  preset: ListChoices.shape.preset.nullable(),
  mapping: ListChoices.shape.mapping.nullable(),
  invalidDoi: ListChoices.shape.invalidDoi.nullable(),
})

/** No body at all means: keep what is in. */
export const CancelBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({ papers: z.enum(['keep', 'roll-back']).default('keep') }),
)

/** Either some papers by id, or all that a search finds: as `q` says it, in the words of the search box. */
export const BulkBody = z
  .strictObject({
    action: BulkInput.shape.action,
    ...BulkValues.shape,
    ids: z.array(z.string().max(100)).min(1).max(200).optional(),
    q: z.string().trim().max(500).optional(),
  })
  .refine(({ ids, q }) => (ids === undefined) !== (q === undefined), 'Name either ids or q.')
