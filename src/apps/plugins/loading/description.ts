import { z } from 'zod'
import type { FieldSpec } from '../sdk/fields.ts'

const line = (longest: number) => z.string().min(1).max(longest)
const words = z.string().max(100_000)
const path = z.string().regex(/^[\w:./@-]*$/, 'must be a path of letters, digits and . / - _ :')
const fields = z.record(
  z.string().regex(/^\w{1,100}$/, 'must be a name of letters, digits and _'),
  z.custom<FieldSpec>((value) => typeof value === 'object' && value !== null && 'kind' in value && 'label' in value),
)

const form = {
  inputs: fields.default({}),
  parameters: fields.default({}),
  help: words.optional(),
  example: z.record(z.string(), z.string()).optional(),
  html: words.optional(),
  scripts: z.array(z.string().regex(/^[\w.-]+\.js$/)).default([]),
  styles: z.array(z.string().regex(/^[\w.-]+\.css$/)).default([]),
  view: path.optional(),
}

const step = z.object({
  ...form,
  title: line(200),
  submitLabel: line(100).optional(),
  buttons: z
    .record(
      z.string().regex(/^[\w-]{1,100}$/),
      z.object({ label: line(100), processPath: path, withoutFields: z.boolean() }),
    )
    .default({}),
  processPath: path,
  uiPath: path,
  hasFieldsFor: z.boolean(),
  hasHtmlFor: z.boolean(),
})

/** What the house knows of a plugin without running its code: checked, since its author is trusted with less than we are. */
export const PluginDescription = z.object({
  ...form,
  name: line(255).regex(/^[^/\\?#%\p{Cc}]+$/u, 'must hold no / \\ ? # %'),
  version: line(100).regex(/^v?(?:\d+!)?\d+(?:\.\d+)*[\w.+-]*$/i, 'must be a version such as v1.0.0'),
  title: line(300),
  description: words,
  type: z.enum(['processing', 'visualization', 'conversion', 'dataloader', 'interaction']),
  tags: z.array(z.string().regex(/^\S{1,100}$/, 'must be a word without blanks')).max(100),
  outputs: z
    .array(
      z.object({
        name: line(500).optional(),
        dataType: line(255),
        contentType: z.array(line(255)),
        required: z.boolean(),
      }),
    )
    .max(100),
  links: z.record(z.string(), path).default({}),
  processPath: path,
  uiPath: path,
  callback: z.enum(['required', 'optional']).optional(),
  steps: z.record(z.string().regex(/^[^#]+$/, 'must hold no #'), step).default({}),
  endpoints: z.array(z.object({ method: z.enum(['GET', 'POST', 'PUT', 'DELETE']), path, summary: words })).default([]),
  limits: z
    .object({
      memoryMb: z.number().int().min(32).max(65_536),
      timeoutMs: z.number().int().min(100),
      diskMb: z.number().int().min(1).max(1_000_000),
    })
    .partial()
    .default({}),
  needs: z.array(z.enum(['workers', 'network', 'programs', 'sqlite'])).default([]),
  hasVirtual: z.boolean().default(false),
  citation: words.optional(),
})

export type PluginDescription = z.output<typeof PluginDescription>
export type FormDescription = Pick<
  PluginDescription,
  'inputs' | 'parameters' | 'help' | 'example' | 'html' | 'scripts' | 'styles' | 'view'
>
export type StepDescription = z.output<typeof step>

/** Name and version with dots turned into dashes; nothing else changes. */
export const identifierOf = ({ name, version }: Readonly<{ name: string; version: string }>): string =>
  `${name.replaceAll('.', '-')}@${version.replaceAll('.', '-')}`
