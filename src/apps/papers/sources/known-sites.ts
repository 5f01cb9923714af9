import type { Candidate } from '../downloading/candidate.ts'
import type { Identifier } from '../importing/identifiers.ts'
import { readArxiv } from '../importing/identifiers.ts'

// Some sites ask programs to come in by another door than the one that catalogues name.

export type Redirected = Readonly<{ candidates: readonly Candidate[]; identifiers: readonly Identifier[] }>

/**
 * Addresses at arXiv become those of its host for programs. The website of PubMed Central is not asked at all: the number
 * of the article leads to the store that stands in its place.
 */
export function throughOtherDoors(candidates: readonly Candidate[], arxivUrl: string): Redirected {
  const identifiers: Identifier[] = []
  const kept = candidates.flatMap((candidate): Candidate[] => {
    const pmcid = pmcidIn(candidate.url)
    if (pmcid !== null) {
      identifiers.push(['pmcid', pmcid])
      return []
    }
    const file = arxivFileIn(candidate.url)
    if (file === null) return [candidate]
    return [{ ...candidate, url: `${arxivUrl}/pdf/${file}`, host: 'repository', referer: null }]
  })
  return { candidates: kept, identifiers }
}

const pmcidIn = (url: string): string | null =>
  /^https?:\/\/(?:www\.ncbi\.nlm\.nih\.gov\/(?:pmc\/)?|pmc\.ncbi\.nlm\.nih\.gov\/)articles\/(PMC\d{1,9})\b/i
    .exec(url)?.[1]
    ?.toUpperCase() ?? null

/** The id with its version. */
function arxivFileIn(url: string): string | null {
  const path = /^https?:\/\/(?:www\.|export\.)?arxiv\.org\/(?:pdf|abs)\/([\w./-]{5,40}?)(?:\.pdf)?\/?$/i.exec(url)?.[1]
  return path !== undefined && readArxiv(path) !== null ? path : null
}
