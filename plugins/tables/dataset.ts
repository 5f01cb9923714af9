import { parseCsv } from '../../src/apps/plugins/formats/csv.ts'
import type { OpenedFile } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

/** A table of numbers: samples below each other, features side by side. */
export type Dataset = Readonly<{
  label: string
  samples: readonly string[]
  features: readonly string[]
  /** One feature after the other, each with a value for every sample. */
  columns: readonly Float64Array[]
  /** What was changed on the way in. */
  notes: readonly string[]
}>

export const limits = { samples: 1_000, features: 500, fewestFeatures: 2, commonSamples: 15 } as const

const mostBytes = 50e6

/**
 * Reads a table: names of features in the first line, names of samples in the first column. Columns that hold words are
 * left out, missing values become the median of their column.
 *
 * @throws PluginError that names file, line and column.
 */
export async function readDataset(file: OpenedFile, label: string): Promise<Dataset> {
  if (file.sizeBytes > mostBytes) throw new PluginError(`“${file.name}” is larger than ${mostBytes / 1e6} MB.`)
  const [header = [], ...rows] = rowsOf(await file.text(), file.name)
  const features = header.slice(1)
  const odd = rows.findIndex((row) => row.length !== header.length)
  if (odd >= 0)
    throw new PluginError(
      `“${file.name}”, line ${odd + 2}: found ${rows[odd]?.length} cells; expected ${header.length}.`,
    )
  const samples = rows.map(([name = '']) => name.trim())
  refuseTwice(samples, `“${file.name}”: the sample`)
  refuseTwice(features, `“${file.name}”: the feature`)
  const read = features.map((name, at) => ({ name, ...columnOf(rows.map((row) => row[at + 1] ?? '')) }))
  const numeric = read.flatMap(({ name, values, missing }) => (values === null ? [] : [{ name, values, missing }]))
  const filled = numeric.reduce((sum, { missing }) => sum + missing, 0)
  demandSize(file.name, samples.length, numeric.length)
  return {
    label,
    samples,
    features: numeric.map(({ name }) => name),
    columns: numeric.map(({ values }) => values),
    notes: [
      ...(numeric.length < features.length
        ? [`${features.length - numeric.length} columns of “${file.name}” hold words and are left out.`]
        : []),
      ...(filled > 0 ? [`${filled} missing values of “${file.name}” became the median of their column.`] : []),
    ],
  }
}

/** Commas where there are any in the first line, else tabs. */
function rowsOf(text: string, name: string): string[][] {
  const [first = ''] = text.split('\n', 1)
  try {
    if (first.includes(',')) return parseCsv(text)
  } catch (cause) {
    throw new PluginError(`“${name}” is no table: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  return lines.filter((line) => line.trim() !== '').map((line) => line.split('\t'))
}

function refuseTwice(names: readonly string[], what: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new PluginError(`${what} “${twice}” stands there twice.`)
}

const isMissing = (cell: string): boolean => /^\s*(?:na|nan|null|n\/a|-)?\s*$/i.test(cell)

/** Null for a column of words, or of nothing. */
function columnOf(cells: readonly string[]): { values: Float64Array | null; missing: number } {
  const numbers = cells.map((cell) => (isMissing(cell) ? null : Number(cell)))
  const known = numbers.filter((value) => value !== null)
  if (known.length === 0 || !known.every(Number.isFinite)) return { values: null, missing: 0 }
  const middle = medianOf(known)
  return { values: Float64Array.from(numbers, (value) => value ?? middle), missing: numbers.length - known.length }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const above = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? above : ((sorted[half - 1] ?? 0) + above) / 2
}

function demandSize(name: string, samples: number, features: number): void {
  if (features < limits.fewestFeatures)
    throw new PluginError(`“${name}”: found ${features} columns of numbers; expected ${limits.fewestFeatures} or more.`)
  if (features > limits.features)
    throw new PluginError(`“${name}”: found ${features} columns; expected ${limits.features} at most.`)
  if (samples > limits.samples)
    throw new PluginError(`“${name}”: found ${samples} samples; expected ${limits.samples} at most.`)
  if (samples < 4) throw new PluginError(`“${name}”: found ${samples} samples; expected 4 or more.`)
}

/** The features of highest variance, by growing variance. */
export function mostVaried(dataset: Dataset, count: number): Dataset {
  const variances = dataset.columns.map(varianceOf)
  const kept = [...variances.keys()].sort((a, b) => (variances[a] ?? 0) - (variances[b] ?? 0)).slice(-count)
  return {
    ...dataset,
    features: kept.map((at) => dataset.features[at] ?? ''),
    columns: kept.map((at) => dataset.columns[at] ?? new Float64Array()),
  }
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

/**
 * The same samples, in the order of the first table.
 *
 * @throws PluginError where too few names are common.
 */
export function joined(first: Dataset, second: Dataset): [Dataset, Dataset] {
  const places = new Map(second.samples.map((name, at) => [name, at]))
  const common = first.samples.filter((name) => places.has(name))
  if (common.length <= limits.commonSamples)
    throw new PluginError(
      `The tables have ${common.length} samples in common; more than ${limits.commonSamples} are needed. Names must be the same in both.`,
    )
  const own = new Map(first.samples.map((name, at) => [name, at]))
  const pick = (dataset: Dataset, at: ReadonlyMap<string, number>): Dataset => ({
    ...dataset,
    samples: common,
    columns: dataset.columns.map((column) => Float64Array.from(common, (name) => column[at.get(name) ?? 0] ?? 0)),
  })
  return [pick(first, own), pick(second, places)]
}
