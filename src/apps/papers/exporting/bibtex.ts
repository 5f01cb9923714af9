import { authorsOf } from '../author-names.ts'
import type { PaperType } from '../importing/types.ts'
import { type Exported, identifierOf, issnsOf, onOneLine } from './exported.ts'

const types: Readonly<Record<PaperType, string>> = {
  'journal-article': 'article',
  'proceedings-article': 'inproceedings',
  book: 'book',
  'book-chapter': 'incollection',
  'posted-content': 'unpublished',
  dissertation: 'phdthesis',
  dataset: 'dataset',
  report: 'techreport',
  standard: 'standard',
  'peer-review': 'misc',
  component: 'misc',
  other: 'misc',
}
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

/** One paper as an entry of BibTeX, in UTF-8; the title in braces of its own, so that styles leave its capitals alone. */
export function asBibtex(exported: Exported): string {
  const { paper, identifiers } = exported
  const type = types[paper.type as PaperType] ?? 'misc'
  const [, month, day] = paper.published_on?.split('-') ?? []
  const arxiv = identifierOf(identifiers, 'arxiv')
  const authors = authorsOf(paper.authors_json).map(({ family, given, literal }) =>
    literal === undefined
      ? [family ?? '', given ?? ''].filter(Boolean).map(escaped).join(', ')
      : `{${escaped(literal)}}`,
  )
  const fields: [name: string, value: string | null | undefined][] = [
    ['author', authors.join(' and ')],
    ['title', paper.title && `{${escaped(paper.title)}}`],
    [type === 'inproceedings' || type === 'incollection' ? 'booktitle' : 'journal', text(paper.journal)],
    ['year', paper.published_year === null ? null : String(paper.published_year)],
    ['month', month && months[Number(month) - 1]],
    ['day', day],
    ['volume', text(paper.volume)],
    ['number', text(paper.issue)],
    ['pages', text(paper.pages)?.replace(/-/g, '--')],
    ['eid', text(paper.article_number)],
    ['issn', issnsOf(paper.issn, identifiers).join(', ')],
    ['isbn', text(identifierOf(identifiers, 'isbn'))],
    ['publisher', text(paper.publisher)],
    ['language', text(paper.language)],
    ['doi', paper.doi?.replace(/[{}%]/g, '\\$&')],
    ['eprint', arxiv],
    ['archiveprefix', arxiv && 'arXiv'],
    ['pmid', identifierOf(identifiers, 'pmid')],
    ['pmcid', identifierOf(identifiers, 'pmcid')],
    ['url', identifierOf(identifiers, 'url')?.replace(/[{}\\]/g, encodeURIComponent)],
    ['abstract', text(paper.abstract)],
  ]
  const lines = fields.flatMap(([name, value]) =>
    value ? [`  ${name} = ${name === 'month' ? value : `{${onOneLine(value)}}`}`] : [],
  )
  return `@${type}{${keyOf(exported)},\n${lines.join(',\n')}\n}\n\n`
}

/** `carberry2008-12`: the number of the paper in the house keeps keys apart. */
function keyOf({ paper }: Exported): string {
  const [first] = authorsOf(paper.authors_json)
  const name = (first?.family ?? first?.literal ?? 'paper')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  return `${name.slice(0, 30) || 'paper'}${paper.published_year ?? ''}-${paper.seq}`
}

const text = (value: string | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : escaped(value)

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

/** What LaTeX would take for a command, written so that it stands there. */
const escaped = (value: string): string => value.replace(/[\\{}%&#_$~^]/g, (mark) => commands[mark] ?? `\\${mark}`)
