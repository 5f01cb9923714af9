import type { Candidate } from '../downloading/candidate.ts'
import type { StoredPaper } from '../queries/papers.ts'
import type { Details, Findings } from '../sources/source.ts'

/** What a record should have; a volume or a page is worth no question of its own. */
const wanted = [
  'title',
  'authors_json',
  'journal',
  'published_on',
  'type',
  'language',
  'abstract',
  'oa_status',
] as const

/** The details that neither the paper nor anything found so far has. */
export function missingDetails(paper: StoredPaper, found: readonly Findings[]): (keyof Details)[] {
  const isKnown = (field: keyof Details) =>
    (paper[field] !== null && !(field === 'type' && paper.type === 'other')) ||
    found.some(({ details }) => details[field] !== null && details[field] !== undefined)
  const needsIssn =
    (paper.type === 'journal-article' || found.some(({ details }) => details.type === 'journal-article')) &&
    !isKnown('issn')
  return [...wanted.filter((field) => !isKnown(field)), ...(needsIssn ? (['issn'] as const) : [])]
}

/** Whether no other source could name a better address: the published version, in a repository, under a licence. */
export const hasBestCandidate = (candidates: readonly Candidate[]): boolean =>
  candidates.some(
    ({ version, host, isBronze, format }) =>
      version === 'published' && host === 'repository' && !isBronze && format !== 'jats',
  )

/** What the sources together say on whether the paper is open. */
export function opennessOf(found: readonly Findings[]): 'open' | 'closed' | 'unknown' {
  if (found.some(({ isOpen }) => isOpen === true)) return 'open'
  return found.some(({ isOpen }) => isOpen === false) ? 'closed' : 'unknown'
}
