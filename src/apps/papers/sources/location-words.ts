import type { Candidate } from '../downloading/candidate.ts'

// Words that Unpaywall, OpenAlex and Semantic Scholar share.

/** `publishedVersion` and its like. */
export function versionOf(word: string | null | undefined): Candidate['version'] {
  if (word === 'publishedVersion') return 'published'
  if (word === 'acceptedVersion') return 'accepted'
  return word === 'submittedVersion' ? 'submitted' : 'unknown'
}

/** "implied-oa" and its like say that nobody stated a licence. */
export const licenceWord = (word: string | null | undefined): string | null =>
  word && !/^(?:implied-oa|other-oa|unspecified-oa|unspecified|other)$/i.test(word)
    ? word.toLowerCase().replaceAll(' ', '-').slice(0, 100)
    : null
