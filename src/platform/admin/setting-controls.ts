import { z } from 'zod'

/** How a value is put into a form. `isOptional`: an empty field means null. */
export type Control = Readonly<{ isOptional: boolean }> &
  (
    | Readonly<{ kind: 'text' | 'yes-no' | 'json' }>
    | Readonly<{ kind: 'number'; min: number | undefined; max: number | undefined; isWhole: boolean }>
    | Readonly<{ kind: 'choice'; choices: readonly string[] }>
  )

type JsonSchema = z.core.JSONSchema.JSONSchema

/** The control that fits a schema; whatever is neither text, number, choice nor yes or no is typed as JSON. */
export function controlOf(schema: z.ZodType): Control {
  const whole = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })
  const parts = whole.anyOf?.filter((part): part is JsonSchema => typeof part === 'object') ?? []
  const isOptional = parts.some((part) => part.type === 'null')
  const rest = parts.filter((part) => part.type !== 'null')
  const [inner] = isOptional && rest.length === 1 ? rest : [whole]
  return { isOptional, ...kindOf(inner ?? whole) }
}

/** What was typed as a value, for the schema to judge; undefined where it cannot be read at all. */
export function readTyped(control: Control, text: string): unknown {
  if (text.trim() === '' && control.isOptional) return null
  if (control.kind === 'yes-no') return text === '1'
  if (control.kind === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
  if (control.kind !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value as it stands in its field. */
export function writeTyped(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '1' : ''
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

function kindOf({ type, enum: choices, minimum, maximum }: JsonSchema) {
  if (choices) return { kind: 'choice', choices: choices.map(String) } as const
  if (type === 'boolean') return { kind: 'yes-no' } as const
  if (type === 'integer' || type === 'number')
    return { kind: 'number', min: minimum, max: maximum, isWhole: type === 'integer' } as const
  return { kind: type === 'string' ? 'text' : 'json' } as const
}
