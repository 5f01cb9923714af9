import { randomUUIDv7 } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { unfinishedSuffix } from './backing-up.ts'
import { deleteArchive, findArchive, listArchives, saveArchive } from './queries.ts'
import { folderSetting } from './settings.ts'
import type { ArchiveRow } from './tables.ts'
import { readLabelOf } from './verifying.ts'

/** An archive of the list, with what is there of it on this machine. */
export type Archive = ArchiveRow & Readonly<{ isHere: boolean }>

/** Longer than the longest backup. */
const abandonedMs = 24 * 60 * 60_000

/** Where the house puts what it makes by itself. */
export async function backupFolder({ db, settings, config }: Platform): Promise<string> {
  return (await settings.get(db, folderSetting)) || join(config.instance, 'backups')
}

/** Every archive that the house knows, newest first. */
export async function knownArchives({ db }: Platform): Promise<Archive[]> {
  const rows = await listArchives(db)
  return Promise.all(rows.map(async (row) => ({ ...row, isHere: (await sizeOf(row.file)) === row.size_bytes })))
}

/** Takes archives into the list that lie in the folder and are not on it, as after a restore. */
export async function adoptFound(platform: Platform): Promise<number> {
  const folder = await backupFolder(platform)
  const known = new Set((await listArchives(platform.db)).map(({ file }) => file))
  let adopted = 0
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name)
    if (!name.endsWith('.tar') || known.has(file)) continue
    const label = await readLabelOf(file).catch(() => undefined)
    const size = await sizeOf(file)
    if (!label || size === undefined) continue
    const found = { made_at: label.createdAt, version: label.version, size_bytes: size } as const
    const unknown = { made_by: 'system', file_count: null, verified_at: null, problem: null, with_secret: 0 } as const
    const row = { id: randomUUIDv7(), file, origin: 'found', ...found, ...unknown } as const
    await platform.db.transaction().execute((tx) => saveArchive(tx, row))
    adopted += 1
  }
  return adopted
}

/** Removes what backups and checks left behind that were killed. */
export async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.includes(unfinishedSuffix)) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && found.mtimeMs < Date.now() - abandonedMs)
      await rm(join(folder, name), { recursive: true, force: true })
  }
}

/**
 * Removes an archive, file and all.
 *
 * @throws UserError `backup.no-file` where the list has none of this id.
 */
export async function removeArchive(platform: Platform, id: string, by: string, requestId?: string): Promise<void> {
  const archive = await findArchive(platform.db, id)
  if (!archive) throw unknownArchive()
  await rm(archive.file, { force: true })
  await platform.db.transaction().execute(async (tx) => {
    await deleteArchive(tx, id)
    await platform.activity.record(tx, {
      actor: by,
      action: 'backup.removed',
      details: { file: archive.file, madeAt: archive.made_at },
      ...(requestId !== undefined && { requestId }),
    })
  })
}

export const unknownArchive = (): UserError =>
  new UserError('not-found', 'backup.no-file', 'There is no such backup any more.')

const sizeOf = async (file: string): Promise<number | undefined> => (await stat(file).catch(() => undefined))?.size
