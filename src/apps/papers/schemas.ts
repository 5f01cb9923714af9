import { z } from 'zod'
import { HOURS, MAX_PAPERS_PER_DAY, MAX_WEIGHT } from './client/quotas.js'

/** What people and programs may set. */
export const Volume = z.number().int().min(0).max(MAX_PAPERS_PER_DAY)
export const Weights = z.array(z.number().int().min(0).max(MAX_WEIGHT)).length(HOURS.length)
export const Timezone = z.string().min(1).max(100).refine(isTimezone, 'There is no such time zone.')
export const Priority = z.number().int().min(-10).max(10)
export const Reason = z.string().trim().max(500)
export const ResetScope = z.enum(['state', 'failed', 'unfinished', 'everything'])
export type ResetScope = z.infer<typeof ResetScope>

/** Only names of the zone database: "+02:00" would never change its clocks. */
function isTimezone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
