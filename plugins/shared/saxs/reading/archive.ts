import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import {
  type ArchiveRefusal,
  archiveKindOf,
  archiveLimits,
  walkArchive,
} from '../../../../src/apps/plugins/formats/archives.ts'
import type { Findings } from './findings.ts'

/** A file of an archive; its name without folders. */
type ArchivedFile = Readonly<{ name: string; text: string }>

const isStructure = (name: string): boolean => /\.(?:pdb|ent|cif|mmcif)$/i.test(name)

/** Structures of a ZIP, tar or tar.gz, or the one file itself, in the order in which they lie there. What is told by the first bytes, not by the name. */
export async function* walkStructures(
  path: string,
  name: string,
  findings: Findings,
  { splitModels = false } = {},
): AsyncGenerator<ArchivedFile> {
  for await (const file of walkFiles(path, name, findings)) {
    if (splitModels) yield* modelsOf(file)
    else yield file
  }
}

/** Each model of a PDB file as a file of its own, `name-1.pdb` and so on; a file without models, or of another kind, as it is. */
function* modelsOf(file: ArchivedFile): Generator<ArchivedFile> {
  const models = [...file.text.matchAll(/^MODEL .*\n([\s\S]*?)(?=^ENDMDL|^MODEL |(?![\s\S]))/gm)]
  if (models.length < 2) return yield file
  const [, stem = file.name, ending = ''] = /^(.*?)(\.\w+)?$/.exec(file.name) ?? []
  for (const [at, [, text = '']] of models.entries()) yield { name: `${stem}-${at + 1}${ending}`, text }
}

async function* walkFiles(path: string, name: string, findings: Findings): AsyncGenerator<ArchivedFile> {
  const { size } = await stat(path)
  const head = await firstBytes(path, 512)
  if (archiveKindOf(head)) yield* unpacked(path, findings)
  else if (head.includes(0))
    findings.error('neither an archive nor a structure', 'a ZIP, tar or tar.gz of PDB or CIF files')
  else if (size > archiveLimits.fileMb * 1e6)
    findings.error(`${size} bytes`, `${archiveLimits.fileMb} MB at most for one structure`)
  else yield { name: baseOf(name), text: await text(createReadStream(path)) }
}

/** What is no structure is passed over; what is meant to harm is named, and ends it. */
async function* unpacked(path: string, findings: Findings): AsyncGenerator<ArchivedFile> {
  for await (const step of walkArchive(path, isStructure)) {
    if (step.kind === 'passed-over')
      findings.warn(`“${step.name}”, no structure by its name`, 'PDB or CIF files; passed over')
    else if (step.kind === 'refused') return findings.error(...refusals[step.reason](step.found))
    else {
      const content = await text(await step.open()).catch((error: Error) => error)
      if (content instanceof Error) return findings.error(...refusals.broken(content.message))
      yield { name: step.name, text: content }
    }
  }
}

/** What was found, and what was expected. */
const refusals: Readonly<Record<ArchiveRefusal, (found: string) => readonly [string, string]>> = {
  broken: (found) => [`an archive that cannot be read (${found})`, 'a whole ZIP, tar or tar.gz'],
  packed: () => [`more than ${archiveLimits.packedMb} MB`, `${archiveLimits.packedMb} MB at most`],
  entries: () => [`more than ${archiveLimits.entries} entries`, `${archiveLimits.entries} at most`],
  unpacked: () => [`more than ${archiveLimits.unpackedMb} MB unpacked`, `${archiveLimits.unpackedMb} MB at most`],
  ratio: () => [`an archive that unpacks to ${archiveLimits.ratio} times its size`, 'structures'],
  large: (found) => [`“${found}”, larger than ${archiveLimits.fileMb} MB`, 'smaller structures'],
  path: (found) => [`the path “${found}”`, 'names without “..” or a root'],
  link: (found) => [`the link “${found}”`, 'files alone'],
  encrypted: (found) => [`“${found}” under a password`, 'files that can be read'],
  'same-name': (found) => [`“${found}” twice`, 'each name once'],
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

const baseOf = (name: string): string => name.replace(/^.*[\\/]/, '')
