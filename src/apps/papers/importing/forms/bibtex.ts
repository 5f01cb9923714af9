import type { Entry } from '@retorquere/bibtex-parser'
import { calledAlike } from '../presets/preset.ts'
import type { Form, FormReader, NamedRecord } from './form.ts'
import { LONGEST_RECORD } from './form.ts'
import { Lines } from './lines.ts'

type Parser = typeof import('@retorquere/bibtex-parser')

const entryStart = /^\s{0,20}@\s?([A-Za-z]{1,30})\s?[{(]/
const longestMacros = 256 * 1024
const noValues: ReadonlyMap<string, string> = new Map()

/**
 * Reads BibTeX and biblatex entry by entry. An entry ends where the next one begins a line, so that one with a missing
 * brace takes no other with it.
 */
class BibtexReader implements FormReader {
  readonly #parser: Parser
  readonly #lines = new Lines()
  #line = 0
  #raw: string[] = []
  #length = 0
  #begun = 0
  #kind = ''
  /** The `@string` entries so far. */
  #macros = ''

  constructor(parser: Parser) {
    this.#parser = parser
  }

  *push(piece: string, isLast: boolean): Generator<NamedRecord> {
    for (const line of this.#lines.push(piece, isLast)) {
      this.#line++
      const kind = entryStart.exec(line)?.[1]
      if (kind !== undefined) {
        yield* this.#close()
        this.#begun = this.#line
        this.#kind = kind.toLowerCase()
      }
      if (this.#kind === '') continue
      if (this.#length <= LONGEST_RECORD) this.#raw.push(line.slice(0, LONGEST_RECORD))
      this.#length += line.length + 1
    }
    if (isLast) yield* this.#close()
  }

  *#close(): Generator<NamedRecord> {
    const [kind, raw, length] = [this.#kind, this.#raw.join('\n').trimEnd(), this.#length]
    this.#kind = ''
    this.#raw = []
    this.#length = 0
    if (kind === 'string' && this.#macros.length + length < longestMacros) this.#macros += `${raw}\n`
    if (['', 'string', 'comment', 'preamble'].includes(kind)) return
    if (length > LONGEST_RECORD) {
      yield { values: noValues, line: this.#begun, raw: raw.slice(0, LONGEST_RECORD), problem: 'row_too_long' }
      return
    }
    const values = this.#read(raw)
    yield { values: values ?? noValues, line: this.#begun, raw, problem: values === null ? 'bibtex_syntax' : null }
  }

  #read(raw: string): ReadonlyMap<string, string> | null {
    try {
      const { entries, errors } = this.#parser.parse(this.#macros + raw, { sentenceCase: false })
      const entry = entries.at(-1)
      return entry === undefined || errors.length > 0 ? null : valuesOf(entry)
    } catch {
      return null // The parser gave up, as on nesting without end.
    }
  }
}

function valuesOf({ type, key, fields }: Entry): ReadonlyMap<string, string> {
  const values = new Map<string, string>([
    ['entry type', type],
    ['citation key', key],
  ])
  for (const [name, value] of Object.entries(fields)) values.set(name, textOf(value))
  const pages = values.get('pages')
  if (pages !== undefined) values.set('pages', pages.replace(/\s?[–—]\s?/g, '-'))
  if (!values.has('date')) dateFromParts(values)
  nameEprint(values)
  return values
}

/** A list of people or of keywords, or the text itself. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('; ')
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const { name, lastName, firstName, prefix, suffix } = value as Record<string, string | undefined>
  if (name !== undefined) return name
  const family = [prefix, lastName].filter(Boolean).join(' ')
  return [family, [firstName, suffix].filter(Boolean).join(' ')].filter(Boolean).join(', ')
}

function dateFromParts(values: Map<string, string>): void {
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((name) => values.get(name)?.trim() ?? '')
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month)) return
  const parts = [year, month, ...(/^\d{1,2}$/.test(day) ? [day] : [])]
  values.set('date', parts.map((part) => part.padStart(2, '0')).join('-'))
  for (const name of ['year', 'month', 'day']) values.delete(name)
}

/** What lies in an archive is a preprint, unless it says where it came out. */
function nameEprint(values: Map<string, string>): void {
  const archive = (values.get('archiveprefix') ?? values.get('eprinttype') ?? '').toLowerCase()
  const eprint = values.get('eprint')
  if (eprint === undefined || archive !== 'arxiv') return
  values.set('arxiv', eprint)
  values.delete('eprint')
  if (['misc', 'unpublished', 'online'].includes(values.get('entry type') ?? '')) values.set('entry type', 'preprint')
}

export const bibtex: Form = {
  name: 'bibtex',
  extension: '.bib',
  preset: {
    name: 'bibtex',
    title: 'BibTeX',
    keys: [],
    fewest: 0,
    names: {
      ...calledAlike('title', 'doi', 'issn', 'abstract', 'volume', 'pages', 'url', 'arxiv', 'pmid', 'pmcid', 'isbn'),
      journal: ['journal', 'journaltitle', 'booktitle'],
      type: ['entry type'],
      language: ['langid', 'language'],
      published: ['date', 'year'],
      authors: ['author'],
      issue: ['number', 'issue'],
      article_number: ['eid'],
      publisher: ['publisher', 'school', 'institution'],
      notes: ['note'],
    },
  },
  names: [
    'entry type',
    'citation key',
    ...'title author doi date year journal journaltitle booktitle volume number pages eid issn isbn publisher'.split(
      ' ',
    ),
    ...'language langid url arxiv pmid pmcid abstract keywords note'.split(' '),
  ],
  // Fonts of LaTeX in all of Unicode: loaded for those alone who bring such a list.
  open: async () => new BibtexReader(await import('@retorquere/bibtex-parser')),
  comment: (text) => `% ${text}`,
}
