import { calledAlike } from '../presets/preset.ts'
import { readType } from '../types.ts'
import { type Form, type FormReader, LONGEST_RECORD, type NamedRecord } from './form.ts'

const longestValue = 250_000
const noValues: ReadonlyMap<string, string> = new Map()

/**
 * Reads objects out of a JSON array, out of the `items` of an answer of Crossref, or one after the other (JSON Lines).
 * Only braces and strings are looked at until an object is complete.
 */
class JsonReader implements FormReader {
  #text = ''
  #at = 0
  #line = 1
  /** Where the open object begins in the text; -1 between objects. */
  #start = -1
  #startLine = 1
  #depth = 0
  #isInString = false
  #isTooLong = false
  #hasSeenStart = false;

  *push(piece: string, isLast: boolean): Generator<NamedRecord> {
    this.#text += piece
    if (!this.#hasSeenStart && !this.#findStart(isLast)) return
    for (; this.#at < this.#text.length; this.#at++) {
      const record = this.#look(this.#text.charCodeAt(this.#at))
      if (record !== undefined) yield record
    }
    this.#forget()
    if (isLast && this.#start !== -1) yield this.#record(this.#text.slice(this.#start))
  }

  /** Behind `"items":[` in an answer of Crossref, which is one object around all others. */
  #findStart(isLast: boolean): boolean {
    if (!isLast && this.#text.length < 4_096) return false
    this.#hasSeenStart = true
    const around = /^\s{0,100}\{\s{0,100}"(?:status|message(?:-type)?)"[\s\S]{0,4000}?"items"\s?:\s?\[/.exec(
      this.#text.slice(0, 8_192),
    )
    if (around) {
      this.#at = around[0].length
      this.#line += around[0].split('\n').length - 1
    }
    return true
  }

  #look(code: number): NamedRecord | undefined {
    if (code === 10) this.#line++
    if (this.#isInString) {
      if (code === 92) this.#at++
      // No string of JSON holds a line end: a quotation mark is missing, and the next line begins anew.
      else if (code === 34 || code === 10) this.#isInString = false
      return undefined
    }
    if (code === 34) this.#isInString = true
    else if (code === 123) this.#open()
    else if (code === 125 && this.#depth > 0 && --this.#depth === 0) return this.#close()
    return undefined
  }

  #open(): void {
    if (this.#depth++ > 0) return
    this.#start = this.#at
    this.#startLine = this.#line
  }

  #close(): NamedRecord {
    const record = this.#record(this.#text.slice(this.#start, this.#at + 1))
    this.#start = -1
    return record
  }

  /** Text that is not needed any more goes, and so does what no record may be as long as. */
  #forget(): void {
    const from = this.#start === -1 ? this.#text.length : this.#start
    if (this.#text.length - from > 2 * LONGEST_RECORD) {
      this.#isTooLong = true
      this.#text = this.#text.slice(from, from + LONGEST_RECORD + 1)
      this.#start = 0
      this.#at = this.#text.length
      return
    }
    this.#text = this.#text.slice(from)
    this.#at -= from
    if (this.#start !== -1) this.#start = 0
  }

  #record(raw: string): NamedRecord {
    const isTooLong = this.#isTooLong || raw.length > LONGEST_RECORD
    this.#isTooLong = false
    this.#depth = 0
    const place = { line: this.#startLine, raw: raw.slice(0, LONGEST_RECORD) }
    if (isTooLong) return { ...place, values: noValues, problem: 'row_too_long' }
    const values = valuesOf(raw)
    return { ...place, values: values ?? noValues, problem: values === null ? 'json_syntax' : null }
  }
}

function valuesOf(raw: string): ReadonlyMap<string, string> | null {
  let item: unknown
  try {
    item = JSON.parse(raw)
  } catch {
    return null
  }
  if (typeof item !== 'object' || item === null) return null
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(item)) {
    const text = textOf(name, value).slice(0, longestValue)
    if (text !== '') values.set(name, text)
  }
  const genre = values.get('genre')
  // CSL calls a preprint an article of this genre.
  if (genre !== undefined && !readType(genre).isUnknown) values.set('type', genre)
  return values
}

function textOf(name: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  if (name === 'author' && Array.isArray(value)) return value.map(personOf).filter(Boolean).join('; ')
  if (Array.isArray(value)) {
    const texts = value.filter((part) => typeof part !== 'object').map(String)
    return texts.length === value.length ? texts.join(name === 'title' ? ' ' : '; ') : JSON.stringify(value)
  }
  const date = dateOf(value as Record<string, unknown>)
  return date ?? JSON.stringify(value)
}

function personOf(person: unknown): string {
  if (typeof person !== 'object' || person === null) return String(person ?? '')
  const { family, given, literal, name } = person as Record<string, unknown>
  if (typeof family === 'string') return typeof given === 'string' ? `${family}, ${given}` : family
  return String(literal ?? name ?? '')
}

/** `{"date-parts": [[2012, 9, 17]]}`, `{"raw": "2012"}`, or undefined for anything else. */
function dateOf(value: Record<string, unknown>): string | undefined {
  const parts = value['date-parts']
  const first: unknown = Array.isArray(parts) ? parts[0] : undefined
  if (Array.isArray(first))
    return first
      .filter((part) => part !== null)
      .map((part) => String(part).padStart(2, '0'))
      .join('-')
  return typeof value.raw === 'string' ? value.raw : typeof value.literal === 'string' ? value.literal : undefined
}

/** CSL-JSON, works of Crossref, and other lists of objects with such names. */
export const json: Form = {
  name: 'json',
  extension: '.jsonl',
  preset: {
    name: 'csl-json',
    title: 'CSL-JSON or Crossref JSON',
    keys: [],
    fewest: 0,
    names: {
      ...calledAlike('title', 'doi', 'issn', 'type', 'language', 'abstract', 'volume', 'issue', 'publisher', 'url'),
      ...calledAlike('pmid', 'pmcid', 'arxiv', 'isbn', 'tags'),
      journal: ['container title', 'journal'],
      published: ['published online', 'published print', 'published', 'issued', 'year'],
      authors: ['author', 'authors'],
      pages: ['page', 'pages'],
      article_number: ['article number', 'number'],
      alternative_id: ['alternative id'],
      notes: ['note'],
    },
  },
  names: [
    ...'title DOI type container-title author issued published-online published-print ISSN volume issue page'.split(
      ' ',
    ),
    ...'publisher language abstract URL alternative-id PMID PMCID ISBN note'.split(' '),
  ],
  open: async () => new JsonReader(),
}
