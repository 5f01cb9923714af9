import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Entry, ZipFile } from 'yauzl'
import { lazily } from '../../../platform/lazily.ts'
import { type Findings, openFindings, type Report, shortened } from './findings.ts'
import { tarEntries } from './tar.ts'

const yauzl = lazily<typeof import('yauzl')>('yauzl')

const mostEntries = 5_000
const mostUnpackedMb = 10_000
const mostRatio = 200
const isStructure = /\.(?:pdb|ent|cif|mmcif)$/i
/** Made by systems, not by people. */
const isLitter = /(?:^|\/)(?:__MACOSX\/|\.)/

/** Checks a ZIP of structures by its directory first, and by what is in it then; nothing is unpacked to disk. */
export function checkZip(path: string): Promise<Report> {
  return checkPacked(async (findings, names) => {
    const options = { lazyEntries: true, strictFileNames: true, validateEntrySizes: true, autoClose: false }
    const zip = await yauzl().openPromise(path, options)
    try {
      const entries = await entriesOf(zip, findings)
      names.push(...entries.map(({ fileName }) => baseName(fileName)))
      return findings.hasErrors() ? 0 : await checkEntries(zip, entries, findings)
    } finally {
      zip.close()
    }
  })
}

/** Checks a tar archive of structures, packed with gzip or not: it has no directory, so that all of it is read once. */
export function checkTar(bytes: AsyncIterable<Uint8Array>, isPacked: boolean): Promise<Report> {
  return checkPacked(async (findings, names) => {
    const seen = new Set<string>()
    let [count, unpacked] = [0, 0]
    let first: number | undefined
    for await (const entry of tarEntries(isPacked ? Readable.from(bytes).pipe(createGunzip()) : bytes)) {
      unpacked += entry.sizeBytes
      if (!hasRoom(findings, ++count, unpacked)) break
      const { name: path } = entry
      const facts = { path, isLink: entry.kind === 'link', isEncrypted: false, isSwollen: false }
      if (/(?:^|\/)\.\.(?:\/|$)|^\//.test(path))
        refuse(findings, 'archive-path', { values: { found: shortened(path) } })
      else if (entry.kind !== 'other' && isTaken(facts, findings, seen)) {
        names.push(baseName(path))
        const { atoms, models } = await countAtoms(Readable.from(entry.bytes))
        first ??= atoms
        noteAtoms(findings, baseName(path), atoms, models, first)
      }
      if (findings.isFull()) break
    }
    return first ?? 0
  })
}

async function checkPacked(check: (findings: Findings, names: string[]) => Promise<number>): Promise<Report> {
  const findings = openFindings()
  const names: string[] = []
  let atoms = 0
  try {
    atoms = await check(findings, names)
  } catch (error) {
    noteBroken(findings, error)
  }
  if (names.length === 0 && !findings.hasErrors()) findings.error('archive-no-structures')
  return findings.report({ structures: names.length, atoms }, { names: names.sort(naturally).slice(0, mostEntries) })
}

/** Checks one structure that is not packed. */
export async function checkStructure(bytes: Readable, name: string): Promise<Report> {
  const findings = openFindings()
  const { atoms, models } = await countAtoms(bytes)
  noteAtoms(findings, name, atoms, models, atoms)
  return findings.report({ structures: 1, atoms })
}

async function entriesOf(zip: ZipFile, findings: Findings): Promise<Entry[]> {
  const entries: Entry[] = []
  const seen = new Set<string>()
  let [count, unpacked] = [0, 0]
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize
    if (!hasRoom(findings, ++count, unpacked)) break
    const isSwollen = entry.uncompressedSize > 1e6 && entry.uncompressedSize > mostRatio * entry.compressedSize
    const facts = { path: entry.fileName, isLink: isLink(entry), isEncrypted: entry.isEncrypted(), isSwollen }
    if (isTaken(facts, findings, seen)) entries.push(entry)
  }
  return entries
}

function hasRoom(findings: Findings, count: number, unpackedBytes: number): boolean {
  if (count > mostEntries) findings.error('archive-entries', { values: { most: mostEntries } })
  else if (unpackedBytes > mostUnpackedMb * 1e6)
    findings.error('archive-unpacked', { values: { most: mostUnpackedMb } })
  else return true
  return false
}

type Facts = Readonly<{ path: string; isLink: boolean; isEncrypted: boolean; isSwollen: boolean }>

function isTaken({ path, ...is }: Facts, findings: Findings, seen: Set<string>): boolean {
  const found = { values: { found: shortened(path) } }
  if (path.endsWith('/') || isLitter.test(path)) return false
  if (is.isLink) return refuse(findings, 'archive-link', found)
  if (is.isEncrypted) return refuse(findings, 'archive-encrypted', found)
  if (is.isSwollen) return refuse(findings, 'archive-ratio', { values: { ...found.values, most: mostRatio } })
  if (!isStructure.test(path)) {
    findings.warn('archive-ignored', found)
    return false
  }
  const base = baseName(path)
  if (seen.has(base.toLowerCase())) return refuse(findings, 'archive-same-name', { values: { found: shortened(base) } })
  seen.add(base.toLowerCase())
  if (!/^[\w.+-]+$/.test(base)) findings.warn('archive-odd-name', { values: { found: shortened(base) } })
  return true
}

function refuse(findings: Findings, ...what: Parameters<Findings['error']>): false {
  findings.error(...what)
  return false
}

/** The type of a file on systems that know links stands in the upper half. */
const isLink = ({ externalFileAttributes }: Entry): boolean => ((externalFileAttributes >>> 16) & 0o170000) === 0o120000

async function checkEntries(zip: ZipFile, entries: readonly Entry[], findings: Findings): Promise<number> {
  let first: number | undefined
  for (const entry of entries) {
    const { atoms, models } = await countAtoms(await zip.openReadStreamPromise(entry))
    first ??= atoms
    noteAtoms(findings, baseName(entry.fileName), atoms, models, first)
    if (findings.isFull()) break
  }
  return first ?? 0
}

function noteAtoms(findings: Findings, name: string, atoms: number, models: number, expected: number): void {
  const found = shortened(name)
  if (atoms === 0) findings.error('no-atoms', { values: { found } })
  else if (atoms !== expected) findings.warn('different-atoms', { values: { found, atoms, expected } })
  if (models > 1) findings.warn('several-models', { values: { found, count: models } })
}

async function countAtoms(bytes: Readable): Promise<{ atoms: number; models: number }> {
  let [atoms, models] = [0, 0]
  for await (const line of createInterface({ input: bytes })) {
    if (line.startsWith('ATOM') || line.startsWith('HETATM')) atoms++
    else if (line.startsWith('MODEL ')) models++
  }
  return { atoms, models }
}

/** What the reader of archives says of paths that lead out is told as what it is. */
function noteBroken(findings: Findings, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const path = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.+)$/.exec(message)?.[1]
  if (path !== undefined) findings.error('archive-path', { values: { found: shortened(path) } })
  else findings.error('archive-broken', { values: { found: shortened(message) } })
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const collator = new Intl.Collator('en', { numeric: true })
const naturally = (a: string, b: string): number => collator.compare(a, b)
