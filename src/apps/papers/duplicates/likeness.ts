import { authorsOf } from '../author-names.ts'
import type { Comparable } from '../queries/likenesses.ts'

/** Shorter titles, such as "Editorial", say too little. */
export const SHORTEST_TITLE = 12

/**
 * Whether two papers of one folded title are likely the same: their years differ by one at most, and their first authors
 * are the same; where an author is not known, the first page or the journal decides. Different DOIs that mean different
 * things (versions, a preprint and its article, data and the article about them) are no likeness.
 */
export function areAlike(one: Comparable, other: Comparable): boolean {
  if (one.title_fingerprint === null || one.title_fingerprint !== other.title_fingerprint) return false
  if (one.title_fingerprint.length < SHORTEST_TITLE || areOfOtherKinds(one, other)) return false
  if (!areNear(one.published_year, other.published_year)) return false
  const authors = [firstAuthor(one), firstAuthor(other)] as const
  if (authors[0] !== null && authors[1] !== null) return authors[0] === authors[1]
  const isSameJournal = isSame(folded(one.journal), folded(other.journal))
  const isSamePage = isSame(firstPage(one), firstPage(other))
  const isSameYear = one.published_year !== null && one.published_year === other.published_year
  return isSameJournal || isSamePage || (isSameYear && one.journal === null && other.journal === null)
}

/** Both have a DOI, and the DOIs or the types say that they are two things. */
function areOfOtherKinds(one: Comparable, other: Comparable): boolean {
  if (one.doi === null || other.doi === null) return false
  if (one.type !== other.type && [one.type, other.type].some((type) => apart.has(type))) return true
  return one.doi !== other.doi && withoutVersion(one.doi) === withoutVersion(other.doi)
}

const apart: ReadonlySet<string> = new Set(['posted-content', 'dataset', 'component', 'peer-review'])

/** `10.12688/f1000research.29032.2` and `….1` are two papers, and so are `…/v1` and `…/v2`. */
const withoutVersion = (doi: string): string => doi.replace(/(?:\.v?|\/v|v)\d{1,2}$/, '')

const areNear = (one: number | null, other: number | null): boolean =>
  one === null || other === null || Math.abs(one - other) <= 1

/** The family name, or whatever stands for it, in small letters without accents. */
function firstAuthor({ authors_json }: Comparable): string | null {
  const [first] = authorsOf(authors_json)
  return folded(first?.family ?? first?.literal ?? null)
}

const firstPage = ({ pages }: Comparable): string | null => folded(pages?.split(/[-–]/)[0] ?? null)

const isSame = (one: string | null, other: string | null): boolean => one !== null && one === other

function folded(text: string | null): string | null {
  const letters = (text ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return letters === '' ? null : letters
}
