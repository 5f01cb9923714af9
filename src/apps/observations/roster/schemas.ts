import { z } from 'zod'
import { isDay } from './days.ts'

const day = z.string().trim().refine(isDay, 'There is no such day.')

/** Who takes a stretch, and its days. */
export const DutyForm = z.object({
  /** Empty: it stays open. */
  person: z.string().max(100),
  starts_on: day,
  ends_on: day,
  version: z.coerce.number().int().min(0),
})
export type DutyForm = z.output<typeof DutyForm>

export const DutyParams = z.object({ id: z.string().max(60) })
export type DutyParams = z.output<typeof DutyParams>
export const BeginForm = z.object({ starts_on: day })
