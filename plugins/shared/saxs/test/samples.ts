import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { Curve, Ensemble } from '../inference/ensemble.ts'

export const samples = join(import.meta.dirname, '../../../../test/data/saxs')

const textOf = (path: string): string => readFileSync(join(samples, path), 'utf8')
const rowsOf = (path: string): number[][] =>
  textOf(path)
    .trim()
    .split(/\s*\n\s*/)
    .map((line) => line.trim().split(/\s+/).map(Number))

/** Numbers of a file in the order of its columns, one column after the other. */
export function columnsOf(path: string): Float64Array[] {
  const rows = rowsOf(path)
  return (rows[0] ?? []).map((_, column) => Float64Array.from(rows, (row) => row[column] ?? Number.NaN))
}

/** Draws of a recorded run: names of columns, and one row of numbers for each draw. */
export function recordedDraws(): Readonly<{ header: string[]; rows: number[][] }> {
  const [header = '', ...lines] = textOf('calmodulin/saxs4/draws.csv').trim().split('\n')
  return { header: header.split(','), rows: lines.map((line) => line.split(',').map(Number)) }
}

export function curveOf(path: string): Curve {
  const [q, intensity, sigma] = columnsOf(path) as [Float64Array, Float64Array, Float64Array]
  return { q, intensity, sigma }
}

const curves = {
  sample10: 'sample10/experimental.dat',
  synthetic868: 'synthetic868/experimental.dat',
  'calmodulin/saxs4': 'calmodulin/SASDCQ2.dat',
  'calmodulin/cs4': 'calmodulin/SASDCQ2.dat',
  'calmodulin/energy3': 'calmodulin/SASDCQ2.dat',
  'calmodulin/cs_energy3': 'calmodulin/SASDCQ2.dat',
  'calmodulin/library12': 'calmodulin/SASDCQ2.dat',
  'c2delta/saxs5': 'c2delta/experimental.dat',
  'c2delta/energy3': 'c2delta/experimental.dat',
} as const

export type SampleName = keyof typeof curves

export function sampleOf(name: SampleName): Ensemble {
  const columns = columnsOf(`${name}/simulated.txt`)
  const points = columns[0]?.length ?? 0
  const simulated = new Float64Array(columns.length * points)
  columns.forEach((column, model) => {
    simulated.set(column, model * points)
  })
  return { curve: curveOf(curves[name]), simulated, names: columns.map((_, model) => `${model + 1}.pdb`) }
}

/** Files with their text, as one ZIP. */
export async function zipOf(
  entries: Readonly<Record<string, string>>,
  options: { mode?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name, options)
  zip.end()
  return buffer(zip.outputStream)
}

/** A short inference; tests say what they want otherwise. */
export const usualOptions = {
  threshold: 0.01,
  variant: 'corrected',
  maxRounds: 100,
  skipsSelection: false,
  iterations: 200,
  chains: 2,
  warmUpShare: 0.5,
  acceptance: 0.8,
  prior: null,
  withEvidence: false,
  seed: 1,
} as const

export type Reference = Readonly<{
  sets: Readonly<
    Record<
      string,
      Readonly<{
        flatWeights: Readonly<{ scaleLeastSquares: number; chi2: number }>
        singleModels: readonly Readonly<{ scale: number; chi2: number }>[]
        objective: readonly Readonly<{
          alpha: 'ones' | 'halves' | '1..n'
          variant: 'compat' | 'corrected'
          L: number
          KL: number
          fit: number
          spread: number
          scale: number
        }>[]
        cormapFlat: Readonly<{ n: number; c: number; P: number }>
      }>
    >
  >
  vectors: Readonly<{
    jsd: readonly Readonly<{ a: number[]; b: number[]; value: number }>[]
    cormap: readonly Readonly<{ n: number; c: number; P: number }>[]
    lgammaDigamma: readonly Readonly<{ x: number; lgamma: number; digamma: number }>[]
  }>
  draws: Readonly<{
    mean: number[]
    sd: number[]
    nEffRecorded: number[]
    rhatSplit: number[]
    scale: Readonly<{ mean: number; sd: number; nEffRecorded: number; rhatSplit: number }>
    jsd: number
    chi2: number
    ebfmi: number[]
  }>
}>

export const reference = JSON.parse(textOf('reference.json')) as Reference

/** Sets of the reference by the folder they are in. */
export const referenceSets: Readonly<Record<string, SampleName>> = {
  sample10: 'sample10',
  synthetic868: 'synthetic868',
  'calmodulin.saxs4': 'calmodulin/saxs4',
  'calmodulin.library12': 'calmodulin/library12',
  'c2delta.saxs5': 'c2delta/saxs5',
}
