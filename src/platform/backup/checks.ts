import type { Check } from '../diagnostics/check.ts'
import { readableSize } from '../files/disk-errors.ts'
import { backupState } from './state.ts'

const hourSeconds = 3_600
/** A night and what a large backup takes; without nights, a week. */
const oldestSeconds = { nightly: 26 * hourSeconds, byHand: 7 * 24 * hourSeconds }

/** Could the house be brought back, and to when? */
export const backupAge: Check = {
  name: 'backup.age',
  title: 'Backup',
  href: '/admin/backups',
  run: async (platform) => {
    const { isNightly, latestAt, verifiedAt, ageSeconds, sizeBytes, failure } = await backupState(platform)
    const remedy = isNightly
      ? 'Make one under Admin → Backups; the job there says why the latest did not come about.'
      : 'Switch on the nightly backup under Admin → Settings, or run lyceum backup from cron.'
    if (failure) return { level: 'fail', message: `The latest backup failed: ${failure.message}`, remedy }
    if (latestAt === null) return { level: 'warn', message: 'No backup was ever made.', remedy }
    if (verifiedAt === null || ageSeconds === null)
      return { level: 'warn', message: `The backup of ${latestAt} was not yet proven to restore.`, remedy }
    const message = `The latest verified backup is of ${verifiedAt} (${readableSize(sizeBytes ?? 0)}).`
    const isOld = ageSeconds > (isNightly ? oldestSeconds.nightly : oldestSeconds.byHand)
    return isOld ? { level: 'warn', message, remedy } : { level: 'ok', message }
  },
}
