import { z } from 'zod'
import { shownName } from '../../platform/files/names.ts'

const clean = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Please give it a name.')
    .refine((text) => [...text].length <= longest, `At most ${longest} characters.`)
    .transform(shownName)

/** A name in any script, 1–80 characters. */
export const title = clean(80)

export const StudyForm = z.object({
  title,
  about: z.string().max(20_000).default(''),
  /** The version that was edited; absent for a new one. */
  version: z.coerce.number().int().optional(),
})
export type StudyForm = z.output<typeof StudyForm>

/** What is no id finds nothing, as an id that nothing has. */
export const IdParams = z.object({ id: z.string().max(200) })
export const FileParams = z.object({ id: z.string().max(200), file: z.string().max(200) })
export const PersonParams = z.object({ id: z.string().max(200), person: z.string().max(200) })
export const LinkParams = z.object({ id: z.string().max(200), link: z.string().max(200) })
export const SecretParams = z.object({ secret: z.string().max(200) })
export const ResultParams = z.object({
  id: z.string().max(200),
  number: z
    .string()
    .regex(/^\d{1,15}$/)
    .catch('0'),
})

/** Values of fields may stand in the address too, each with `v.` before its name. */
export const NewAnalysisQuery = z.looseObject({
  kind: z.string().max(400).optional(),
  /** An analysis whose values fill the form. */
  from: z.string().max(200).optional(),
  preset: z.string().max(200).optional(),
  /** A file of the study, or a result as `result/<analysis>/<number>`, that an analysis is looked for. */
  file: z.string().max(500).optional(),
  /** The usual values, and not those of one's last analysis of the kind. */
  usual: z.string().optional(),
})

/** The fields of the kind itself come beside these, each with `v.` before its name. */
export const AnalysisForm = z.looseObject({
  kind: z.string().max(400),
  title,
  mail: z.string().optional(),
  /** Compute it although the same was computed before. */
  anew: z.string().optional(),
})
export type AnalysisForm = z.output<typeof AnalysisForm>

/** Two names that a reader would take for one are one. */
export const titleKey = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
