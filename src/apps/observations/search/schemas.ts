import { z } from 'zod'
import { ticks } from './categories.ts'

const text = (most: number) => z.string().trim().max(most).default('')
const several = (known: readonly string[]) =>
  z
    .preprocess((given) => [given].flat(), z.array(z.string().refine((one) => known.includes(one))).max(known.length))
    .default([])

/** The form of the target search, as its address holds it; what the texts mean is read in `criteria.ts`. */
export const SearchQuery = z.object({
  /** Set where the form was sent: without it there is only the form. */
  go: z.string().max(1).optional(),
  sorted: z.enum(['sequence', 'ra', 'start']).default('sequence').catch('sequence'),
  page: z.coerce.number().int().min(1).max(10_000).default(1).catch(1),
  seqnbr: text(100),
  pronbr: text(100),
  obsid: text(100),
  piname: text(30),
  observ: text(30),
  target: text(100),
  simbad: z.string().max(3).optional(),
  category: text(2),
  obs_cycle: text(2),
  prop_cycle: text(2),
  ra: text(15),
  dec: text(15),
  radius: text(5),
  radcho: z.enum(['', 'degrees', 'arcmin']).default('').catch(''),
  sciins: several(ticks.sciins),
  mode: several(ticks.mode),
  grating: several(ticks.grating),
  type: several(ticks.type),
  status: several(ticks.status),
  joint: several(ticks.joint),
})
export type SearchQuery = z.output<typeof SearchQuery>
