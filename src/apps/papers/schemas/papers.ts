import { z } from 'zod'
import { PAPER_TYPES } from '../importing/types.ts'
import { Priority } from '../schemas.ts'

const line = z.string().trim().max(2_000)
/** What a person may write about a paper; empty is nothing. */
const edited = {
  title: line,
  doi: line,
  authors: z.string().trim().max(100_000),
  journal: line,
  publisher: line,
  published_on: z
    .string()
    .trim()
    .refine(isDate, 'Write 2024, 2024-05 or 2024-05-31: as much as is known, in this order.'),
  type: z.enum(PAPER_TYPES),
  language: z
    .string()
    .trim()
    .regex(/^(?:[a-z]{2,3})?$/, 'Two or three small letters, such as en.'),
  issn: line,
  volume: line,
  issue: line,
  pages: line,
  abstract: z.string().trim().max(100_000),
}

const ofForm = { _token: z.string().optional(), _key: z.string().optional() }

export const EditForm = z.object({ ...ofForm, version: z.coerce.number().int(), ...edited })
export type PaperEdit = Partial<{ [Field in keyof typeof edited]: z.output<(typeof edited)[Field]> }>

/** Null says that there is nothing, as an empty field of a form does. */
const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === null ? '' : value), schema).optional()

/** As a program sends it: only what changes. */
export const PaperPatch = z.strictObject({
  title: orNull(edited.title),
  doi: orNull(edited.doi),
  authors: orNull(edited.authors),
  journal: orNull(edited.journal),
  publisher: orNull(edited.publisher),
  published_on: orNull(edited.published_on),
  type: edited.type.optional(),
  language: orNull(edited.language),
  issn: orNull(edited.issn),
  volume: orNull(edited.volume),
  issue: orNull(edited.issue),
  pages: orNull(edited.pages),
  abstract: orNull(edited.abstract),
  priority: Priority.optional(),
  /** The version that was seen; the header `If-Match` says it too. */
  version: z.number().int().optional(),
})

export const PriorityForm = z.object({ ...ofForm, priority: z.coerce.number().pipe(Priority) })

export const TagForm = z.object({ ...ofForm, tag: z.string().max(200).default('') })

/** Where a button on the page of papers leads back to. */
export const NextForm = z.object({ ...ofForm, next: z.enum(['paper', 'manual']).default('paper') })

export const FileParams = z.object({ id: z.string().max(100), file: z.string().max(100) })

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? []
  if (text === '') return true
  if (year === undefined || Number(year) < 1500) return false
  const date = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
