import { titleFingerprint } from '../importing/fingerprint.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { Match } from './source.ts'

const same = 0.95
const similar = 0.85

export type MatchVerdict =
  | Readonly<{ kind: 'same'; doi: string }>
  /** A person has to say which, if any. */
  | Readonly<{ kind: 'ambiguous'; matches: readonly Match[] }>
  | Readonly<{ kind: 'none' }>

/**
 * Whether one of the records is the paper: nearly the same title, the year within one, and first author or ISSN in
 * agreement where both sides know them. Titles that are only similar are for a person to judge.
 */
export function judgeMatches(
  paper: Pick<StoredPaper, 'title' | 'published_year' | 'issn' | 'authors_json'>,
  matches: readonly Match[],
): MatchVerdict {
  const rated = matches
    .map((match) => ({ match, similarity: titleSimilarity(paper.title ?? '', match.title) }))
    .filter(({ similarity }) => similarity >= similar)
    .sort((a, b) => b.similarity - a.similarity)
  const certain = rated.filter(({ match, similarity }) => similarity >= same && agrees(paper, match))
  const [first] = certain
  if (first && certain.every(({ match }) => match.doi === first.match.doi))
    return { kind: 'same', doi: first.match.doi }
  return rated.length > 0 ? { kind: 'ambiguous', matches: rated.map(({ match }) => match) } : { kind: 'none' }
}

function agrees(paper: Pick<StoredPaper, 'published_year' | 'issn' | 'authors_json'>, match: Match): boolean {
  const years = paper.published_year === null || match.year === null || Math.abs(paper.published_year - match.year) <= 1
  const family = firstFamily(paper.authors_json)
  const knowsAuthors = family !== null && match.firstFamily !== null
  const knowsIssn = paper.issn !== null && match.issns.length > 0
  const sameAuthor = knowsAuthors && titleFingerprint(family) === titleFingerprint(match.firstFamily ?? '')
  const sameIssn = knowsIssn && match.issns.includes(paper.issn ?? '')
  return years && (sameAuthor || sameIssn || (!knowsAuthors && !knowsIssn))
}

function firstFamily(authorsJson: string | null): string | null {
  if (authorsJson === null) return null
  const [first] = JSON.parse(authorsJson) as { family?: string; literal?: string }[]
  return first?.family ?? null
}

/** Dice's coefficient of the pairs of letters in both fingerprints: 1 for the same title, 0 for nothing in common. */
export function titleSimilarity(a: string, b: string): number {
  const [left, right] = [pairsOf(titleFingerprint(a)), pairsOf(titleFingerprint(b))]
  if (left.length === 0 || right.length === 0) return 0
  const counts = new Map<string, number>()
  for (const pair of left) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  let shared = 0
  for (const pair of right) {
    const count = counts.get(pair) ?? 0
    if (count > 0) shared += 1
    counts.set(pair, count - 1)
  }
  return (2 * shared) / (left.length + right.length)
}

const pairsOf = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, n) => text.slice(n, n + 2))
