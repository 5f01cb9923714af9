import type { Identifier } from '../importing/identifiers.ts'
import type { Findings, Subject } from '../sources/source.ts'
import type { Work } from './work.ts'

/** What is known of the paper in hand. */
export function subjectOf({ paper, identifiers }: Work, agency: string | null): Subject {
  const { doi, title } = paper
  return withIdentifiers(
    { doi, title, arxiv: null, pmid: null, pmcid: null, agency, page: null, group: null },
    identifiers,
  )
}

/** The same after a source has told more; what was known first stays. */
export const enriched = (subject: Subject, { identifiers }: Findings): Subject => withIdentifiers(subject, identifiers)

function withIdentifiers(subject: Subject, identifiers: readonly Identifier[]): Subject {
  const find = (scheme: Identifier[0]) => identifiers.find(([one]) => one === scheme)?.[1] ?? null
  return {
    ...subject,
    arxiv: subject.arxiv ?? find('arxiv'),
    pmid: subject.pmid ?? find('pmid'),
    pmcid: subject.pmcid ?? find('pmcid'),
  }
}
