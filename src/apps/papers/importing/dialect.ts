import { countKnownNames } from './presets/recognising.ts'
import { type Dialect, RecordSplitter, type TextRecord } from './records.ts'

export const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

const RECORDS_TRIED = 100
const HEADER_ROWS = 10

/** The dialect in which the first records have the same number of cells most often. */
export function detectDialect(sample: string, isWhole: boolean): Dialect {
  const said = /^sep=([,;\t|])\r?\n?/i.exec(sample)?.[1]
  const delimiters = said === undefined ? DELIMITERS : [said]
  const escapes = sample.includes('\\"') ? [false, true] : [false]
  const trials = delimiters.flatMap((delimiter) =>
    escapes.map((isBackslashEscaped) => trial({ delimiter, quote: '"', isBackslashEscaped }, sample, isWhole)),
  )
  return trials.reduce((best, next) => (isBetter(next, best) ? next : best)).dialect
}

/** The records of a sample; the last one, which may be cut, only where the sample is the whole file. */
export function sampleRecords(dialect: Dialect, sample: string, isWhole: boolean, most: number): TextRecord[] {
  const records: TextRecord[] = []
  for (const some of new RecordSplitter(dialect).push(sample, isWhole)) {
    records.push(...some)
    if (records.length >= most) break
  }
  return records.slice(0, most)
}

interface Trial {
  readonly dialect: Dialect
  /** Known column names in the first rows: they tell more than counts, where titles hold commas. */
  readonly knownNames: number
  /** Share of the records that have the commonest number of cells; 0 where that is a single one. */
  readonly steadiness: number
  readonly headerCells: number
}

function trial(dialect: Dialect, sample: string, isWhole: boolean): Trial {
  const records = sampleRecords(dialect, sample, isWhole, RECORDS_TRIED).filter(({ cells }) => !isSeparatorLine(cells))
  const counts = new Map<number, number>()
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const [cells, times] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])
  return {
    dialect,
    knownNames: Math.max(0, ...records.slice(0, HEADER_ROWS).map((record) => countKnownNames(record.cells).count)),
    steadiness: cells > 1 ? times / records.length : 0,
    headerCells: records[0]?.cells.length ?? 0,
  }
}

function isBetter(next: Trial, best: Trial): boolean {
  const nextNames = Math.min(next.knownNames, 2)
  const bestNames = Math.min(best.knownNames, 2)
  if (nextNames !== bestNames) return nextNames > bestNames
  if (next.steadiness !== best.steadiness) return next.steadiness > best.steadiness
  return next.headerCells > best.headerCells
}

/** The first line with which spreadsheets say what stands between cells. */
export function isSeparatorLine(cells: readonly string[]): boolean {
  return /^sep=/i.test(cells[0] ?? '') && cells.slice(1).every((cell) => cell === '')
}
