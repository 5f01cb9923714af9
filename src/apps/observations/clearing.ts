import type { Platform } from '../../platform/platform.ts'
import { oldest } from './drafting.ts'
import { deleteDraftsBefore } from './queries/drafts.ts'

/** Drafts that nobody would be shown any more. Answers how many there were. */
export const clearDrafts = async (platform: Platform): Promise<number> =>
  deleteDraftsBefore(platform.db, await oldest(platform))
