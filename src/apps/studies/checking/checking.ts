import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { archiveKindOf } from '../../../platform/archives/walking.ts'
import type { FileFormat } from '../tables.ts'
import { checkCurve } from './curve.ts'
import { openFindings, type Report, shortened } from './findings.ts'
import { checkArchive, checkStructure } from './structures.ts'
import { checkNumbers } from './table.ts'

/** What somebody may say a file is; `auto`: see for yourself. */
export const formatChoices = ['auto', 'curve', 'structures', 'structure', 'table', 'other'] as const
export type FormatChoice = (typeof formatChoices)[number]

/** A file on this machine, as somebody named it. */
export type Checkable = Readonly<{ path: string; sizeBytes: number; name: string; choice: FormatChoice }>

export type Checked = Readonly<{ format: FileFormat; report: Report }>

const mostCurveMb = 5
const headBytes = 64 * 1024

/** Looks at what a file is, and whether it can be used as that. What the name says counts less than what is in it. */
export async function checkPath({ path, sizeBytes, name, choice }: Checkable): Promise<Checked> {
  const head = await readHead(path)
  const format = choice === 'auto' ? guessFormat(head, name, sizeBytes) : choice
  return { format, report: await reportOn({ path, sizeBytes, name, head, format }) }
}

type Looked = Pick<Checkable, 'path' | 'sizeBytes' | 'name'> & Readonly<{ head: Buffer; format: FileFormat }>

async function reportOn({ path, sizeBytes, name, head, format }: Looked): Promise<Report> {
  const findings = openFindings()
  if (sizeBytes === 0) findings.error('empty')
  else if (format === 'structures') {
    if (archiveKindOf(head)) return checkArchive(path)
    findings.error('archive-kind', { values: { found: shortened(name) } })
  } else if (format === 'other') return findings.report({})
  else if (!isText(head)) findings.error('not-text')
  else if (format === 'structure') return checkStructure(createReadStream(path), name)
  else if (format === 'curve' && sizeBytes > mostCurveMb * 1e6)
    findings.error('too-large', { values: { found: Math.ceil(sizeBytes / 1e6), most: mostCurveMb } })
  else if (format === 'curve') return checkCurve(createReadStream(path))
  else if (hasHeader(head)) return findings.report({})
  else return checkNumbers(createReadStream(path))
  return findings.report({})
}

/** By its content; a text that is neither structure nor numbers is just kept. */
function guessFormat(head: Buffer, name: string, sizeBytes: number): FileFormat {
  const kind = archiveKindOf(head)
  if (kind === 'zip') return holdsStructures(head) ? 'structures' : 'other'
  if (kind === 'tar' || (kind === 'tar.gz' && /\.t(?:ar\.)?gz$/i.test(name))) return 'structures'
  if (sizeBytes === 0 || !isText(head)) return 'other'
  const text = head.toString('utf8')
  if (/^(?:ATOM {2}|HETATM)/m.test(text) || /^data_\S+[\s\S]*_atom_site\./.test(text)) return 'structure'
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim())
  const rows = lines.filter((line) => /^[+-]?[\d.]/.test(line)).slice(0, 200)
  if (rows.length < 3 || rows.filter(isNumeric).length <= rows.length / 2) return 'other'
  const width = medianOf(rows.map((row) => row.split(/[\s,;]+/).length))
  const isCurve = /\.(?:dat|grad|int)$/i.test(name) || !/\.(?:csv|tsv|sim)$/i.test(name)
  if (isCurve && width >= 2 && width <= 4 && !hasHeader(head)) return 'curve'
  return width > 1 ? 'table' : 'other'
}

const zipEntry = Buffer.from('PK\u0003\u0004', 'latin1')

/** By the names that stand in the clear at the head of each entry: `1.pdb`, and not what a program wrote to `1.pdb.cs`. */
function holdsStructures(head: Buffer): boolean {
  for (let at = head.indexOf(zipEntry); at >= 0 && at + 30 <= head.length; at = head.indexOf(zipEntry, at + 4)) {
    const name = head.toString('latin1', at + 30, at + 30 + head.readUInt16LE(at + 26))
    if (/\.(?:pdb|ent|cif|mmcif)$/i.test(name)) return true
  }
  return false
}

/** A line of numbers alone; tables with words in them are the matter of whoever reads them. */
const isNumeric = (row: string): boolean =>
  row.split(/[\s,;]+/).every((cell) => /^[+-]?(?:[\d.]+(?:[ed][+-]?\d+)?|nan|inf(?:inity)?)?$/i.test(cell))

const isText = (head: Buffer): boolean => !head.includes(0)

/** A first line of several words and no numbers: a table of named columns. */
const hasHeader = (head: Buffer): boolean => /^\uFEFF?"?[\p{L}_][^\n]*[,\t;]/u.test(head.toString('utf8'))

const medianOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
