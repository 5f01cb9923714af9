import type { Platform } from '../platform.ts'
import { knownArchives } from './archives.ts'
import { lastFailure } from './queries.ts'
import { nightlySetting } from './settings.ts'

/** How the house stands, should it have to be restored. */
export type BackupState = Readonly<{
  isNightly: boolean
  /** The moment that the latest archive holds, verified or not; null where there is none. */
  latestAt: string | null
  /** The moment to which the house could be brought back: that of the latest verified archive. */
  verifiedAt: string | null
  /** Seconds since then. */
  ageSeconds: number | null
  /** Size of that archive. */
  sizeBytes: number | null
  archives: number
  totalBytes: number
  /** When a backup last failed, and why; null where none has since the latest verified one. */
  failure: Readonly<{ at: string; message: string }> | null
}>

export async function backupState(platform: Platform): Promise<BackupState> {
  const { db, settings, now } = platform
  const archives = (await knownArchives(platform)).filter(({ isHere }) => isHere)
  const verified = archives.find((archive) => archive.verified_at !== null)
  const failure = await lastFailure(db)
  return {
    isNightly: await settings.get(db, nightlySetting),
    latestAt: archives[0]?.made_at ?? null,
    verifiedAt: verified?.made_at ?? null,
    ageSeconds: verified ? Math.max(0, (Date.parse(now()) - Date.parse(verified.made_at)) / 1_000) : null,
    sizeBytes: verified?.size_bytes ?? null,
    archives: archives.length,
    totalBytes: archives.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
    failure: failure && failure.at > (verified?.made_at ?? '') ? failure : null,
  }
}
