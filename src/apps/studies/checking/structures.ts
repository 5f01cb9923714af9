import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type ArchiveStep, archiveLimits, walkArchive } from '../../../platform/archives/walking.ts'
import { type Findings, openFindings, type Report, shortened } from './findings.ts'

const isStructure = (name: string): boolean => /\.(?:pdb|ent|cif|mmcif)$/i.test(name)

/** Checks a ZIP or tar archive of structures; nothing is unpacked to disk. */
export async function checkArchive(path: string): Promise<Report> {
  const findings = openFindings()
  const names: string[] = []
  let first: number | undefined
  for await (const step of walkArchive(path, isStructure)) {
    if (step.kind === 'file') {
      names.push(step.name)
      const counted = await countIn(step, findings)
      first ??= counted?.atoms
      if (counted) noteAtoms(findings, step.name, counted, first)
    } else noteStep(step, findings)
    if (findings.isFull()) break
  }
  if (names.length === 0 && !findings.hasErrors()) findings.error('archive-no-structures')
  return findings.report({ structures: names.length, atoms: first ?? 0 }, { names: names.sort(naturally) })
}

/** Checks one structure that is not packed. */
export async function checkStructure(bytes: Readable, name: string): Promise<Report> {
  const findings = openFindings()
  const counted = await countAtoms(bytes)
  noteAtoms(findings, name, counted)
  return findings.report({ structures: 1, atoms: counted.atoms })
}

type Counted = Readonly<{ atoms: number; models: number }>

/** Undefined where the file cannot be read; that is noted. */
async function countIn(file: ArchiveStep & { kind: 'file' }, findings: Findings): Promise<Counted | undefined> {
  if (!/^[\w.+-]+$/.test(file.name)) findings.warn('archive-odd-name', { values: { found: shortened(file.name) } })
  try {
    return await countAtoms(await file.open())
  } catch (error) {
    const found = shortened(error instanceof Error ? error.message : String(error))
    findings.error('archive-broken', { values: { found } })
    return undefined
  }
}

function noteStep(step: Exclude<ArchiveStep, { kind: 'file' }>, findings: Findings): void {
  if (step.kind === 'passed-over') findings.warn('archive-ignored', { values: { found: shortened(step.path) } })
  else findings.error(`archive-${step.reason}`, { values: { found: shortened(step.found), ...mostOf(step.reason) } })
}

function mostOf(reason: string): Readonly<{ most?: number }> {
  const limits: Readonly<Record<string, number>> = {
    packed: archiveLimits.packedMb,
    entries: archiveLimits.entries,
    unpacked: archiveLimits.unpackedMb,
    large: archiveLimits.fileMb,
    ratio: archiveLimits.ratio,
  }
  const most = limits[reason]
  return most === undefined ? {} : { most }
}

function noteAtoms(findings: Findings, name: string, { atoms, models }: Counted, expected = atoms): void {
  const found = shortened(name)
  if (atoms === 0) findings.error('no-atoms', { values: { found } })
  else if (atoms !== expected) findings.warn('different-atoms', { values: { found, atoms, expected } })
  if (models > 1) findings.warn('several-models', { values: { found, count: models } })
}

async function countAtoms(bytes: Readable): Promise<Counted> {
  let [atoms, models] = [0, 0]
  for await (const line of createInterface({ input: bytes })) {
    if (line.startsWith('ATOM') || line.startsWith('HETATM')) atoms++
    else if (line.startsWith('MODEL ')) models++
  }
  return { atoms, models }
}

const collator = new Intl.Collator('en', { numeric: true })
const naturally = (a: string, b: string): number => collator.compare(a, b)
