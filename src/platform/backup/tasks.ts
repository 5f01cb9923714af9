import { z } from 'zod'
import type { Platform } from '../platform.ts'
import { defineTask, type JobContext, type Schedule } from '../tasks/tasks.ts'
import type { Progress } from './backing-up.ts'
import { hourSetting, nightlySetting } from './settings.ts'

const longestMs = 12 * 60 * 60_000
/** Beside the full hour, at which everything else begins. */
const minute = 7

const Make = z.object({ origin: z.enum(['schedule', 'person']), by: z.string() })
const Verify = z.object({ id: z.string(), by: z.string() })

export const makeTask = defineTask({
  name: 'backup.make',
  title: 'Back up the house',
  input: Make,
  retry: { attempts: 3, backoffMs: 15 * 60_000 },
  timeoutMs: longestMs,
  run: async (platform, { origin, by }, job) => {
    if (origin === 'schedule' && !(await platform.settings.get(platform.db, nightlySetting)))
      return { skipped: 'The nightly backup is switched off in the settings.' }
    const { makeBackup } = await import('./making.ts')
    const { file, sizeBytes, files, removed } = await makeBackup(platform, { origin, by, ...following(job) })
    return { file, sizeBytes, files, removed }
  },
})

export const verifyTask = defineTask({
  name: 'backup.verify',
  title: 'Restore a backup into a scratch place',
  input: Verify,
  retry: { attempts: 2, backoffMs: 60_000 },
  timeoutMs: longestMs,
  run: async (platform, { id, by }, job) => {
    const [{ verifyKnown }, { findArchive }] = await Promise.all([import('./making.ts'), import('./queries.ts')])
    const archive = await findArchive(platform.db, id)
    if (archive) await verifyKnown(platform, archive.file, { by, ...following(job) })
  },
})

const nightly: Schedule<z.infer<typeof Make>> = {
  name: 'backup.nightly',
  title: 'Back up each night',
  task: makeTask,
  input: { origin: 'schedule', by: 'schedule:backup.nightly' },
  cron: cronAt(hourSetting.fallback),
  cronNow: async ({ db, settings }: Platform) => cronAt(await settings.get(db, hourSetting)),
  missed: 'once',
}

export const tasks = [makeTask, verifyTask]
export const schedules = [nightly]

function cronAt(hour: number): string {
  return `${minute} ${hour} * * *`
}

const stepWords: Readonly<Record<string, string>> = {
  database: 'Copying the database',
  files: 'Copying files',
  verifying: 'Restoring into a scratch place',
}

/** Bytes as megabytes: what a bar counts, a person can read. */
function following({ progress, signal }: JobContext): { progress: Progress; signal: AbortSignal } {
  const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576)
  return {
    signal,
    progress: (step, done, total) =>
      progress(megabytes(done), total === null ? null : megabytes(total), stepWords[step] ?? step, 'in MB'),
  }
}
