import { type FormReader, LONGEST_RECORD, type NamedRecord } from './form.ts'
import { Lines } from './lines.ts'

/** How records are written that have a tag at the beginning of each line. */
export type Tagging = Readonly<{
  /** Tag and value of a line. */
  line: RegExp
  /** The tag that begins a record. */
  first: string
  /** The tag that ends it; null where a blank line or the next record does. */
  last: string | null
  /** What is left of a line without a tag that carries the last value on. */
  continued: (line: string) => string
  /** Tags that stand outside of records, for the file as a whole. */
  outside?: ReadonlySet<string>
  /** Tags whose further lines are further values. */
  listed: ReadonlySet<string>
  /** The values of a record by the names under which they go on. */
  named: (values: ReadonlyMap<string, readonly string[]>) => Map<string, string>
}>

type Open = {
  line: number
  raw: string[]
  length: number
  values: Map<string, string[]>
  tag: string
  isWhole: boolean
}

/** Reads RIS and its kin line by line. Text between records is passed over. */
export class TaggedReader implements FormReader {
  readonly #tagging: Tagging
  readonly #lines = new Lines()
  #line = 0
  #open: Open | null = null

  constructor(tagging: Tagging) {
    this.#tagging = tagging
  }

  *push(piece: string, isLast: boolean): Generator<NamedRecord> {
    for (const line of this.#lines.push(piece, isLast)) {
      this.#line++
      yield* this.#read(line)
    }
    if (isLast) yield* this.#close()
  }

  *#read(line: string): Generator<NamedRecord> {
    const { line: pattern, first, last } = this.#tagging
    const [, tag, value = ''] = pattern.exec(line) ?? []
    if (tag === undefined) {
      if (line.trim() !== '') this.#carryOn(line)
      else if (last === null) yield* this.#close()
      return
    }
    if (this.#open === null && this.#tagging.outside?.has(tag)) return
    if (tag === first) yield* this.#close()
    if (tag === last) {
      this.#keep(line)
      yield* this.#close()
      return
    }
    // A tag outside a record is the middle of one whose beginning is missing.
    this.#open ??= { line: this.#line, raw: [], length: 0, values: new Map(), tag, isWhole: tag === first }
    this.#keep(line)
    this.#open.tag = tag
    this.#add(tag, value.trim())
  }

  #carryOn(line: string): void {
    if (this.#open === null) return
    this.#keep(line)
    const { tag, values } = this.#open
    const text = this.#tagging.continued(line).trim()
    const known = values.get(tag)
    if (this.#tagging.listed.has(tag) || known === undefined) this.#add(tag, text)
    else known.push(`${known.pop() ?? ''} ${text}`.trim())
  }

  #add(tag: string, value: string): void {
    if (value === '' || this.#open === null || this.#open.length > LONGEST_RECORD) return
    const known = this.#open.values.get(tag)
    if (known) known.push(value)
    else this.#open.values.set(tag, [value])
  }

  #keep(line: string): void {
    if (this.#open === null) return
    if (this.#open.length <= LONGEST_RECORD) this.#open.raw.push(line.slice(0, LONGEST_RECORD))
    this.#open.length += line.length + 1
  }

  *#close(): Generator<NamedRecord> {
    const open = this.#open
    this.#open = null
    if (open === null || (!open.isWhole && open.values.size === 0)) return
    const raw = open.raw.join('\n').slice(0, LONGEST_RECORD)
    const problem = open.length > LONGEST_RECORD ? 'row_too_long' : open.isWhole ? null : 'ris_syntax'
    yield { values: problem === null ? this.#tagging.named(open.values) : new Map(), line: open.line, raw, problem }
  }
}

/** The values of each tag as one text, `; ` between them. */
export const joined = (values: ReadonlyMap<string, readonly string[]>): Map<string, string> =>
  new Map([...values].map(([tag, all]) => [tag, all.join('; ')]))
