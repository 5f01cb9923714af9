import type { TextRecord } from '../records.ts'
import { bibtex } from './bibtex.ts'
import type { Form, FormName, NamedRecord } from './form.ts'
import { json } from './json.ts'
import { pubmed } from './pubmed.ts'
import { ris } from './ris.ts'
import { webOfScience } from './web-of-science.ts'

const forms: Readonly<Record<FormName, Form>> = { ris, nbib: pubmed, wos: webOfScience, bibtex, json }

export const formNamed = (name: FormName): Form => forms[name]
export const formPresets = Object.values(forms).map(({ preset }) => preset)

/** What is left of a record whose names have no column of their own. */
export const otherNames = 'more'

const patterns: readonly (readonly [form: FormName, pattern: RegExp, lines: number])[] = [
  ['ris', /^\s{0,3}TY {1,2}- {0,2}[A-Z]{3,6}\b/, 20],
  ['nbib', /^PMID- {0,2}\d/, 20],
  ['wos', /^FN .{0,60}(?:Clarivate|Thomson|ISI|Web of)/, 1],
  ['bibtex', /^\s{0,20}@[a-z]{3,20}\s?[{(]/i, 50],
  ['json', /^(?:\[\s{0,20}[{\]]|\{\s{0,20}"[^"\r\n]{0,100}"\s{0,20}:)/, 1],
]

/** The form of a list by its first lines; undefined for tables. */
export function formOf(text: string): Form | undefined {
  const start = text.slice(0, 64 * 1024).trimStart()
  const lines = start.split(/[\r\n]+/, 50)
  const found = patterns.find(
    ([, pattern, many]) => pattern.test(start) || lines.slice(1, many).some((line) => pattern.test(line)),
  )
  return found && forms[found[0]]
}

/** Columns for a list in this form: those its preset knows, and what else the first records have. */
export function headersOf({ names }: Form, records: readonly NamedRecord[]): string[] {
  const more = records.flatMap(({ values }) => [...values.keys()])
  return [...new Set([...names, ...more.slice(0, 1_000)]), otherNames]
}

/** Spreads a record over columns. Names without a column stand together in the last. */
export function spread(headers: readonly string[]): (record: NamedRecord) => TextRecord {
  const columns = new Map(headers.map((header, at) => [header, at]))
  return ({ values, line, raw, problem }) => {
    const cells = new Array<string>(headers.length).fill('')
    const more: string[] = []
    for (const [name, value] of values) {
      const at = columns.get(name)
      if (at === undefined || name === otherNames) more.push(`${name}: ${value}`)
      else cells[at] = value
    }
    const last = columns.get(otherNames)
    if (last !== undefined && more.length > 0) cells[last] = more.join('; ')
    return { cells, line, raw, problem, hasStrayQuote: false }
  }
}
