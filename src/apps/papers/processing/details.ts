import type { Updateable } from 'kysely'
import type { Db, Tables } from '../../../platform/database/tables.ts'
import { titleFingerprint } from '../importing/fingerprint.ts'
import { PERSON_SOURCE } from '../importing/merging.ts'
import { findPaper, insertIdentifiers, type StoredPaper, updatePaper } from '../queries/papers.ts'
import type { Details, Findings } from '../sources/source.ts'

/** What one source told. A registry also replaces what a list said. */
export type Found = Readonly<{ source: string; findings: Findings; isRegistry: boolean }>

/** Fields that come from other sources first, with those sources. */
export type FieldOrder = ReadonlyMap<string, readonly string[]>

type Origins = Readonly<Record<string, string>>

/**
 * What changes in a paper by what sources found, and where each field comes from then. What a person edited stays. The
 * first source to know a field has it, the sources in the order in which they were asked unless `order` says otherwise; a
 * registry also replaces what a list said.
 */
export function mergeDetails(
  paper: StoredPaper,
  found: readonly Found[],
  order: FieldOrder = new Map(),
): Updateable<Tables['papers']> {
  const origins: Record<string, string> = { ...originsOf(paper) }
  const changed: Record<string, string | number> = {}
  for (const field of new Set(found.flatMap(({ findings }) => Object.keys(findings.details) as (keyof Details)[]))) {
    for (const { source, findings, isRegistry } of inOrder(found, order.get(leaderOf[field] ?? field) ?? [])) {
      const value = findings.details[field]
      if (value === null || value === undefined) continue
      if (!mayReplace(paper, field, origins[field], isRegistry || order.has(leaderOf[field] ?? field))) continue
      changed[field] = value
      origins[field] = source
      break
    }
  }
  const title = typeof changed.title === 'string' ? changed.title : null
  return {
    ...(changed as Updateable<Tables['papers']>),
    ...(title !== null && { title_fingerprint: titleFingerprint(title), title_html: null }),
    sources_json: JSON.stringify(origins),
  }
}

/** Fields that come from the same source as another. */
const leaderOf: Readonly<Partial<Record<keyof Details, keyof Details>>> = {
  published_year: 'published_on',
  type_raw: 'type',
  license_url: 'license',
}

function inOrder(found: readonly Found[], first: readonly string[]): Found[] {
  const rank = ({ source }: Found) => (first.includes(source) ? first.indexOf(source) : first.length)
  return found.toSorted((a, b) => rank(a) - rank(b))
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
  found: readonly Found[],
  { extra, order }: { extra: Updateable<Tables['papers']>; order?: FieldOrder },
  now: string,
): Promise<StoredPaper | undefined> {
  const paper = await findPaper(tx, paperId)
  if (paper?.status !== 'running') return undefined
  await updatePaper(tx, paperId, 'running', { ...mergeDetails(paper, found, order), ...extra, updated_at: now })
  await insertIdentifiers(
    tx,
    found.flatMap(({ findings }) =>
      findings.identifiers.map(([scheme, value]) => ({ paper_id: paperId, scheme, value })),
    ),
  )
  return findPaper(tx, paperId)
}
