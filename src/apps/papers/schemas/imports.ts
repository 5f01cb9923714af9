import { z } from 'zod'
import { DELIMITERS } from '../importing/dialect.ts'
import { ENCODINGS } from '../importing/encoding.ts'
import { FIELDS, type Field } from '../importing/fields.ts'
import { PRESETS } from '../importing/presets/recognising.ts'
import type { ListChoices } from '../importing/stored-plan.ts'
import type { PlanChange } from '../importing.ts'

export const IdParams = z.object({ id: z.string().max(100) })

/** What the fields of `form()` are called, which no schema needs. */
const ofForm = { _token: z.string().optional(), _key: z.string().optional() }

export const PastedDois = z.object({
  ...ofForm,
  dois: z.string().trim().min(1).max(500_000),
})

export const MappingForm = z.object({
  ...ofForm,
  mapping: z.string().max(100),
  act: z.enum(['apply', 'remove']).default('apply'),
})

export const CancelForm = z.object({ ...ofForm, papers: z.enum(['keep', 'roll-back']).default('keep') })

export const IssuesQuery = z.object({
  severity: z.enum(['error', 'warning', 'info']).optional(),
  code: z
    .string()
    .regex(/^[a-z_]{1,60}$/)
    .optional(),
})

/** An empty choice follows the file. */
const orFound = <Choice extends string>(choices: readonly Choice[]) =>
  z.enum(['', ...choices]).transform((choice) => (choice === '' ? null : (choice as Choice)))

/** What a person decided about a list; `column-<n>` says what the column feeds. */
export const PlanForm = z
  .object({
    ...ofForm,
    encoding: orFound(ENCODINGS),
    delimiter: orFound(DELIMITERS),
    preset: orFound(PRESETS.map(({ name }) => name)),
    policy: z.enum(['skip', 'fill', 'update']),
    invalid_doi: z.enum(['reject', 'import']),
    step: z.enum(['stay', 'check', 'start', 'save']).default('stay'),
    /** For the step `save`. */
    mapping_name: z.string().trim().max(80).default(''),
  })
  .catchall(z.enum(['', ...FIELDS]))
  .refine(({ step, mapping_name }) => step !== 'save' || mapping_name !== '', {
    path: ['mapping_name'],
    error: 'A mapping needs a name.',
  })
export type PlanForm = z.output<typeof PlanForm>

/**
 * The form as a change of the plan. Where the way of reading changed, the columns are others, and what stood in the form
 * about the old ones is dropped.
 */
export function planChange(form: PlanForm, headers: readonly string[], before: ListChoices): PlanChange {
  const { encoding, delimiter, preset, policy, invalid_doi: invalidDoi } = form
  const isReadOtherwise =
    encoding !== (before.encoding ?? null) ||
    delimiter !== (before.delimiter ?? null) ||
    preset !== (before.preset ?? null)
  const mapping = headers.flatMap((header, at) => {
    const field = form[`column-${at}`]
    return typeof field === 'string' ? [[header, field === '' ? null : (field as Field)] as [string, Field | null]] : []
  })
  return { encoding, delimiter, preset, policy, invalidDoi, mapping: isReadOtherwise ? null : mapping }
}
