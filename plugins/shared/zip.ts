import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type Entry, openPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import type { OpenedFile } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

/** Limits of what an archive may unpack to: more is meant to fill a disk or the memory. */
const mostEntries = 10_000
const mostBytes = 1024 ** 3

/** A file of an archive that holds JSON; it is read when asked for. */
export type JsonEntry = Readonly<{ name: string; json: () => Promise<unknown> }>

/**
 * Walks over the JSON files of an archive, each once. Names are those within the archive; paths that lead out of it are
 * refused by the reader.
 *
 * @throws PluginError where the archive cannot be read, or would unpack to more than 1 GB or 10,000 files
 */
export async function* jsonEntries(file: OpenedFile): AsyncGenerator<JsonEntry> {
  const refuse = (cause: unknown): never => {
    throw new PluginError(`“${file.name}” is no ZIP archive that can be read.`, { cause })
  }
  const archive = await openPromise(file.path, { lazyEntries: true, autoClose: false }).catch(refuse)
  try {
    if (archive.entryCount > mostEntries) throw new PluginError(`“${file.name}” holds more than ${mostEntries} files.`)
    let bytes = 0
    for await (const entry of archive.eachEntry() as AsyncIterable<Entry>) {
      bytes += entry.uncompressedSize
      if (bytes > mostBytes) throw new PluginError(`“${file.name}” unpacks to more than 1 GB.`)
      if (!entry.fileName.endsWith('.json')) continue
      const read = async (): Promise<unknown> => JSON.parse(await text(await archive.openReadStreamPromise(entry)))
      yield { name: entry.fileName, json: () => read().catch(refuse) }
    }
  } finally {
    archive.close()
  }
}

/** An archive as a stream: each entry is made while it is written. */
export function zipOf(
  entries: Iterable<readonly [name: string, content: Iterable<string>]>,
): AsyncIterable<Uint8Array> {
  const archive = new ZipFile()
  const mtime = new Date(0)
  for (const [name, content] of entries) {
    archive.addReadStreamLazy(name, { mtime }, (done) => done(null, Readable.from(content)))
  }
  archive.end()
  return archive.outputStream as unknown as AsyncIterable<Uint8Array>
}

/** The name of an entry without folders and ending. */
export const stemOf = (name: string): string => name.replace(/^.*\//, '').replace(/\.json$/, '')
