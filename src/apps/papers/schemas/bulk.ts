import { z } from 'zod'
import type { TableState } from '../../../platform/web/table-query.ts'
import { BulkInput, BulkValues } from '../bulk-task.ts'
import { exportNames } from '../exporting/formats.ts'
import { Priority } from '../schemas.ts'
import { type FilterName, filterFieldsOfForm, filterNames } from './table.ts'

/** Which papers are meant: the ticked ones or all that match, and the search as it was seen. */
const meantFields = {
  ...filterFieldsOfForm,
  _token: z.string().optional(),
  _key: z.string().optional(),
  scope: z.enum(['selected', 'all']).default('selected'),
  id: z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.string().max(100)).max(200)),
  q: z.string().trim().max(500).default(''),
}

const stateOf = ({ q, ...rest }: Pick<z.output<z.ZodObject<typeof meantFields>>, 'q' | FilterName>): TableState => ({
  q,
  sort: undefined,
  limit: 50,
  cursor: undefined,
  page: 1,
  filters: Object.fromEntries(filterNames.map((name) => [name, rest[name]])),
})

export const MeantForm = z
  .object(meantFields)
  .transform(({ scope, id, ...search }) => ({ scope, id, state: stateOf(search) }))

const exported = z.enum(exportNames.map(([extension]) => extension))

/** The same with the form in which papers are to be downloaded. */
export const MeantExport = z
  .object({ ...meantFields, as: exported })
  .transform(({ scope, id, as, ...search }) => ({ scope, id, as, state: stateOf(search) }))

/** Ids with commas between them and without their hyphens: two hundred still make an address that every proxy takes. */
export const TickedExport = z.object({
  as: exported,
  ids: z
    .string()
    .regex(/^[0-9a-f]{32}(?:,[0-9a-f]{32}){0,199}$/)
    .transform((ids) => ids.split(',').map((id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))),
})

/**
 * What the menu of the table sends: an action, the ticked papers or all that match, and the search as it was seen. What
 * goes with an action has names of its own, since the search has a tag too.
 */
export const BulkForm = z
  .object({
    ...meantFields,
    action: BulkInput.shape.action,
    priority: z.coerce.number().pipe(Priority).default(0),
    new_tag: BulkValues.shape.tag,
    new_field: BulkValues.shape.field,
    new_value: BulkValues.shape.value,
    /** Set by the page that asks again. */
    confirmed_at: z.iso.datetime().optional(),
  })
  .transform(({ action, priority, new_tag, new_field, new_value, scope, id, confirmed_at, ...search }) => ({
    wish: { action, priority, tag: new_tag, field: new_field, value: new_value },
    scope,
    id,
    confirmedAt: confirmed_at,
    state: stateOf(search),
  }))
