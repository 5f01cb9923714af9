import { authorsOf } from '../author-names.ts'
import type { PaperType } from '../importing/types.ts'
import { type Exported, identifierOf, issnsOf, onOneLine } from './exported.ts'

const types: Readonly<Record<PaperType, string>> = {
  'journal-article': 'JOUR',
  'proceedings-article': 'CPAPER',
  book: 'BOOK',
  'book-chapter': 'CHAP',
  'posted-content': 'UNPB',
  dissertation: 'THES',
  dataset: 'DATA',
  report: 'RPRT',
  standard: 'STAND',
  'peer-review': 'GEN',
  component: 'GEN',
  other: 'GEN',
}

/** One paper as a record of RIS, in the dialect of its later specification. */
export function asRis({ paper, identifiers }: Exported): string {
  const [first, last] = pageRange(paper.pages)
  const lines: [tag: string, value: string | null | undefined][] = [
    ['TY', types[paper.type as PaperType] ?? 'GEN'],
    ...authorsOf(paper.authors_json).map((author): [string, string] => ['AU', nameOf(author)]),
    ['TI', paper.title],
    ['T2', paper.journal],
    ['PY', paper.published_year === null ? null : String(paper.published_year)],
    ['DA', dateOf(paper.published_on)],
    ['VL', paper.volume],
    ['IS', paper.issue],
    ['SP', first],
    ['EP', last],
    ['C7', paper.article_number],
    ...issnsOf(paper.issn, identifiers).map((issn): [string, string] => ['SN', issn]),
    ['PB', paper.publisher],
    ['LA', paper.language],
    ['DO', paper.doi],
    ['UR', identifierOf(identifiers, 'url')],
    ['AN', paper.alternative_id],
    ...['pmid', 'pmcid', 'arxiv'].flatMap((scheme): [string, string][] => {
      const value = identifierOf(identifiers, scheme)
      return value === undefined ? [] : [['N1', `${scheme === 'arxiv' ? 'arXiv' : scheme.toUpperCase()}: ${value}`]]
    }),
    ['AB', paper.abstract],
  ]
  const written = lines.flatMap(([tag, value]) => (value ? [`${tag}  - ${onOneLine(value)}`] : []))
  return `${written.join('\r\n')}\r\nER  - \r\n\r\n`
}

const nameOf = ({ family, given, literal }: ReturnType<typeof authorsOf>[number]): string =>
  literal ?? [family, given].filter(Boolean).join(', ')

/** `2012/09/17/`, with the parts that are not known left empty. */
function dateOf(date: string | null): string | null {
  if (date === null || date.length === 4) return null
  const [year, month = '', day = ''] = date.split('-')
  return `${year}/${month}/${day}/`
}

function pageRange(pages: string | null): [first: string | null, last: string | null] {
  const range = /^([^-]+)-([^-]+)$/.exec(pages ?? '')
  return range ? [range[1] ?? null, range[2] ?? null] : [pages, null]
}
