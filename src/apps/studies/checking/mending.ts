import { dataLines, type Reading, toNumber } from './lines.ts'

/** What is done to a curve on its way into a file of its own. */
export type Mending = Readonly<{
  /** q is divided by 10: from 1/nm to 1/Å. */
  convertsQ: boolean
  /** Lines go by growing q. */
  sorts: boolean
  /** Errors are this share of the intensity; null where the file has its own. */
  relativeError: number | null
}>

type Line = Readonly<{ q: number; cells: readonly string[] }>

/** The mended curve as text: three columns, numbers that stay as they are written as they were. */
export async function mendedCurve(bytes: AsyncIterable<Uint8Array>, mending: Mending): Promise<string> {
  const reading: Reading = { skipped: 0, hasDecimalCommas: false }
  const lines: Line[] = []
  for await (const { cells } of dataLines(bytes, reading)) lines.push(mendedLine(cells, mending))
  if (mending.sorts) lines.sort((a, b) => a.q - b.q)
  return lines.map(({ cells }) => `${cells.join(' ')}\n`).join('')
}

function mendedLine(given: readonly string[], { convertsQ, relativeError }: Mending): Line {
  const [q = '', intensity = '', error = ''] = given
  const value = convertsQ ? Number((toNumber(q) / 10).toPrecision(12)) : toNumber(q)
  const made = relativeError === null ? error : shortNumber(Math.abs(toNumber(intensity)) * relativeError)
  return { q: value, cells: [convertsQ ? String(value) : q, intensity, made] }
}

const shortNumber = (value: number): string => Number(value.toPrecision(7)).toExponential()

/** Part of a file name, such as `-sorted`. */
export const suffixOf = ({ convertsQ, sorts, relativeError }: Mending): string =>
  [convertsQ && '-per-angstrom', sorts && '-sorted', relativeError !== null && '-with-errors'].filter(Boolean).join('')
