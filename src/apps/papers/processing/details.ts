import type { Updateable } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'
import { titleFingerprint } from '../importing/fingerprint.ts'
import { PERSON_SOURCE } from '../importing/merging.ts'
import { findPaper, insertIdentifiers, type StoredPaper, updatePaper } from '../queries/papers.ts'
import type { Details, Findings } from '../sources/source.ts'

export type SourceFindings = Readonly<{ source: string; findings: Findings }>

type Origins = Readonly<Record<string, string>>

/**
 * What changes in a paper by what sources found, and where each field comes from then. What a person edited stays. The
 * first source to know a field has it; a registry also replaces what a list said.
 */
export function mergeDetails(
  paper: StoredPaper,
  found: readonly (SourceFindings & { isRegistry: boolean })[],
): Updateable<Tables['papers']> {
  const origins: Record<string, string> = { ...originsOf(paper) }
  const changed: Record<string, string | number> = {}
  for (const { source, findings, isRegistry } of found) {
    for (const [field, value] of Object.entries(findings.details)) {
      if (value === null || value === undefined || field in changed) continue
      if (!mayReplace(paper, field as keyof Details, origins[field], isRegistry)) continue
      changed[field] = value
      origins[field] = source
    }
  }
  const title = typeof changed.title === 'string' ? changed.title : null
  return {
    ...(changed as Updateable<Tables['papers']>),
    ...(title !== null && { title_fingerprint: titleFingerprint(title), title_html: null }),
    sources_json: JSON.stringify(origins),
  }
}

function mayReplace(
  paper: StoredPaper,
  field: keyof Details,
  origin: string | undefined,
  isRegistry: boolean,
): boolean {
  if (origin === PERSON_SOURCE) return false
  const isEmpty = paper[field] === null || (field === 'type' && paper.type === 'other') || field === 'retracted'
  return isEmpty || isRegistry || (field === 'oa_status' && origin !== undefined)
}

const originsOf = ({ sources_json }: StoredPaper): Origins =>
  sources_json ? (JSON.parse(sources_json) as Origins) : {}

/** Stores what was found, as long as the paper is still this job's to change. */
export async function saveDetails(
  tx: Db,
  paperId: string,
  found: readonly (SourceFindings & { isRegistry: boolean })[],
  extra: Updateable<Tables['papers']>,
  now: string,
): Promise<StoredPaper | undefined> {
  const paper = await findPaper(tx, paperId)
  if (paper?.status !== 'running') return undefined
  await updatePaper(tx, paperId, 'running', { ...mergeDetails(paper, found), ...extra, updated_at: now })
  await insertIdentifiers(
    tx,
    found.flatMap(({ findings }) =>
      findings.identifiers.map(([scheme, value]) => ({ paper_id: paperId, scheme, value })),
    ),
  )
  return findPaper(tx, paperId)
}
