import { z } from 'zod'

const ofForm = { _token: z.string().optional(), _key: z.string().optional() }
const id = z.string().trim().max(100)

export const PairsQuery = z.object({ cursor: z.string().max(1_000).optional() })

/** Two papers beside each other; each by id or DOI, as a person has it at hand. */
export const CompareQuery = z.object({
  one: z.string().trim().max(600),
  other: z.string().trim().max(600),
})

/** `next` says where the visitor came from. */
const next = z.enum(['duplicates', 'paper']).default('duplicates')
export const MergeForm = z.object({ ...ofForm, keep: id, merge: id, next })
export const PartForm = z.object({ ...ofForm, one: id, other: id, next })
export const MergeBody = z.strictObject({ merge: id })
