import { authorsOf } from '../author-names.ts'
import type { PaperRow } from '../tables.ts'

type Cited = Pick<
  PaperRow,
  'authors_json' | 'published_year' | 'title' | 'journal' | 'volume' | 'issue' | 'pages' | 'article_number' | 'doi'
>

/** So many are named, as the APA style has it; of more than these the last one stands behind an ellipsis. */
const mostAuthors = 20

/**
 * A paper as a list of references names it, in plain text; what is not known is left out.
 *
 * @see Publication Manual of the American Psychological Association, 7th edition, 9.8 and 10.1
 */
export function citationOf(paper: Cited): string {
  const { published_year: year, title, doi } = paper
  const authors = joined(authorsOf(paper.authors_json).map(shortName))
  const when = `(${year ?? 'n.d.'})`
  const head = authors === '' ? [sentence(title ?? ''), `${when}.`] : [`${authors} ${when}.`, sentence(title ?? '')]
  return [...head, sentence(placeOf(paper)), doi === null ? '' : `https://doi.org/${doi}`].filter(Boolean).join(' ')
}

/** `Doe, J. A.`; names of groups stay whole. */
function shortName({ family, given, literal }: ReturnType<typeof authorsOf>[number]): string {
  if (literal !== undefined) return literal
  const initials = (given ?? '')
    .split(/[\s.]+/)
    .filter(Boolean)
    .map((name) =>
      name
        .split('-')
        .map((part) => `${[...part][0]}.`)
        .join('-'),
    )
  return [family, initials.join(' ')].filter(Boolean).join(', ')
}

function joined(names: readonly string[]): string {
  const last = names.at(-1)
  if (last === undefined || names.length === 1) return last ?? ''
  if (names.length > mostAuthors) return `${names.slice(0, mostAuthors - 1).join(', ')}, … ${last}`
  return `${names.slice(0, -1).join(', ')}, & ${last}`
}

/** `Nature, 12(3), 45–67` */
function placeOf({ journal, volume, issue, pages, article_number: article }: Cited): string {
  const number = [volume, issue === null ? null : `(${issue})`].filter(Boolean).join('')
  const where = pages?.replace('-', '–') ?? (article === null ? null : `Article ${article}`)
  return journal === null ? '' : [journal, number, where].filter(Boolean).join(', ')
}

const sentence = (text: string): string => (text === '' || /[.?!]$/.test(text) ? text : `${text}.`)
