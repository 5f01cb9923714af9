import { z } from 'zod'
import { letterNames } from './kinds.ts'

const choices = {
  obsid: z.coerce.number().int().min(1).max(99_999_999),
  letter: z.enum(letterNames),
  /** Id of the scientist who writes. */
  contact: z.string().max(60),
  /** Of a second scientist, named in letters about the LETG. */
  other: z.string().max(60).default(''),
  deadline: z.enum(['auto', 'given', 'unscheduled']).default('auto'),
  given: z.string().trim().max(60).default(''),
}

export const LetterForm = z.object(choices)
export type LetterForm = z.output<typeof LetterForm>

/** The page begins with a few of the choices, or none; with `preview` all are there. */
export const LetterQuery = z.object({
  obsid: z.string().trim().max(10).optional(),
  letter: z.string().max(20).optional(),
  contact: z.string().max(60).optional(),
  other: z.string().max(60).optional(),
  deadline: z.string().max(20).optional(),
  given: z.string().max(60).optional(),
  preview: z.string().max(1).optional(),
})
export type LetterQuery = z.output<typeof LetterQuery>

/** To the observers, or to the scientist, who edits it and sends it on. */
export const SendForm = z.object({ ...choices, to: z.enum(['observer', 'scientist']) })
export type SendForm = z.output<typeof SendForm>
