import { z } from 'zod'
import type { ImportRow } from '../tables.ts'
import { DELIMITERS } from './dialect.ts'
import { ENCODINGS } from './encoding.ts'
import { FIELDS } from './fields.ts'
import type { Inspection } from './inspect-file.ts'
import { PRESETS } from './presets/recognising.ts'
import type { ReadPlan } from './read-plan.ts'

const presetNames = PRESETS.map(({ name }) => name)

/** What a person may decide about a list; whatever is absent follows the file. */
export const ListChoices = z.strictObject({
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  preset: z.enum(presetNames).optional(),
  /** Pairs of header and field; null keeps a column under its header. */
  mapping: z
    .array(z.tuple([z.string().max(100_000), z.enum(FIELDS).nullable()]))
    .max(20_000)
    .optional(),
  invalidDoi: z.enum(['reject', 'import']).optional(),
})
export type ListChoices = z.output<typeof ListChoices>

/** What a person sees before the import: long cells are cut, and of very wide lists only the first columns are shown. */
export type ListPreview = Readonly<
  Omit<Inspection, 'plan' | 'mapping'> & { mapping: readonly (readonly [header: string, field: string])[] }
>

type StoredPlan = Readonly<{ choices: ListChoices; preview: ListPreview; plan: ReadPlan }>

const longestCell = 200
const shownColumns = 200

/** The columns of an import that an inspection decides. */
export function planColumns(
  inspection: Inspection,
  choices: ListChoices,
): Pick<ImportRow, 'format' | 'preset' | 'plan_json'> {
  const { plan, mapping, ...rest } = inspection
  const preview: ListPreview = {
    ...rest,
    mapping: [...mapping],
    samples: rest.samples.map((cells) => cells.slice(0, shownColumns).map((cell) => cell.slice(0, longestCell))),
    encodingSamples: rest.encodingSamples.map((line) => line.slice(0, longestCell)),
  }
  const stored: StoredPlan = { choices, preview, plan }
  return { format: rest.format, preset: rest.preset, plan_json: JSON.stringify(stored) }
}

/** Written by `planColumns` alone, so that its form is known. */
const storedPlan = (row: Pick<ImportRow, 'plan_json'>): StoredPlan => JSON.parse(row.plan_json)

export const readPlanOf = (row: Pick<ImportRow, 'plan_json'>): ReadPlan => storedPlan(row).plan
export const previewOf = (row: Pick<ImportRow, 'plan_json'>): ListPreview => storedPlan(row).preview
export const choicesOf = (row: Pick<ImportRow, 'plan_json'>): ListChoices => storedPlan(row).choices
