import { type Correction, corrected, correlate } from './correlating.ts'
import type { Dataset } from './dataset.ts'
import { leafOrder } from './leaf-order.ts'

/** Correlations of some features with others; what is not significant stands there as r = 0, p = 1. */
export type Block = Readonly<{
  name: string
  rows: readonly string[]
  columns: readonly string[]
  r: readonly (readonly number[])[]
  /** Corrected. */
  p: readonly (readonly number[])[]
}>

export type Pair = Readonly<{ one: string; other: string; r: number; p: number; corrected: number }>

export type Correlations = Readonly<{ tests: number; significant: readonly Pair[]; blocks: readonly Block[] }>

/** All pairs of all features, corrected together, and the blocks within and between tables. */
export function correlations(datasets: readonly Dataset[], correction: Correction, alpha: number): Correlations {
  const features = datasets.flatMap(({ features: names, columns }, set) =>
    names.map((name, at) => ({ name, set, values: columns[at] ?? new Float64Array() })),
  )
  const pairs = features.flatMap((one, i) =>
    features.slice(0, i).map((other, j) => ({ i, j, ...correlate(one.values, other.values) })),
  )
  const adjusted = corrected(
    pairs.map(({ p }) => p),
    correction,
  )
  const passing = pairs.flatMap((pair, at) =>
    (adjusted[at] ?? 1) <= alpha ? [{ ...pair, corrected: adjusted[at] ?? 1 }] : [],
  )
  const find = (i: number, j: number) =>
    passing.find((pair) => (pair.i === i && pair.j === j) || (pair.i === j && pair.j === i))
  const of = (set: number): number[] => [...features.keys()].filter((at) => features[at]?.set === set)
  const nameOf = (at: number): string => features[at]?.name ?? ''

  const block = (name: string, rows: readonly number[], columns: readonly number[]): Block => {
    const isUsed = (at: number, others: readonly number[]): boolean =>
      others.some((other) => other !== at && find(at, other))
    const keptRows = rows.filter((at) => isUsed(at, columns))
    const keptColumns = columns.filter((at) => isUsed(at, rows))
    const cell = (i: number, j: number) => (i === j ? { r: 1, corrected: 1 } : (find(i, j) ?? { r: 0, corrected: 1 }))
    const orderedRows = ordered(keptRows, (at) => keptColumns.map((other) => cell(at, other).r))
    const orderedColumns =
      rows === columns ? orderedRows : ordered(keptColumns, (at) => keptRows.map((other) => cell(at, other).r))
    return {
      name,
      rows: orderedRows.map(nameOf),
      columns: orderedColumns.map(nameOf),
      r: orderedRows.map((i) => orderedColumns.map((j) => cell(i, j).r)),
      p: orderedRows.map((i) => orderedColumns.map((j) => cell(i, j).corrected)),
    }
  }
  const [first, second] = [of(0), of(1)]
  return {
    tests: pairs.length,
    significant: passing
      .map(({ i, j, r, p, corrected: counted }) => ({ one: nameOf(i), other: nameOf(j), r, p, corrected: counted }))
      .sort((a, b) => a.p - b.p),
    blocks: [
      block('dataset1', first, first),
      ...(datasets.length > 1 ? [block('dataset2', second, second), block('dataset1_2', first, second)] : []),
    ],
  }
}

function ordered(items: readonly number[], rowOf: (item: number) => readonly number[]): number[] {
  return leafOrder(items.map((item) => Float64Array.from(rowOf(item)))).map((at) => items[at] ?? 0)
}
