import { join } from 'node:path'
import { version } from '../../version.ts'
import { migrationsOf } from '../app.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { adoptFound, backupFolder, clearUnfinished, knownArchives, removeArchive } from './archives.ts'
import { archiveName, type BackupReport, backUp, type Progress } from './backing-up.ts'
import { links } from './links.ts'
import { patiently } from './patience.ts'
import { setVerdict } from './queries.ts'
import { archivesToRemove, type Keep } from './rotating.ts'
import { proveArchive } from './scratch-restoring.ts'
import { dailySetting, monthlySetting, weeklySetting } from './settings.ts'
import type { ArchiveRow } from './tables.ts'

export type Making = Readonly<{
  origin: ArchiveRow['origin']
  by: string
  progress: Progress
  signal?: AbortSignal | undefined
}>

export type Made = BackupReport & Readonly<{ removed: number }>

/**
 * What happens each night: a backup into the folder of backups, its proof in a scratch place, and the removal of what
 * had its time. Nothing is removed before the new one is proven.
 *
 * @throws UserError of `backUp` and `proveArchive`.
 */
export async function makeBackup(platform: Platform, { origin, by, progress, signal }: Making): Promise<Made> {
  const folder = await backupFolder(platform)
  await clearUnfinished(folder)
  await adoptFound(platform)
  const file = join(folder, archiveName(platform.now()))
  const report = await backUp(platform, { version, file, by, origin, progress, signal })
  platform.live.publish(links.topic)
  await verifyKnown(platform, file, { by, progress, signal })
  const removed = await rotate(platform)
  platform.live.publish(links.topic)
  return { ...report, removed }
}

/**
 * Proves one archive of the list, and writes down how that went.
 *
 * @throws UserError of `proveArchive`, after it was written down.
 */
export async function verifyKnown(
  platform: Platform,
  file: string,
  { by, progress, signal }: Omit<Making, 'origin'>,
): Promise<void> {
  try {
    const reading = { progress: (done: number, all: number) => progress('verifying', done, all), signal }
    const scratch = await backupFolder(platform)
    const { manifest } = await proveArchive(file, { lines: migrationsOf(platform.parts), scratch, ...reading })
    const fileCount = manifest.entries.filter(({ name }) => name.startsWith('blobs/')).length
    await writeVerdict(platform, file, by, { verified_at: platform.now(), problem: null, file_count: fileCount })
  } catch (error) {
    const isVerdict = error instanceof UserError && /^backup\./.test(error.code)
    if (isVerdict) await writeVerdict(platform, file, by, { verified_at: null, problem: error.message })
    throw error
  }
}

async function writeVerdict(
  { db, activity, live }: Platform,
  file: string,
  by: string,
  verdict: Pick<ArchiveRow, 'verified_at' | 'problem'> & Partial<Pick<ArchiveRow, 'file_count'>>,
): Promise<void> {
  const said =
    verdict.problem === null
      ? ({ action: 'backup.verified', status: 'success' } as const)
      : ({ action: 'backup.not-verified', status: 'error', message: verdict.problem } as const)
  await patiently(() =>
    db.transaction().execute(async (tx) => {
      await setVerdict(tx, file, verdict)
      await activity.record(tx, { actor: by, ...said, details: { file } })
    }),
  )
  live.publish(links.topic)
}

/** Only archives that lie here count as kept: one that was moved away saves nobody. */
async function rotate(platform: Platform): Promise<number> {
  const here = (await knownArchives(platform)).filter(({ isHere }) => isHere)
  const over = archivesToRemove(here, await keepOf(platform), platform.config.timezone)
  for (const id of over) await removeArchive(platform, id, 'system')
  return over.length
}

async function keepOf({ db, settings }: Platform): Promise<Keep> {
  const [daily, weekly, monthly] = await Promise.all([
    settings.get(db, dailySetting),
    settings.get(db, weeklySetting),
    settings.get(db, monthlySetting),
  ])
  return { daily, weekly, monthly }
}
