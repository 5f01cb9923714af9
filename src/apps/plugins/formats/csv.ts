import { FormatError } from './format-error.ts'

/** Characters of one cell and cells of one row: more is meant to fill the memory. */
const longestCell = 2 ** 26
const mostCells = 1_000_000

/**
 * The rows of a table, those that end in one piece of it together, with commas, quotes and any line ends; a table whose first column is called
 * `ID` may have semicolons or tabs instead of commas. Blank lines are left out.
 *
 * @throws FormatError for a quote out of place, or one that is never closed
 * @see RFC 4180
 */
export async function* csvBatches(chunks: AsyncIterable<string>): AsyncGenerator<string[][]> {
  let head = ''
  let reader: RowReader | undefined
  for await (const chunk of chunks) {
    head += reader === undefined ? chunk : ''
    if (reader === undefined && head.length < enoughToTell) continue
    if (reader !== undefined) yield reader.read(chunk)
    else {
      reader = startReader(separatorOf(head))
      yield reader.read(head)
    }
  }
  if (reader === undefined) yield parseCsv(head)
  else yield reader.end()
}

/** The rows of a table that is in memory already. */
export function parseCsv(text: string): string[][] {
  const reader = startReader(separatorOf(text))
  return [...reader.read(text), ...reader.end()]
}

const enoughToTell = '\uFEFF"ID";'.length
const separatorOf = (head: string): string => /^\uFEFF?(?:ID|"ID")([;\t])/.exec(head)?.[1] ?? ','

type RowReader = Readonly<{ read: (chunk: string) => string[][]; end: () => string[][] }>

/** Where the reader stands: at a cell's start, in one of two kinds of cell, behind a quote in one, or behind a CR. */
type State = 'start' | 'plain' | 'quoted' | 'quote' | 'return'

function startReader(separator: string): RowReader {
  const stops = new RegExp(`[${separator}"\\r\\n]`, 'g')
  let rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let wasQuoted = false
  let state: State = 'start'
  let count = 1
  let isFirst = true

  function add(text: string): void {
    cell += text
    if (cell.length > longestCell) throw new FormatError(`row ${count} holds a cell longer than 64 MB.`)
  }

  function endCell(): void {
    if (row.push(cell) > mostCells) throw new FormatError(`row ${count} has more than ${mostCells} cells.`)
    cell = ''
    state = 'start'
  }

  function endRow(): void {
    endCell()
    if (row.length > 1 || row[0] !== '' || wasQuoted) {
      rows.push(row)
      count++
    }
    row = []
    wasQuoted = false
  }

  /** A sign behind which a cell ends. */
  function endBy(sign: string): void {
    if (sign === '"') throw new FormatError(`a quote is out of place in row ${count}.`)
    if (sign === separator) endCell()
    else endRow()
    if (sign === '\r') state = 'return'
  }

  const steps: Readonly<Record<State, (chunk: string, at: number) => number>> = {
    start: (chunk, at) => {
      const isQuote = chunk[at] === '"'
      wasQuoted ||= isQuote
      state = isQuote ? 'quoted' : 'plain'
      return isQuote ? at + 1 : at
    },
    plain: (chunk, at) => {
      stops.lastIndex = at
      const stop = stops.exec(chunk)
      add(chunk.slice(at, stop?.index))
      if (stop === null) return chunk.length
      endBy(stop[0])
      return stop.index + 1
    },
    quoted: (chunk, at) => {
      const quote = chunk.indexOf('"', at)
      add(chunk.slice(at, quote < 0 ? undefined : quote))
      if (quote < 0) return chunk.length
      state = 'quote'
      return quote + 1
    },
    quote: (chunk, at) => {
      const sign = chunk[at] as string
      if (sign === '"') {
        add('"')
        state = 'quoted'
      } else if (sign === separator || sign === '\r' || sign === '\n') endBy(sign)
      else throw new FormatError(`a quote is out of place in row ${count}.`)
      return at + 1
    },
    return: (chunk, at) => {
      state = 'start'
      return chunk[at] === '\n' ? at + 1 : at
    },
  }

  function read(chunk: string): string[][] {
    rows = []
    let at = isFirst && chunk.startsWith('\uFEFF') ? 1 : 0
    isFirst = false
    while (at < chunk.length) at = steps[state](chunk, at)
    return rows
  }

  function end(): string[][] {
    rows = []
    if (state === 'quoted') throw new FormatError(`a quote is opened in row ${count} and never closed.`)
    if (state !== 'return' && (state !== 'start' || row.length > 0)) endRow()
    return rows
  }
  return { read, end }
}

/** A row with every cell in quotes; null is an empty cell. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(quoted).join(',')}\r\n`

function quoted(cell: string | number | null): string {
  const text = String(cell ?? '')
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`
}

/** A table of rows, header first. */
export function* csvLines(
  header: readonly string[],
  rows: Iterable<readonly (string | number | null)[]>,
): Generator<string> {
  yield csvLine(header)
  for (const row of rows) yield csvLine(row)
}
