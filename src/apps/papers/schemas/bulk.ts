import { z } from 'zod'
import { many } from '../../../platform/web/table-query.ts'
import { BulkInput } from '../bulk-task.ts'
import { failureWords } from '../failure-codes.ts'
import { Priority } from '../schemas.ts'
import { statuses } from '../statuses.ts'

const oneOf = (values: readonly string[]) => many(z.string().refine((value) => values.includes(value)))

/** What the menu of the table sends: an action, the ticked papers or all that match, and the search as it was seen. */
export const BulkForm = z
  .object({
    _token: z.string().optional(),
    _key: z.string().optional(),
    action: BulkInput.shape.action,
    priority: z.coerce.number().pipe(Priority).default(0),
    scope: z.enum(['selected', 'all']).default('selected'),
    id: z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.string().max(100)).max(200)),
    /** Set by the page that asks again. */
    confirmed_at: z.iso.datetime().optional(),
    q: z.string().trim().max(500).default(''),
    status: oneOf(statuses),
    has: oneOf(['file', 'no-file']),
    code: oneOf(Object.keys(failureWords)),
    import: many(z.string().trim().max(200)),
  })
  .transform(({ q, status, has, code, import: lists, ...form }) => ({
    ...form,
    state: { q, sort: undefined, limit: 50, cursor: undefined, page: 1, filters: { status, has, code, import: lists } },
  }))
