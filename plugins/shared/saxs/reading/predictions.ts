import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { archiveKindOf, walkArchive } from '../../../../src/apps/plugins/formats/archives.ts'
import type { Shifts } from '../inference/shifts.ts'
import type { Findings } from './findings.ts'

/** What a predictor of chemical shifts wrote for one structure. */
type Prediction = Readonly<{ name: string; text: string }>

/** One shift: where it is, and how large, in ppm. */
type Shift = Readonly<{ key: string; atom: string; value: number }>

/** What predictors are off by on average, in ppm, by the name of the atom; others are left out. */
export const predictionErrors: Readonly<Record<string, number>> = {
  N: 1.2328,
  CA: 0.3836,
  CB: 0.5329,
  C: 0.5096,
  H: 0.1711,
  HN: 0.2351,
  HA: 0.1081,
  CD: 0.5059,
  CD1: 1.0113,
  CD2: 1.812,
  CE: 0.369,
  CE1: 0.9168,
  CE2: 0.8092,
  CG: 0.6635,
  CG1: 0.7835,
  CG2: 0.9182,
  CZ: 1.1673,
  HA2: 0.2732,
  HA3: 0.3007,
  HB: 0.1464,
  HB2: 0.1814,
  HB3: 0.2109,
  HD1: 0.176,
  HD2: 0.1816,
  HD3: 0.1796,
  HE: 0.3342,
  HE1: 0.1949,
  HE2: 0.159,
  HE3: 0.3219,
  HG: 0.3826,
  HG1: 0.1489,
  HG12: 0.1881,
  HG13: 0.1269,
  HG2: 0.1401,
  HG3: 0.1689,
  HZ: 0.261,
}

/** Of measurements, in ppm, by the first letter of the atom. */
const measurementErrors: Readonly<Record<string, number>> = { N: 0.3, H: 0.025, C: 0.3 }

/** Whether a file of predicted shifts is an archive of what a predictor wrote, told by its first bytes. */
export async function isArchive(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer: bytes, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
    return archiveKindOf(bytes.subarray(0, bytesRead)) !== undefined
  } finally {
    await handle.close()
  }
}

/** Files of an archive, one for each structure. */
export async function readPredictions(path: string, findings: Findings): Promise<Prediction[]> {
  const found: Prediction[] = []
  for await (const step of walkArchive(path, (name) => /\.(?:cs|csv|txt|tab|dat)$/i.test(name))) {
    if (step.kind === 'passed-over') findings.warn(`“${step.name}”, no table by its name`, 'files of a predictor')
    else if (step.kind === 'refused') findings.error(`${step.found} (${step.reason})`, 'a clean archive of tables')
    else found.push({ name: step.name, text: await text(await step.open()) })
    if (findings.hasErrors()) break
  }
  return found
}

/** Whether a measured table names residues and atoms, as predictions do. */
export async function namesAtoms(path: string): Promise<boolean> {
  const head = await text(createReadStream(path, { start: 0, end: 65_535 }))
  return shiftsIn(head).length > 0
}

/**
 * Shifts that were measured and predicted for every model, by residue number, residue name and atom. Errors are those
 * that are usual for the atom. Undefined where nothing can be made of it: the findings say why.
 */
export function shiftsOf(
  measuredText: string,
  predictions: readonly Prediction[],
  models: readonly string[],
  findings: Findings,
): Shifts | undefined {
  const measured = shiftsIn(measuredText).filter(({ atom }) => Object.hasOwn(predictionErrors, atom))
  const files = inOrderOf(models, predictions, findings)
  if (!files) return undefined
  const tables = files.map((file) => new Map(shiftsIn(file.text).map(({ key, value }) => [key, value])))
  const empty = tables.findIndex((table) => table.size === 0)
  if (empty >= 0) {
    findings.error(`no shift in “${files[empty]?.name}”`, 'lines of residue number, residue name, atom, shift')
    return undefined
  }
  const kept = measured.filter(({ key }) => tables.every((table) => table.has(key)))
  const all = shiftsIn(measuredText).length
  if (kept.length === 0) findings.error('no measured shift that is predicted', 'the same residues and atoms in both')
  else if (kept.length < all)
    findings.warn(`${all - kept.length} of ${all} shifts without a prediction for each model`, 'all; they are left out')
  if (findings.hasErrors()) return undefined
  return {
    measured: Float64Array.from(kept, ({ value }) => value),
    errors: Float64Array.from(kept, ({ atom }) => measurementErrors[atom.charAt(0)] ?? Number.NaN),
    predictionErrors: Float64Array.from(kept, ({ atom }) => predictionErrors[atom] ?? Number.NaN),
    predicted: Float64Array.from(tables.flatMap((table) => kept.map(({ key }) => table.get(key) ?? Number.NaN))),
    models: models.length,
  }
}

/** Lines that begin with the number of a residue; the rest are titles. A shift that is no number is left out, as one that is missing. */
function shiftsIn(source: string): Shift[] {
  return source.split(/\r\n|\n|\r/).flatMap((line) => {
    const [residue = '', name = '', atom = '', shift = ''] = line.trim().split(/[\s,;]+/)
    const value = Number(shift)
    if (!/^-?\d+$/.test(residue) || !/^[A-Za-z]/.test(atom) || shift === '' || !Number.isFinite(value)) return []
    return [{ key: `${residue} ${name.toUpperCase()} ${atom.toUpperCase()}`, atom: atom.toUpperCase(), value }]
  })
}

/** By their names without endings, or else by their order, which is said. */
function inOrderOf(
  models: readonly string[],
  predictions: readonly Prediction[],
  findings: Findings,
): readonly Prediction[] | undefined {
  const byStem = new Map(predictions.map((one) => [stemOf(one.name), one]))
  const named = models.flatMap((model) => byStem.get(stemOf(model)) ?? [])
  if (named.length === models.length) return named
  if (predictions.length !== models.length) {
    findings.error(`${predictions.length} files`, `${models.length}, one for each model, with its name`)
    return undefined
  }
  findings.warn('files with other names than the models', 'names of the models; the order of the names is taken')
  const { compare } = new Intl.Collator('en', { numeric: true })
  return [...predictions].sort((a, b) => compare(a.name, b.name))
}

const stemOf = (name: string): string =>
  name.replace(/(?:\.(?:pdb|ent|cif|mmcif|cs|csv|txt|tab|dat))+$/i, '').toLowerCase()
