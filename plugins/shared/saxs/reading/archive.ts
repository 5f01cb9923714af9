import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { type Entry, openPromise } from 'yauzl'
import type { Findings } from './findings.ts'
import { walkTar } from './tar.ts'

/** A file of an archive; its name without folders. */
export type ArchivedFile = Readonly<{ name: string; text: string }>

const mostPackedBytes = 1024 ** 3
const mostBytes = 10 * 1024 ** 3
const mostEntries = 5_000
const mostRatio = 200
const mostFileBytes = 100 * 1024 ** 2
const structureName = /\.(?:pdb|ent|cif|mmcif)$/i

/** Structures of a ZIP, tar or tar.gz, or the one file itself, in the order in which they lie there. What is told by the first bytes, not by the name. */
export async function* walkStructures(path: string, name: string, findings: Findings): AsyncGenerator<ArchivedFile> {
  const { size } = await stat(path)
  if (size > mostPackedBytes) return findings.error(`${size} bytes`, '1 GB at most')
  const head = await firstBytes(path, 512)
  if (head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) yield* walkZip(path, size, findings)
  else if (head[0] === 0x1f && head[1] === 0x8b)
    yield* fromTar(createReadStream(path).pipe(createGunzip()), size, findings)
  else if (head.subarray(257, 262).toString('latin1') === 'ustar')
    yield* fromTar(createReadStream(path), size, findings)
  else if (head.includes(0))
    findings.error('neither an archive nor a structure', 'a ZIP, tar or tar.gz of PDB or CIF files')
  else if (size > mostFileBytes) findings.error(`${size} bytes`, '100 MB at most for one structure')
  else yield { name: baseOf(name), text: (await buffer(createReadStream(path))).toString('utf8') }
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer: bytes, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** What is no structure is passed over; what is meant to harm is named. */
async function* walkZip(path: string, packed: number, findings: Findings): AsyncGenerator<ArchivedFile> {
  const accept = acceptorFor(packed, findings)
  const archive = await openPromise(path, { lazyEntries: true, autoClose: false }).catch(() => undefined)
  if (!archive) return findings.error('an archive that cannot be read', 'a whole ZIP')
  try {
    if (archive.entryCount > mostEntries)
      return findings.error(`${archive.entryCount} entries`, `${mostEntries} at most`)
    for await (const entry of archive.eachEntry() as AsyncIterable<Entry>) {
      const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000
      if (isLink) findings.error(`the link “${entry.fileName}”`, 'files alone')
      else if (entry.isEncrypted()) findings.error(`“${entry.fileName}” under a password`, 'files that can be read')
      else if (accept(entry.fileName, entry.uncompressedSize)) {
        const bytes = await buffer(await archive.openReadStreamPromise(entry))
        yield { name: baseOf(entry.fileName), text: bytes.toString('utf8') }
      }
      if (findings.hasErrors()) return
    }
  } catch (error) {
    findings.error(
      `an archive that cannot be read (${error instanceof Error ? error.message : error})`,
      'a whole ZIP with plain names',
    )
  } finally {
    archive.close()
  }
}

async function* fromTar(stream: Readable, packed: number, findings: Findings): AsyncGenerator<ArchivedFile> {
  const accept = acceptorFor(packed, findings)
  try {
    for await (const { name, kind, bytes } of walkTar(stream, accept)) {
      if (kind === 'link') findings.error(`the link “${name}”`, 'files alone')
      if (findings.hasErrors()) return
      if (kind === 'file' && bytes) yield { name: baseOf(name), text: bytes.toString('utf8') }
    }
  } catch {
    findings.error('an archive that cannot be read', 'a whole tar or tar.gz')
  }
}

/** Whether an entry is to be read: counts what all of them together unpack to, and names what is refused. */
function acceptorFor(packed: number, findings: Findings): (name: string, size: number) => boolean {
  const names = new Set<string>()
  let total = 0
  let count = 0
  return (name, size) => {
    total += size
    count++
    if (/^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name))
      findings.error(`the path “${name}”`, 'names without “..” or a root')
    if (count > mostEntries) findings.error(`more than ${mostEntries} entries`, `${mostEntries} at most`)
    if (total > mostBytes) findings.error('more than 10 GB unpacked', '10 GB at most')
    if (total > 50e6 && total > mostRatio * packed)
      findings.error('an archive that unpacks to 200 times its size', 'structures')
    if (size > mostFileBytes) findings.error(`“${baseOf(name)}” of ${size} bytes`, '100 MB at most for one structure')
    if (findings.hasErrors()) return false
    const base = baseOf(name)
    if (name.endsWith('/') || base.startsWith('.') || /(?:^|\/)__MACOSX\//.test(name)) return false
    if (!structureName.test(base)) {
      findings.warn(`“${base}”, no structure by its name`, 'PDB or CIF files; passed over')
      return false
    }
    if (names.has(base)) findings.error(`“${base}” twice`, 'each name once')
    names.add(base)
    return !findings.hasErrors()
  }
}

const baseOf = (name: string): string => name.replace(/^.*[\\/]/, '')
