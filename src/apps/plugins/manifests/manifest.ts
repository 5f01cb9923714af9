import { z } from 'zod'
import type { Field, Fields } from '../sdk/fields.ts'
import * as ask from '../sdk/fields.ts'
import { readForm } from '../sdk/values.ts'
import { mistakesOfCommand } from './command.ts'

const name = z.string().regex(/^\w{1,100}$/, 'must be a name of letters, digits and _')
const text = z.string().max(10_000)

const common = { label: text, description: text.optional(), required: z.boolean().optional() }
const width = { widget: z.enum(['textarea', 'text', 'date', 'time', 'datetime-local']).optional() }
const words = {
  ...common,
  ...width,
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
  pattern: text.refine(isPattern, 'is no regular expression').optional(),
  suggestions: z.array(text).optional(),
}
const numbers = {
  ...common,
  min: z.number().optional(),
  max: z.number().optional(),
  isAbove: z.boolean().optional(),
  isBelow: z.boolean().optional(),
  step: z.number().positive().optional(),
}
const options = z.record(z.string(), text)

/** One field of the form; the same names and meanings as in `lyceum/plugin`. */
const ManifestField = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), ...words, default: text.optional() }),
  z.strictObject({ kind: z.literal('secret'), ...words }),
  z.strictObject({ kind: z.literal('integer'), ...numbers, default: z.int().optional() }),
  z.strictObject({ kind: z.literal('number'), ...numbers, default: z.number().optional() }),
  z.strictObject({
    kind: z.literal('boolean'),
    label: text,
    description: text.optional(),
    default: z.boolean().optional(),
  }),
  z.strictObject({ kind: z.literal('choice'), ...common, options, default: text.optional() }),
  z.strictObject({ kind: z.literal('choices'), ...common, options, default: z.array(text).optional() }),
  z.strictObject({
    kind: z.literal('list'),
    ...common,
    separator: z.enum(['comma', 'lines']).optional(),
    item: z.enum(['text', 'integer', 'number']).optional(),
    default: z.array(z.union([text, z.number()])).optional(),
  }),
  z.strictObject({ kind: z.literal('file'), ...common }),
  z.strictObject({
    kind: z.literal('dataUrl'),
    ...common,
    dataType: z.string().default('*'),
    contentType: z.array(z.string()).min(1),
  }),
])
type ManifestField = z.output<typeof ManifestField>

/** An argument with `{field}` in it, or several that are there only where a field was filled in. */
const Argument = z.union([text, z.strictObject({ if: name, use: z.array(text), otherwise: z.array(text).default([]) })])
export type Argument = z.output<typeof Argument>

/** Files that the tool leaves in its folder and that are results. */
const Output = z.strictObject({
  /** A path below the tool's folder; with `*` every file that fits. */
  file: z.string().regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).{1,300}$/, 'must be a path inside the folder of the run'),
  dataType: z.string().min(1).max(255),
  contentType: z.string().min(1).max(255),
  required: z.boolean().default(true),
})
export type ManifestOutput = z.output<typeof Output>

const expectation = z.strictObject({
  status: z.enum(['SUCCESS', 'FAILURE']).default('SUCCESS'),
  /** Name of a result, and the file beside the manifest that it must be equal to. */
  outputs: z.record(z.string(), z.string()).default({}),
  log: text.refine(isPattern, 'is no regular expression').optional(),
})

/** A command-line tool as a plugin: `plugin.json`. */
const Manifest = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string(),
    version: z.string(),
    title: z.string(),
    description: text.default(''),
    type: z.enum(['processing', 'visualization', 'conversion', 'dataloader', 'interaction']).default('processing'),
    tags: z.array(z.string()).default([]),
    help: text.optional(),
    example: z.record(z.string(), z.string()).optional(),
    citation: text.optional(),
    licence: text.optional(),
    inputs: z.record(name, ManifestField).default({}),
    parameters: z.record(name, ManifestField).default({}),
    /** The program and its arguments: each becomes one argument of the program, whatever it holds. */
    command: z.array(Argument).min(1).max(200),
    environment: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be in capitals'), text).default({}),
    /** Field whose file, or text, the program reads as standard input. */
    stdin: name.optional(),
    /** File that standard output is written to; else it goes to the log. */
    stdout: Output.shape.file.optional(),
    outputs: z.array(Output).max(100).default([]),
    /** Regular expression with the group `value`, and perhaps `of`; lines that fit are progress and not in the log. */
    progress: text
      .refine((pattern) => isPattern(pattern) && pattern.includes('(?<value>'), 'must have a group (?<value>…)')
      .optional(),
    /** Whether the program reaches the network. */
    needs: z.array(z.literal('network')).default([]),
    limits: z.strictObject({ memoryMb: z.int(), timeoutMs: z.int(), diskMb: z.int() }).partial().default({}),
    tests: z
      .array(
        z.strictObject({
          title: text,
          /** As they are typed; `@path` for a file beside the manifest. */
          values: z.record(z.string(), z.string()).default({}),
          expect: expectation.prefault({}),
        }),
      )
      .default([]),
  })
  .superRefine((manifest, context) => {
    for (const message of mistakesOf(manifest)) context.addIssue({ code: 'custom', message })
  })

export type Manifest = z.output<typeof Manifest>
/** Everything that may stand in one. */
export const manifestKeys: readonly string[] = Object.keys(Manifest.shape)

/**
 * Reads a manifest.
 *
 * @throws TypeError that names every mistake, for the author.
 */
export function readManifest(json: string): Manifest {
  const parsed = Manifest.safeParse(parse(json))
  if (!parsed.success) throw new TypeError(`plugin.json is not right:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** The first word of its command. @throws TypeError where the manifest is not right. */
export function programOf(json: string): string {
  const [program] = readManifest(json).command
  return String(program)
}

/** The fields of a manifest as the SDK makes them. */
export const fieldsOfManifest = (fields: Readonly<Record<string, ManifestField>>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)]))

function fieldOf(field: ManifestField): Field<unknown> {
  switch (field.kind) {
    case 'text':
      return ask.text(field)
    case 'secret':
      return { ...ask.secret(field), kind: 'text' }
    case 'integer':
      return ask.integer(field)
    case 'number':
      return ask.number(field)
    case 'boolean':
      return ask.boolean(field)
    case 'choice':
      return ask.choice(field)
    case 'choices':
      return ask.choices(field)
    case 'list':
      return ask.list(field as Parameters<typeof ask.list>[0])
    case 'file':
      return ask.file(field)
    case 'dataUrl':
      return ask.dataUrl(field)
  }
}

function mistakesOf(manifest: z.output<typeof Manifest>): string[] {
  const fields = fieldsOfManifest({ ...manifest.inputs, ...manifest.parameters })
  const twice = Object.keys(manifest.inputs).filter((name) => Object.hasOwn(manifest.parameters, name))
  const { stdin } = manifest
  return [
    ...twice.map((name) => `"${name}" is both an input and a parameter.`),
    ...(Object.hasOwn(fields, 'plugin')
      ? ['A field cannot be called plugin: {plugin} is the folder of the plugin.']
      : []),
    ...(stdin !== undefined && !Object.hasOwn(fields, stdin) ? [`stdin names "${stdin}", which is no field.`] : []),
    ...mistakesOfDefaults(fields),
    ...mistakesOfCommand(manifest, fields),
  ]
}

/** A default has to be something that may be typed. */
function mistakesOfDefaults(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.default === undefined || field.kind === 'choices' || field.kind === 'list') return []
    const { errors } = readForm({ [name]: field }, { [name]: String(field.default) })
    return (errors[name] ?? []).map((message) => `The default of "${name}" cannot be taken: ${message}`)
  })
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== ''
  } catch {
    return false
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new TypeError(`plugin.json is no JSON: ${String(cause)}`)
  }
}
