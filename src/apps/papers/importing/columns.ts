import { FIELDS, type Field } from './fields.ts'
import { preferenceOf, presetNamed } from './presets/recognising.ts'
import type { ReadPlan } from './read-plan.ts'

/** The columns that feed each field, in the order in which they are asked. */
export function columnsByField(plan: ReadPlan): Readonly<Record<Field, readonly number[]>> {
  const preset = presetNamed(plan.preset)
  const columns = Object.fromEntries(FIELDS.map((field) => [field, []])) as unknown as Record<Field, number[]>
  plan.fields.forEach((field, column) => {
    if (field !== null) columns[field].push(column)
  })
  const rank = (column: number): number => preferenceOf(preset, plan.headers[column] ?? '')
  for (const list of Object.values(columns)) list.sort((a, b) => rank(a) - rank(b) || a - b)
  return columns
}
