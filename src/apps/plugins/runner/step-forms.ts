import type { Fields } from '../sdk/fields.ts'
import type { StepRow, TaskRow } from '../tables.ts'
import { fieldsOf } from '../tasks/starting.ts'
import { askChild } from './asking-child.ts'
import type { Addressed } from './form-routes.ts'

/** The fields of a step: declared, or made by the plugin from what came before. */
export async function stepFields(addressed: Addressed, task: TaskRow, step: StepRow, name: string): Promise<Fields> {
  const described = addressed.plugin.steps[name]
  if (!described) return {}
  if (!described.hasFieldsFor) return fieldsOf(described)
  const made = await askChild(addressed, { kind: 'fields', name, task, stepId: step.step_id })
  return { ...described.inputs, ...(made as Fields) }
}

export async function stepHtml(
  addressed: Addressed,
  task: TaskRow,
  step: StepRow,
  name: string,
): Promise<string | undefined> {
  const described = addressed.plugin.steps[name]
  if (!described?.hasHtmlFor) return described?.html
  return String(await askChild(addressed, { kind: 'html', name, task, stepId: step.step_id }))
}
