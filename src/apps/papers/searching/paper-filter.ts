/** What a list of papers can be narrowed by; each is a word of the search syntax (`status:failed`). */
export const filterFields = [
  'status',
  'code',
  'journal',
  'publisher',
  'year',
  'added',
  'type',
  'language',
  'oa',
  'license',
  'has',
  'is',
  'import',
  'tag',
  'source',
  'doi',
  'issn',
  'identifier',
  'id',
] as const
export type FilterField = (typeof filterFields)[number]

/** One condition: any of the values, or with `isNot` none of them. */
export type FilterTerm = Readonly<{ field: FilterField; values: readonly string[]; isNot: boolean }>

/** Which papers are meant: those that have all the words and meet all the terms. Without a status, deleted ones are left out. */
export type PaperFilter = Readonly<{
  /** Words of title, journal, authors and abstract. A word that ends in `*` stands for all that begin so. */
  words: readonly string[]
  terms: readonly FilterTerm[]
}>

export const everyPaper: PaperFilter = { words: [], terms: [] }

export const theseAlone = (ids: readonly string[]): PaperFilter => ({
  words: [],
  terms: [{ field: 'id', values: ids, isNot: false }],
})

/** What `oa:` can ask for. */
export const openAccess = ['gold', 'hybrid', 'bronze', 'green', 'diamond', 'closed', 'unknown'] as const

/** What `has:` can ask for. */
export const havings = [
  'file',
  'no-file',
  'doi',
  'no-doi',
  'title',
  'no-title',
  'abstract',
  'no-abstract',
  'tag',
  'no-tag',
] as const
export type Having = (typeof havings)[number]

/** From and until, both included; null where a side is open. Years are numbers as text, days ISO dates. */
export type Range = Readonly<{ from: string | null; until: string | null }>

/** Reads `2015`, `2015..2020`, `2015..` and `..2020`; undefined for anything else. */
export function readRange(value: string, pattern: RegExp): Range | undefined {
  const [from = '', until = from, ...more] = value.split('..')
  const isEnd = (text: string): boolean => text === '' || pattern.test(text)
  if (more.length > 0 || (from === '' && until === '') || !isEnd(from) || !isEnd(until)) return undefined
  return { from: from || null, until: until || null }
}

export const yearPattern = /^\d{4}$/
export const dayPattern = /^\d{4}-\d{2}-\d{2}$/
