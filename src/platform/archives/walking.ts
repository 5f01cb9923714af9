import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { lazily } from '../lazily.ts'
import { tarEntries } from './tar.ts'

const yauzl = lazily<typeof import('yauzl')>('yauzl')

/** Why an archive, or something in it, is refused: it would harm, or cannot be told apart. */
export type ArchiveRefusal =
  | 'broken'
  | 'packed'
  | 'entries'
  | 'unpacked'
  | 'ratio'
  | 'large'
  | 'path'
  | 'link'
  | 'encrypted'
  | 'same-name'

/** What comes up on the way through an archive. The bytes of a file are read before the next step, or not at all. */
export type ArchiveStep =
  | Readonly<{ kind: 'file'; path: string; name: string; open: () => Promise<Readable> }>
  /** A file that is not wanted, by its name. */
  | Readonly<{ kind: 'passed-over'; path: string; name: string }>
  /** `found` is a path, a name or what the reader of archives says; empty where the archive as a whole is meant. */
  | Readonly<{ kind: 'refused'; reason: ArchiveRefusal; found: string }>

/** More is meant to fill a disk or the memory. A megabyte has 10⁶ bytes. */
export const archiveLimits = { packedMb: 1_000, entries: 5_000, unpackedMb: 10_000, fileMb: 100, ratio: 200 } as const

/** Small files may be packed as tightly as they like. */
const smallFileBytes = 1e6
const smallArchiveBytes = 50e6

export type ArchiveKind = 'zip' | 'tar' | 'tar.gz'

/** Told by the first 512 bytes, not by a name; undefined where it is none of these. */
export function archiveKindOf(head: Uint8Array): ArchiveKind | undefined {
  const starts = Buffer.from(head.subarray(0, 512)).toString('latin1')
  if (starts.startsWith('PK\u0003\u0004')) return 'zip'
  if (starts.startsWith('\u001f\u008b')) return 'tar.gz'
  return starts.slice(257, 262) === 'ustar' ? 'tar' : undefined
}

/**
 * The wanted files of a ZIP, tar or tar.gz archive, and what is refused in it; nothing is unpacked to disk, and nothing of
 * a ZIP is read where its directory holds something that is refused. What systems put in by themselves is left out
 * silently. Whoever reads a file learns there that it is broken.
 */
export async function* walkArchive(path: string, isWanted: (name: string) => boolean): AsyncGenerator<ArchiveStep> {
  const { size } = await stat(path)
  if (size > archiveLimits.packedMb * 1e6) return yield refused('packed')
  const judge = judgeOf(size, isWanted)
  try {
    const kind = archiveKindOf(await firstBytes(path))
    if (kind === 'zip') yield* walkZip(path, judge)
    else if (kind === 'tar') yield* walkTar(createReadStream(path), judge)
    else yield* walkTar(pipeline(createReadStream(path), createGunzip(), whoReadsHears), judge)
  } catch (error) {
    yield broken(error)
  }
}

async function* walkZip(path: string, judge: Judge): AsyncGenerator<ArchiveStep> {
  const options = { lazyEntries: true, strictFileNames: true, validateEntrySizes: true, autoClose: false }
  const zip = await yauzl().openPromise(path, options)
  try {
    const files: ArchiveStep[] = []
    let isClean = true
    for await (const entry of zip.eachEntry()) {
      const step = judge(factsOf(zip, entry))
      if (step?.kind === 'file') files.push(step)
      else if (step) yield step
      isClean &&= step?.kind !== 'refused'
      if (step && isLast(step)) break
    }
    if (isClean) yield* files
  } finally {
    zip.close()
  }
}

async function* walkTar(source: AsyncIterable<Uint8Array>, judge: Judge): AsyncGenerator<ArchiveStep> {
  for await (const { name, kind, sizeBytes, bytes } of tarEntries(source)) {
    const step = judge({ path: name, kind, sizeBytes, open: async () => Readable.from(bytes) })
    if (step) yield step
    if (step && isLast(step)) return
  }
}

type Facts = Readonly<{
  path: string
  kind: 'file' | 'link' | 'other'
  sizeBytes: number
  /** Null in an archive that is packed as a whole. */
  packedBytes?: number
  isEncrypted?: boolean
  open: () => Promise<Readable>
}>

const factsOf = (zip: ZipFile, entry: Entry): Facts => ({
  path: entry.fileName,
  kind: entry.fileName.endsWith('/') ? 'other' : isLink(entry) ? 'link' : 'file',
  sizeBytes: entry.uncompressedSize,
  packedBytes: entry.compressedSize,
  isEncrypted: entry.isEncrypted(),
  open: () => zip.openReadStreamPromise(entry),
})

/** The type of a file on systems that know links stands in the upper half. */
const isLink = ({ externalFileAttributes }: Entry): boolean => ((externalFileAttributes >>> 16) & 0o170000) === 0o120000

/** Undefined for folders, and for what systems put in by themselves. */
type Judge = (facts: Facts) => ArchiveStep | undefined

function judgeOf(packedBytes: number, isWanted: (name: string) => boolean): Judge {
  const seen = new Set<string>()
  let [count, unpacked] = [0, 0]
  return (facts) => {
    const path = facts.path.replace(/^(?:\.\/)+/, '')
    const name = path.replace(/^.*[\\/]/, '')
    unpacked += facts.sizeBytes
    if (++count > archiveLimits.entries) return refused('entries')
    if (unpacked > archiveLimits.unpackedMb * 1e6) return refused('unpacked')
    if (leadsOut(path)) return refused('path', path)
    if (facts.kind === 'link') return refused('link', path)
    if (unpacked > smallArchiveBytes && unpacked > archiveLimits.ratio * packedBytes) return refused('ratio', path)
    if (facts.kind === 'other' || isLitter(path)) return undefined
    if (facts.isEncrypted) return refused('encrypted', path)
    if (isSwollen(facts)) return refused('ratio', path)
    if (!isWanted(name)) return { kind: 'passed-over', path, name }
    if (facts.sizeBytes > archiveLimits.fileMb * 1e6) return refused('large', path)
    // Some systems tell no upper from lower case.
    if (seen.size === seen.add(name.toLowerCase()).size) return refused('same-name', name)
    return { kind: 'file', path, name, open: facts.open }
  }
}

const leadsOut = (path: string): boolean => /^[\\/]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path)

const isLitter = (path: string): boolean => /(?:^|\/)(?:__MACOSX\/|\.)/.test(path)

const isSwollen = ({ sizeBytes, packedBytes }: Facts): boolean =>
  packedBytes !== undefined && sizeBytes > smallFileBytes && sizeBytes > archiveLimits.ratio * packedBytes

/** After these the rest of an archive is not looked at. */
const isLast = (step: ArchiveStep): boolean =>
  step.kind === 'refused' && (step.reason === 'entries' || step.reason === 'unpacked')

const refused = (reason: ArchiveRefusal, found = ''): ArchiveStep => ({ kind: 'refused', reason, found })

/** What the reader of archives says of paths that lead out is told as what it is. */
function broken(error: unknown): ArchiveStep {
  const message = error instanceof Error ? error.message : String(error)
  const path = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.+)$/.exec(message)?.[1]
  return path === undefined ? refused('broken', message) : refused('path', path)
}

/** An error of the packed stream comes out of the unpacked one. */
const whoReadsHears = (): void => {}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
