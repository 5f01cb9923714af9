import { stat } from 'node:fs/promises'
import { UserError } from '../errors.ts'
import type { Blob } from '../files/blob-store.ts'
import { hashBytes, writeHashed } from '../files/hashing.ts'
import { type ArchiveEntry, DamagedArchive, readArchive } from './archive.ts'
import { archiveFormat, Label, Manifest, partNames, sealOf } from './manifest.ts'

/** A manifest of a million files is smaller. */
const largestText = 512 * 1_048_576

export type Reading = Readonly<{
  /** Where the database is put on the way, as a new file; it stays there whatever happens. */
  databaseTo?: string
  /** Told how many bytes of how many are read. */
  progress?: (doneBytes: number, totalBytes: number) => void
  signal?: AbortSignal | undefined
}>

/**
 * Reads a whole archive and compares every byte with its manifest.
 *
 * @throws UserError `backup.damaged` naming the part, `backup.newer` for a format of the future, `backup.no-file`.
 */
export async function verifyArchive(path: string, reading: Reading = {}): Promise<Manifest> {
  try {
    return await readAndCompare(path, reading)
  } catch (error) {
    if (error instanceof DamagedArchive) throw damaged(path, error)
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR'))
      throw new UserError('not-found', 'backup.no-file', `There is no backup at ${path}.`, { cause: error })
    throw error
  }
}

async function readAndCompare(path: string, { databaseTo, progress, signal }: Reading): Promise<Manifest> {
  const found = new Map<string, Blob>()
  const texts = new Map<string, Buffer>()
  const { size } = await stat(path)
  let done = 0
  for await (const entry of readArchive(path)) {
    signal?.throwIfAborted()
    progress?.(done, size)
    done += entry.sizeBytes
    if (found.has(entry.name) || texts.has(entry.name)) throw new DamagedArchive(entry.name, 'it is there twice')
    if (found.size + texts.size === 0) texts.set(partNames.label, await readLabel(entry))
    else if (entry.name === partNames.manifest || entry.name === partNames.seal)
      texts.set(entry.name, await readText(entry))
    else if (entry.name === partNames.database && databaseTo !== undefined)
      found.set(entry.name, await writeHashed(databaseTo, entry.bytes, { maxBytes: entry.sizeBytes }))
    else found.set(entry.name, await hashBytes(entry.bytes))
  }
  const manifest = sealedManifest(texts.get(partNames.manifest), texts.get(partNames.seal))
  const label = texts.get(partNames.label)
  if (label) found.set(partNames.label, await hashBytes(oneByOne(label)))
  compare(manifest, found)
  return manifest
}

/** When and by which program an archive was made, from its first part alone. */
export async function readLabelOf(path: string): Promise<Label> {
  for await (const entry of readArchive(path)) return Label.parse(parseJson(await readLabel(entry)))
  throw new DamagedArchive('the beginning', 'there is nothing')
}

/** Looked at first, so that an archive of a newer program is called newer and not damaged. */
async function readLabel(entry: ArchiveEntry): Promise<Buffer> {
  if (entry.name !== partNames.label) throw new DamagedArchive(entry.name, 'this is no backup of Lyceum')
  const text = await readText(entry)
  const label = Label.safeParse(parseJson(text))
  if (!label.success) throw new DamagedArchive(partNames.label, 'it cannot be read')
  if (label.data.format > archiveFormat) throw newerBackup(label.data.version)
  return text
}

function sealedManifest(text: Buffer | undefined, seal: Buffer | undefined): Manifest {
  if (!text) throw new DamagedArchive(partNames.manifest, 'it is missing')
  if (seal?.toString('utf8') !== sealOf(text)) throw new DamagedArchive(partNames.manifest, 'it does not fit its seal')
  const manifest = Manifest.safeParse(parseJson(text))
  if (!manifest.success) throw new DamagedArchive(partNames.manifest, 'it cannot be read')
  return manifest.data
}

function compare(manifest: Manifest, found: ReadonlyMap<string, Blob>): void {
  for (const { name, sizeBytes, sha256 } of manifest.entries) {
    const blob = found.get(name)
    if (!blob) throw new DamagedArchive(name, 'it is missing')
    if (blob.sha256 !== sha256 || blob.sizeBytes !== sizeBytes)
      throw new DamagedArchive(name, 'it is not as it was written')
  }
  const known = new Set(manifest.entries.map((entry) => entry.name))
  for (const name of found.keys()) if (!known.has(name)) throw new DamagedArchive(name, 'it does not belong there')
}

async function readText(entry: ArchiveEntry): Promise<Buffer> {
  if (entry.sizeBytes > largestText) throw new DamagedArchive(entry.name, 'it is far too large')
  return Buffer.concat(await Array.fromAsync(entry.bytes))
}

async function* oneByOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    return undefined
  }
}

export const newerBackup = (version: string): UserError =>
  new UserError(
    'conflict',
    'backup.newer',
    `This backup was made by a newer Lyceum (${version.slice(0, 40)}). Install that version or a later one, and restore with it.`,
  )

export const damaged = (path: string, cause: DamagedArchive): UserError =>
  new UserError(
    'invalid',
    'backup.damaged',
    `The backup ${path} is damaged at ${cause.message}. Nothing was changed; take another backup.`,
    { cause },
  )
