/** How cells and rows are told apart. */
export interface Dialect {
  readonly delimiter: string
  /** Null where a quotation mark is a letter like any other, as in exports of Web of Science. */
  readonly quote: '"' | null
  /** True where quotes inside quotes are written `\"` instead of `""`. */
  readonly isBackslashEscaped: boolean
}

/** One row of the file as it stands there. A row with a problem has no cells. */
export interface TextRecord {
  readonly cells: readonly string[]
  /** Counted from 1; of the first line where a cell holds line breaks. */
  readonly line: number
  readonly raw: string
  readonly problem: 'csv_syntax' | 'ris_syntax' | 'bibtex_syntax' | 'json_syntax' | 'row_too_long' | null
  readonly hasStrayQuote: boolean
}

/** UTF-16 units; longer rows are reported, not read. */
export const LONGEST_RECORD = 1024 * 1024
/** How far a closing quotation mark is looked for before its line is given up. */
const FARTHEST_QUOTE = 8 * LONGEST_RECORD
const PATIENCE = 64 * 1024
const LIST_LENGTH = 1_000
const INCOMPLETE = -1

const LF = 10
const CR = 13
const SPACE = 32

/**
 * Cuts text that arrives in pieces into records. Line ends are LF, CR LF or CR, also mixed; blank lines are no records.
 * Lenient about stray quotes; after a quote that is never closed it goes on with the next line. Work is linear in the
 * length of the text, whatever stands in it.
 */
export class RecordSplitter {
  readonly #dialect: Dialect
  readonly #delimiter: number
  #text = ''
  #line = 1
  #wanted = 0
  #isSkipping = false
  /** Up to here a quoted cell must end on its own line: that text was searched for a closing quote already. */
  #searchedUntil = 0
  #lfAt = -2
  #crAt = -2
  #quoteAt = -2
  #records: TextRecord[] = []

  constructor(dialect: Dialect) {
    this.#dialect = dialect
    this.#delimiter = dialect.delimiter.charCodeAt(0)
  }

  /** The records that are complete now, in small lists; with `isLast` all that remain. Read it to the end. */
  *push(piece: string, isLast: boolean): Generator<readonly TextRecord[]> {
    this.#text = this.#text === '' ? piece : this.#text + piece
    if (!isLast && this.#text.length < this.#wanted) return

    this.#lfAt = this.#crAt = this.#quoteAt = -2
    let at = 0
    while (at < this.#text.length) {
      const next = this.#isSkipping ? this.#skipLine(at, isLast) : this.#readRecord(at, isLast)
      if (next === INCOMPLETE) break
      at = next
      if (this.#records.length >= LIST_LENGTH) yield this.#take()
    }
    if (this.#records.length > 0) yield this.#take()

    this.#text = this.#text.slice(at)
    this.#searchedUntil = Math.max(0, this.#searchedUntil - at)
    // A long record is tried again when twice as much is there, so that all tries together stay linear.
    this.#wanted = this.#text.length > PATIENCE ? this.#text.length * 2 : 0
  }

  #take(): readonly TextRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }

  #readRecord(at: number, isLast: boolean): number {
    const end = this.#lineEnd(at)
    if (this.#dialect.quote !== null) {
      const quoteAt = this.#nextQuote(at)
      if (quoteAt < end) return this.#readQuoted(at, end, isLast)
    }
    if (end === this.#text.length && !isLast) return this.#giveUpIfEndless(at)
    const next = this.#afterLineEnd(end, isLast)
    if (next === INCOMPLETE) return INCOMPLETE
    if (end > at) {
      const raw = this.#text.slice(at, end)
      if (raw.length > LONGEST_RECORD) this.#addProblem('row_too_long', at, end)
      else this.#add(raw.split(this.#dialect.delimiter), raw, false)
    }
    this.#line++
    return next
  }

  /** A line without end that is already too long is dropped as it arrives. */
  #giveUpIfEndless(at: number): number {
    if (this.#text.length - at <= LONGEST_RECORD) return INCOMPLETE
    this.#addProblem('row_too_long', at, at + LONGEST_RECORD)
    this.#isSkipping = true
    return this.#text.length
  }

  #skipLine(at: number, isLast: boolean): number {
    const end = this.#lineEnd(at)
    if (end === this.#text.length) return end
    const next = this.#afterLineEnd(end, isLast)
    if (next === INCOMPLETE) return INCOMPLETE
    this.#isSkipping = false
    this.#line++
    return next
  }

  #readQuoted(at: number, lineEnd: number, isLast: boolean): number {
    const text = this.#text
    const limit = at < this.#searchedUntil ? lineEnd : Math.min(text.length, at + FARTHEST_QUOTE)
    const cells: string[] = []
    let hasStrayQuote = false
    let cellAt = at
    let end = at

    for (;;) {
      if (text.charCodeAt(cellAt) === 34) {
        const closed = this.#closingQuote(cellAt, limit)
        if (closed.at >= limit && !this.#endsText(closed, isLast)) {
          if (!isLast && limit === text.length && limit - at < FARTHEST_QUOTE) return INCOMPLETE
          return this.#rejectLine(at, lineEnd, limit, isLast)
        }
        if (closed.looksSwallowed) return this.#rejectLine(at, lineEnd, closed.at, isLast)
        hasStrayQuote ||= closed.hasStray
        cells.push(this.#unescaped(text.slice(cellAt + 1, closed.at), closed.hasEscape))
        end = closed.next
      } else {
        end = this.#bareCellEnd(cellAt)
        const cell = text.slice(cellAt, end)
        hasStrayQuote ||= cell.includes('"')
        cells.push(cell)
      }
      if (text.charCodeAt(end) !== this.#delimiter) break
      cellAt = end + 1
    }

    if (end === text.length && !isLast) {
      // The rest of this record has not arrived; on its own line it may yet be too long.
      return end - at > FARTHEST_QUOTE ? this.#giveUpIfEndless(at) : INCOMPLETE
    }
    const next = this.#afterLineEnd(end, isLast)
    if (next === INCOMPLETE) return INCOMPLETE
    const raw = text.slice(at, end)
    if (raw.length > LONGEST_RECORD) this.#addProblem('row_too_long', at, end)
    else this.#add(cells, raw, hasStrayQuote)
    this.#line += 1 + lineBreaksIn(raw)
    return next
  }

  #endsText(closed: { at: number; next: number }, isLast: boolean): boolean {
    return isLast && closed.next === this.#text.length && closed.at < this.#text.length
  }

  /** The line is reported alone, and what was searched in vain is not searched a second time. */
  #rejectLine(at: number, lineEnd: number, searchedUntil: number, isLast: boolean): number {
    if (lineEnd === this.#text.length && !isLast) return this.#giveUpIfEndless(at)
    const next = this.#afterLineEnd(lineEnd, isLast)
    if (next === INCOMPLETE) return INCOMPLETE
    this.#addProblem(lineEnd - at > LONGEST_RECORD ? 'row_too_long' : 'csv_syntax', at, lineEnd)
    this.#searchedUntil = Math.max(this.#searchedUntil, searchedUntil)
    this.#line++
    return next
  }

  /**
   * Looks for the quote that closes the cell which opens at `from`: one followed by a delimiter or a line end. A stray
   * one that looks like the opening of a cell on a later line says that the wrong text is being swallowed.
   */
  #closingQuote(from: number, limit: number): ClosingQuote {
    const text = this.#text
    let hasStray = false
    let hasEscape = false
    let looksSwallowed = false
    let hasBreak = false
    let seen = from + 1
    for (let at = text.indexOf('"', from + 1); at !== -1 && at < limit; at = text.indexOf('"', at + 1)) {
      if (this.#dialect.isBackslashEscaped && isEscaped(text, at, from)) {
        hasEscape = true
        continue
      }
      if (text.charCodeAt(at + 1) === 34) {
        hasEscape = true
        at++
        continue
      }
      let next = at + 1
      while (text.charCodeAt(next) === SPACE) next++
      const after = text.charCodeAt(next)
      if (next >= text.length || after === this.#delimiter || after === LF || after === CR) {
        return { at, next, hasStray, hasEscape, looksSwallowed }
      }
      hasStray = true
      hasBreak ||= lineBreaksIn(text.slice(seen, at)) > 0
      seen = at
      const before = text.charCodeAt(at - 1)
      looksSwallowed ||= hasBreak && (before === this.#delimiter || before === LF || before === CR)
    }
    return { at: limit, next: limit, hasStray, hasEscape, looksSwallowed }
  }

  #unescaped(cell: string, hasEscape: boolean): string {
    if (!hasEscape) return cell
    const doubled = cell.replaceAll('""', '"')
    return this.#dialect.isBackslashEscaped ? doubled.replaceAll('\\"', '"') : doubled
  }

  #bareCellEnd(from: number): number {
    const text = this.#text
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === this.#delimiter || unit === LF || unit === CR) return at
    }
    return text.length
  }

  #lineEnd(at: number): number {
    if (this.#lfAt < at) this.#lfAt = indexOrEnd(this.#text, '\n', at)
    if (this.#crAt < at) this.#crAt = indexOrEnd(this.#text, '\r', at)
    return Math.min(this.#lfAt, this.#crAt)
  }

  #nextQuote(at: number): number {
    if (this.#quoteAt < at) this.#quoteAt = indexOrEnd(this.#text, '"', at)
    return this.#quoteAt
  }

  /** Where the next line begins; incomplete while the partner of a CR may still arrive. */
  #afterLineEnd(end: number, isLast: boolean): number {
    if (end >= this.#text.length) return end
    if (this.#text.charCodeAt(end) === LF) return end + 1
    if (end + 1 === this.#text.length && !isLast) return INCOMPLETE
    return this.#text.charCodeAt(end + 1) === LF ? end + 2 : end + 1
  }

  #add(cells: readonly string[], raw: string, hasStrayQuote: boolean): void {
    this.#records.push({ cells, line: this.#line, raw, problem: null, hasStrayQuote })
  }

  #addProblem(problem: 'csv_syntax' | 'row_too_long', from: number, to: number): void {
    const raw = this.#text.slice(from, Math.min(to, from + LONGEST_RECORD))
    this.#records.push({ cells: [], line: this.#line, raw, problem, hasStrayQuote: false })
  }
}

interface ClosingQuote {
  readonly at: number
  readonly next: number
  readonly hasStray: boolean
  readonly hasEscape: boolean
  readonly looksSwallowed: boolean
}

function indexOrEnd(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, at: number, from: number): boolean {
  let count = 0
  for (let before = at - 1; before > from && text[before] === '\\'; before--) count++
  return count % 2 === 1
}

function lineBreaksIn(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === LF || (unit === CR && text.charCodeAt(at + 1) !== LF)) count++
  }
  return count
}
