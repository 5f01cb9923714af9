import { listActivity } from '../activity/queries.ts'
import type { Check } from '../diagnostics/check.ts'

const oldestMs = 7 * 24 * 3_600_000

export const backupAge: Check = {
  name: 'backup.age',
  title: 'Backup',
  run: async ({ db, now }) => {
    const latest = (await listActivity(db, { action: 'backup.made' }, { limit: 1 })).items[0]?.at
    const remedy = 'Run lyceum backup, for example every night from cron, and keep the archive on another disk.'
    if (!latest) return { level: 'warn', message: 'No backup was ever made.', remedy }
    const isOld = Date.parse(now()) - Date.parse(latest) > oldestMs
    return isOld
      ? { level: 'warn', message: `The latest backup is of ${latest}.`, remedy }
      : { level: 'ok', message: `The latest backup is of ${latest}.` }
  },
}
