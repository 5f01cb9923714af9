import type { KnownIdentifier, KnownPaper } from '../queries/bulk.ts'
import type { ImportPolicy } from '../tables.ts'
import type { Batch, BatchIssue } from './batches.ts'
import { IMPORT_ISSUES, type ImportIssueCode } from './import-issues.ts'

/** Identifiers by which two rows are one paper, the surest first; ISBN, ISSN and addresses are shared by many. */
export const STRONG_SCHEMES: readonly string[] = ['pmid', 'pmcid', 'arxiv', 'scopus_eid', 'wos_ut', 'openalex']

/** What becomes of one draft: null where it is a new paper, else the paper that it repeats. */
export type Resolved = Readonly<{
  matches: readonly (KnownPaper | null)[]
  issues: readonly BatchIssue[]
}>

export type Known = Readonly<{ byDoi: readonly KnownPaper[]; byIdentifier: readonly KnownIdentifier[] }>

/**
 * Says of each draft of a batch whether it is new. A DOI decides; without one, or where the other paper has none, the
 * other identifiers do. Different DOIs stay two papers, whatever else they share, and that is told.
 */
export function resolveDrafts(importId: string, policy: ImportPolicy, batch: Batch, known: Known): Resolved {
  const house = new PapersInReach(known)
  const identifiers = strongIdentifiers(batch)
  const ids = batch.columns.id ?? []
  const dois = batch.columns.doi ?? []
  const rows = batch.columns.import_row ?? []
  const matches: (KnownPaper | null)[] = []
  const issues: BatchIssue[] = []

  for (let at = 0; at < batch.count; at++) {
    const doi = (dois[at] ?? null) as string | null
    const names = identifiers.get(at) ?? none
    const { match, sharing } = house.find(doi, names)
    matches.push(match)
    const place = { row: Number(rows[at]), line: batch.lines[at] ?? 0 }
    if (match) {
      issues.push(duplicateIssue(importId, place, match, doi ?? names[0]?.value ?? ''))
      // It is about to get this DOI, so a later row with the same one is the same paper.
      if (doi !== null && match.doi === null && takesChanges(match, importId, policy))
        house.add({ ...match, doi }, names)
    } else {
      house.add({ id: String(ids[at]), doi, status: 'new', import_id: importId, import_row: place.row }, names)
      if (sharing) issues.push(sharedIssue(place, sharing))
    }
  }
  return { matches, issues }
}

/** Whether a row may change the paper that it repeats. Of two rows of one list the first wins, unless it is `update`. */
export function takesChanges(paper: KnownPaper, importId: string, policy: ImportPolicy): boolean {
  if (policy === 'skip' || paper.status === 'deleted') return false
  return policy === 'update' || paper.import_id !== importId
}

/** Strong identifiers of each draft, surest first; only drafts that have some. */
export function strongIdentifiers({ identifiers }: Batch): ReadonlyMap<number, readonly Name[]> {
  const byDraft = new Map<number, Name[]>()
  identifiers.drafts.forEach((draft, at) => {
    const scheme = identifiers.schemes[at] ?? ''
    if (!STRONG_SCHEMES.includes(scheme)) return
    const names = byDraft.get(draft)
    const name = { scheme, value: identifiers.values[at] ?? '' }
    if (names) names.push(name)
    else byDraft.set(draft, [name])
  })
  for (const names of byDraft.values()) {
    names.sort((a, b) => STRONG_SCHEMES.indexOf(a.scheme) - STRONG_SCHEMES.indexOf(b.scheme))
  }
  return byDraft
}

export type Name = Readonly<{ scheme: string; value: string }>
type Place = Readonly<{ row: number; line: number }>
type Sharing = Readonly<{ name: Name; paper: KnownPaper }>

const none: readonly Name[] = []
const keyOf = ({ scheme, value }: Name): string => `${scheme} ${value}`

/** The papers that a row of the batch can be: those of the house, and those of rows before it. */
class PapersInReach {
  readonly #byDoi = new Map<string, KnownPaper>()
  readonly #byName = new Map<string, KnownPaper[]>()

  constructor({ byDoi, byIdentifier }: Known) {
    for (const paper of byDoi) if (paper.doi !== null) this.#byDoi.set(paper.doi, paper)
    for (const paper of byIdentifier) this.#name(paper, paper)
  }

  find(doi: string | null, names: readonly Name[]): { match: KnownPaper | null; sharing: Sharing | null } {
    const same = doi === null ? undefined : this.#byDoi.get(doi)
    if (same) return { match: same, sharing: null }
    let sharing: Sharing | null = null
    for (const name of names) {
      for (const paper of this.#byName.get(keyOf(name)) ?? []) {
        if (doi === null || paper.doi === null) return { match: paper, sharing: null }
        sharing ??= { name, paper }
      }
    }
    return { match: null, sharing }
  }

  add(paper: KnownPaper, names: readonly Name[]): void {
    if (paper.doi !== null) this.#byDoi.set(paper.doi, paper)
    for (const name of names) this.#name(name, paper)
  }

  #name(name: Name, paper: KnownPaper): void {
    const key = keyOf(name)
    const papers = this.#byName.get(key)
    if (papers) papers.push(paper)
    else this.#byName.set(key, [paper])
  }
}

function duplicateIssue(importId: string, place: Place, paper: KnownPaper, value: string): BatchIssue {
  const code: ImportIssueCode =
    paper.status === 'deleted'
      ? 'duplicate_deleted'
      : paper.import_id === importId
        ? 'duplicate_in_file'
        : 'duplicate_existing'
  const where = code === 'duplicate_in_file' ? ` It is row ${paper.import_row}.` : ''
  return issueOf(code, place, value, paper.id, where)
}

const sharedIssue = (place: Place, { name, paper }: Sharing): BatchIssue =>
  issueOf('identifier_shared', place, keyOf(name), paper.id, ` Its DOI is ${paper.doi}.`)

function issueOf(code: ImportIssueCode, place: Place, value: string, paperId: string, more: string): BatchIssue {
  const message = IMPORT_ISSUES[code].sentence + more
  return { ...place, code, message, column: null, value: value.slice(0, 200), original: null, paperId }
}
