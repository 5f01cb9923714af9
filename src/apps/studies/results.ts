import { z } from 'zod'
import type { RunOutput } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'

/** What the results of an analysis may say of themselves: the output of data type `study/summary`. */
export const Summary = z.object({
  verdict: z.object({
    level: z.enum(['good', 'fair', 'poor']),
    /** One sentence for whoever asked for the analysis. */
    sentence: z.string().max(1_000),
    /** What to do about it, or what it rests on. */
    details: z.array(z.string().max(1_000)).max(20).default([]),
  }),
  /** Key numbers, in the order in which they matter. */
  figures: z
    .array(
      z.object({
        name: z.string().max(100),
        label: z.string().max(200),
        value: z.union([z.number(), z.string().max(200)]),
        unit: z.string().max(50).optional(),
        /** What it means, in a sentence. */
        help: z.string().max(1_000).optional(),
      }),
    )
    .max(50)
    .default([]),
  /** Structures to be shown, by the name of their file, with their share of the whole. */
  structures: z
    .array(z.object({ file: z.string().max(255), weight: z.number(), label: z.string().max(255).optional() }))
    .max(200)
    .default([]),
})
export type Summary = z.output<typeof Summary>

const numbers = z.array(z.number().nullable()).max(100_000)

/** Cells coloured by their numbers. */
const Matrix = z
  .object({
    label: z.string().max(200),
    columns: z.array(z.string().max(200)).min(1).max(500),
    rows: z.array(z.string().max(200)).min(1).max(500),
    values: z.array(z.array(z.number().nullable()).max(500)).max(500),
    from: z.number().optional(),
    to: z.number().optional(),
  })
  .refine(
    ({ columns, rows, values }) =>
      values.length === rows.length && values.every((row) => row.length === columns.length),
    'There must be one number for each row and column.',
  )

/** A picture as its data: an output of data type `study/plot`. The page draws it, and offers the same as a table. */
export const Plot = z
  .object({
    title: z.string().max(200),
    description: z.string().max(2_000).default(''),
    x: z.object({ label: z.string().max(200), scale: z.enum(['linear', 'log']).default('linear') }),
    y: z.object({ label: z.string().max(200), scale: z.enum(['linear', 'log']).default('linear') }),
    matrix: Matrix.optional(),
    series: z
      .array(
        z.object({
          name: z.string().max(200),
          kind: z.enum(['line', 'points', 'bars']).default('line'),
          /** Numbers, or names for bars. */
          x: z.union([numbers, z.array(z.string().max(200)).max(10_000)]),
          y: numbers,
          /** One standard deviation, as a line through each point. */
          error: numbers.optional(),
        }),
      )
      .max(100)
      .default([]),
  })
  .refine(({ series, matrix }) => series.length > 0 || matrix !== undefined, 'There is nothing to draw.')
export type Plot = z.output<typeof Plot>

export const summaryType = 'study/summary'
export const plotType = 'study/plot'

const mostJsonBytes = 20_000_000

/** Undefined where it is not there, too large, or not what it should be. */
export async function readResult<Value>(
  { db, files }: Platform,
  output: RunOutput | undefined,
  schema: z.ZodType<Value>,
): Promise<Value | undefined> {
  const stored = output?.fileId == null ? undefined : await files.find(db, output.fileId)
  if (!stored || stored.sizeBytes > mostJsonBytes) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of files.read(stored.sha256)) chunks.push(chunk)
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** The start of a result, as text. */
export async function readStart(
  { db, files }: Platform,
  output: RunOutput,
  mostBytes: number,
): Promise<string | undefined> {
  const stored = output.fileId === null ? undefined : await files.find(db, output.fileId)
  if (!stored || stored.sizeBytes === 0) return undefined
  const chunks: Uint8Array[] = []
  const range = { start: 0, end: Math.min(stored.sizeBytes, mostBytes) - 1 }
  for await (const chunk of files.read(stored.sha256, range)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
