import { isFailureCode } from '../failure-codes.ts'
import { normaliseDoi } from '../importing/doi.ts'
import { readArxiv, readPmcid, readPmid } from '../importing/identifiers.ts'
import { normaliseIssn } from '../importing/issn.ts'
import { PAPER_TYPES } from '../importing/types.ts'
import { statuses } from '../statuses.ts'
import {
  dayPattern,
  type FilterField,
  type FilterTerm,
  filterFields,
  havings,
  openAccess,
  type PaperFilter,
  readRange,
  yearPattern,
} from './paper-filter.ts'

/** A word of the search box that means nothing; `known` lists what could stand in its place, where that is a short list. */
export type SearchProblem = Readonly<{ word: string; known: readonly string[] }>

export type SearchReading = Readonly<{ filter: PaperFilter; problems: readonly SearchProblem[] }>

const longestText = 500
const mostWords = 20

/** Other spellings of a field. */
const aliases: ReadonlyMap<string, FilterField> = new Map([
  ['licence', 'license'],
  ['lang', 'language'],
  ['reason', 'code'],
  ['pmid', 'identifier'],
  ['pmcid', 'identifier'],
  ['arxiv', 'identifier'],
  ...filterFields.map((field) => [field, field] as const),
])

/** What a field may be set to; a field that is not here takes any text. */
const knownValues: Partial<Readonly<Record<FilterField, readonly string[]>>> = {
  status: statuses,
  type: PAPER_TYPES,
  has: havings,
  is: ['retracted'],
  oa: openAccess,
}

/**
 * Reads what stands in the search box: words, "phrases", `field:value`, `field:"two words"`, `field:one,two` and `-field:value`.
 * A DOI, ISSN, PubMed or arXiv number is looked for exactly. A condition that cannot be met lets nothing through, so that
 * a slip of the pen never widens what an action is done to.
 */
export function readSearch(text: string): SearchReading {
  const whole = exactTerm(text.trim())
  if (whole) return { filter: { words: [], terms: [whole] }, problems: [] }

  const words: string[] = []
  const terms: FilterTerm[] = []
  const problems: SearchProblem[] = []
  for (const [token] of text.slice(0, longestText).matchAll(tokens)) {
    const parts = /^(-?)([a-z]{2,12}):(.+)$/isu.exec(token)
    const field = aliases.get((parts?.[2] ?? '').toLowerCase())
    if (parts?.[3] === undefined || field === undefined) {
      const exact = exactTerm(token)
      if (exact) terms.push(exact)
      else words.push(...wordsOf(token))
      continue
    }
    const values = field === 'doi' ? [unquoted(parts[3])] : valuesOf(parts[3])
    const read = values.map((value) => readValue(field, value))
    if (read.some((value) => value === undefined))
      problems.push({ word: token.slice(0, 100), known: knownValues[field] ?? [] })
    terms.push({ field, values: read.filter((value) => value !== undefined), isNot: parts[1] === '-' })
  }
  return { filter: { words: withOpenEnd(words.slice(0, mostWords), text), terms }, problems }
}

/** Blanks part tokens, but for those between quotation marks. */
const tokens = /-?[a-z]{2,12}:"[^"]*"?|"[^"]*"?|\S+/gi

const unquoted = (text: string): string => text.replace(/^"|"$/g, '').trim()

const valuesOf = (text: string): string[] =>
  text.startsWith('"')
    ? [unquoted(text)].filter(Boolean)
    : text
        .split(',')
        .map((value) => value.trim())
        .filter(Boolean)

/** Letters and digits only: what else stands between them parts words in the index too. */
const wordsOf = (token: string): string[] => token.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []

/** While somebody types, the last word may not be finished; two letters would let nearly everything through. */
function withOpenEnd(words: readonly string[], text: string): string[] {
  const last = words.at(-1)
  return last !== undefined && last.length >= 3 && /[\p{L}\p{N}]$/u.test(text)
    ? [...words.slice(0, -1), `${last}*`]
    : [...words]
}

/** The value as it is stored, or undefined where the field has no such value. */
function readValue(field: FilterField, value: string): string | undefined {
  const known = knownValues[field]
  if (known) return known.includes(value.toLowerCase()) ? value.toLowerCase() : undefined
  switch (field) {
    case 'code':
      return isFailureCode(value.toLowerCase()) ? value.toLowerCase() : undefined
    case 'year':
      return readRange(value, yearPattern) && value
    case 'added':
      return readRange(value, dayPattern) && value
    case 'tag':
    case 'source':
      return value.normalize('NFC').toLowerCase()
    case 'doi':
      return normaliseDoi(value).doi ?? undefined
    case 'issn':
      return normaliseIssn(value) ?? undefined
    case 'identifier':
      return readPmid(value) ?? readArxiv(value) ?? readPmcid(value) ?? value
    default:
      return value
  }
}

/** A text that can only be an identifier. */
function exactTerm(text: string): FilterTerm | undefined {
  const found = (field: FilterField, ...values: (string | null)[]): FilterTerm => ({
    field,
    values: values.filter((value) => value !== null),
    isNot: false,
  })
  if (/^(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?10\.\d{4,9}\/\S+$/i.test(text)) {
    const { doi } = normaliseDoi(text)
    return doi === null ? undefined : found('doi', doi)
  }
  if (/^\d{4}-\d{3}[\dx]$/i.test(text) && normaliseIssn(text)) return found('issn', normaliseIssn(text))
  if (/^(?:pmid:?\s*)?\d{6,8}$/i.test(text) || /^pmid:?\s*\d{1,8}$/i.test(text))
    return found('identifier', readPmid(text))
  if (/^(?:pmcid:?\s*)?pmc\d+$/i.test(text)) return found('identifier', readPmcid(text))
  if (/^(?:arxiv:\s*)?\d{4}\.\d{4,5}(?:v\d+)?$/i.test(text)) return found('identifier', readArxiv(text))
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return found('id', text.toLowerCase())
  return undefined
}
