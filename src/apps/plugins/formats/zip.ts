import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { type Entry, type ZipFile as OpenArchive, openPromise } from 'yauzl'
import { zipWith } from '../../../platform/archives/writing.ts'
import { FormatError } from './format-error.ts'

/** A file that lies where the plugin may read it, as `context.open` gives it. */
export type ArchiveFile = Readonly<{ name: string; path: string }>

/** A file within an archive; it is unpacked when it is asked for, and only while the archive is open. */
export type ZipEntry = Readonly<{
  /** With folders, such as `colours/red.json`; it never leads out of a folder that it is unpacked into. */
  name: string
  sizeBytes: number
  stream: () => Promise<Readable>
  text: () => Promise<string>
  bytes: () => Promise<Uint8Array>
  json: () => Promise<unknown>
}>

export type OpenZip = Readonly<{ entries: readonly ZipEntry[]; close: () => void }>

export type ZipLimits = Readonly<{ entries?: number; bytes?: number }>

/** What an archive may unpack to: more is meant to fill a disk or the memory. */
const usualLimits = { entries: 10_000, bytes: 1024 ** 3 }

/**
 * Opens an archive, whose files can be read in any order until it is closed; folders are left out.
 *
 * @throws FormatError for what is no archive, for names that lead out of it, and for one that unpacks to more than 1 GB
 * or 10,000 files
 */
export async function openZip(file: ArchiveFile, limits: ZipLimits = {}): Promise<OpenZip> {
  const { entries: mostEntries, bytes: mostBytes } = { ...usualLimits, ...limits }
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true }
  const archive = await openPromise(file.path, options).catch((cause) => refuse(file, cause))
  try {
    if (archive.entryCount > mostEntries) throw refusal(file, `holds more than ${mostEntries} files.`)
    const entries: ZipEntry[] = []
    let bytes = 0
    for await (const entry of entriesOf(archive, file)) {
      bytes += entry.uncompressedSize
      if (bytes > mostBytes) throw refusal(file, `unpacks to more than ${mostBytes / 1024 ** 2} MB.`)
      if (!entry.fileName.endsWith('/')) entries.push(readable(archive, file, entry))
    }
    return { entries, close: () => archive.close() }
  } catch (error) {
    archive.close()
    throw error
  }
}

/** Walks over the files of an archive, which is open as long as that takes. */
export async function* zipEntries(file: ArchiveFile, limits?: ZipLimits): AsyncGenerator<ZipEntry> {
  const { entries, close } = await openZip(file, limits)
  try {
    yield* entries
  } finally {
    close()
  }
}

/** The JSON files of an archive, each as it is asked for. */
export async function* jsonEntries(file: ArchiveFile, limits?: ZipLimits): AsyncGenerator<ZipEntry> {
  for await (const entry of zipEntries(file, limits)) if (/\.json$/i.test(entry.name)) yield entry
}

export type ZipContent = string | Uint8Array | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>

/**
 * An archive piece by piece, for `context.saveOutput`: each content is made while it is written. The same entries give
 * the same bytes.
 *
 * @throws FormatError for a name that would lead out of a folder, and one that comes twice
 */
export function zipOf(
  entries: Iterable<readonly [name: string, content: ZipContent | (() => Promise<Readable>)]>,
): AsyncIterable<Uint8Array> {
  const contents = [...entries]
  const names = new Set<string>()
  for (const [name] of contents) {
    demandSafe(name)
    if (names.size === names.add(name).size) throw new FormatError(`two files of the archive are called “${name}”.`)
  }
  return zipWith((zip) => {
    for (const [name, content] of contents) zip.stream(name, () => opened(content), { changedAt: new Date(0) })
  })
}

/** The name of an entry without folders and ending. */
export const stemOf = (name: string): string => name.replace(/^.*\//, '').replace(/\.[^.]*$/, '')

async function* entriesOf(archive: OpenArchive, file: ArchiveFile): AsyncGenerator<Entry> {
  try {
    yield* archive.eachEntry() as AsyncIterable<Entry>
  } catch (cause) {
    refuse(file, cause)
  }
}

function readable(archive: OpenArchive, file: ArchiveFile, entry: Entry): ZipEntry {
  const { fileName: name, uncompressedSize: sizeBytes } = entry
  const stream = async (): Promise<Readable> => {
    if (entry.isEncrypted()) throw refusal(file, `is encrypted: “${name}” cannot be read.`)
    return archive.openReadStreamPromise(entry)
  }
  const whole = async <Value>(read: (from: Readable) => Promise<Value>): Promise<Value> => {
    try {
      return await read(await stream())
    } catch (cause) {
      if (cause instanceof FormatError) throw cause
      throw refusal(file, `holds “${name}”, which cannot be read.`, cause)
    }
  }
  return {
    name,
    sizeBytes,
    stream,
    text: () => whole(text),
    bytes: () => whole(buffer),
    json: () => whole(async (from) => JSON.parse((await text(from)).replace(/^\uFEFF/, ''))),
  }
}

async function opened(content: ZipContent | (() => Promise<Readable>)): Promise<Readable> {
  if (typeof content === 'function') return content()
  return Readable.from(typeof content === 'string' || content instanceof Uint8Array ? [content] : content)
}

function demandSafe(name: string): void {
  const isSafe = name !== '' && !/^[/\\]|^[a-z]:|\\|\0/i.test(name) && !name.split('/').includes('..')
  if (!isSafe) throw new FormatError(`“${name.slice(0, 100)}” cannot be the name of a file in an archive.`)
}

function refuse(file: ArchiveFile, cause: unknown): never {
  throw refusal(file, `is no ZIP archive that can be read: ${cause instanceof Error ? cause.message : cause}.`, cause)
}

const refusal = ({ name }: ArchiveFile, words: string, cause?: unknown): FormatError =>
  new FormatError(`“${name}” ${words}`, { cause })
