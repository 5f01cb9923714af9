import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'

/** One line of data: its number in the file, and its cells. */
type DataLine = Readonly<{ line: number; cells: readonly string[] }>

/** What was noticed on the way. */
export type Reading = {
  skipped: number
  hasDecimalCommas: boolean
  /** Words of the last line of words before the data. */
  header?: readonly string[]
}

const comment = /^[#!%;"]|^[\p{L}]/u
/** Words that a number may be, so that the line is data with a mistake in it. */
const notNumber = /^(?:nan|[+-]?inf(?:inity)?)\b/i

/**
 * The lines that hold data, split at blanks, tabs, semicolons or commas. Comments and headers are counted and left out;
 * byte order marks, CR and a missing last line end do not matter.
 */
export async function* dataLines(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<DataLine> {
  const input = Readable.from(bytes)
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  let hasData = false
  try {
    for await (const raw of lines) {
      // Files of old Macs end their lines with CR alone.
      for (const piece of raw.split('\r')) {
        number++
        const text = piece.replace(/^\uFEFF/, '').trim()
        if (text === '') continue
        if (comment.test(text) && !notNumber.test(text)) {
          reading.skipped++
          if (!hasData) reading.header = wordsIn(text)
          continue
        }
        hasData = true
        yield { line: number, cells: cellsOf(text, reading) }
      }
    }
  } finally {
    lines.close()
    input.destroy()
  }
}

const wordsIn = (text: string): string[] =>
  text
    .replace(/^[#!%;\s]+/, '')
    .split(/[\s,;]+/)
    .filter((word) => word !== '')

const mostKept = 300

/** Every k-th number, so that a picture, or a comparison, needs no more than a few hundred. */
export function thinned(values: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(values.length / mostKept))
  return values.filter((_, at) => at % step === 0)
}

function cellsOf(text: string, reading: Reading): string[] {
  const byBlanks = text.split(/[\s;]+/).filter((cell) => cell !== '')
  if (
    byBlanks.length > 1 &&
    byBlanks.every((cell) => /^[+-]?\d*,\d+(?:e[+-]?\d+)?$/i.test(cell) || /^[+-]?\d+$/.test(cell))
  ) {
    if (!byBlanks.some((cell) => cell.includes(','))) return byBlanks
    reading.hasDecimalCommas = true
    return byBlanks.map((cell) => cell.replace(',', '.'))
  }
  return text.split(/[\s,;]+/).filter((cell) => cell !== '')
}

/** NaN where it is no number at all; infinities and NaN written out are given back as they are. */
export function toNumber(cell: string): number {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[ed][+-]?\d+)?$/i.test(cell)) return Number(cell.replace(/d/i, 'e'))
  if (/^[+-]?inf(?:inity)?$/i.test(cell)) return cell.startsWith('-') ? -Infinity : Infinity
  return Number.NaN
}
