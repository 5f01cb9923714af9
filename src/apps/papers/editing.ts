import { randomUUIDv7 } from 'node:crypto'
import type { Insertable, Updateable } from 'kysely'
import type { Db, Tables } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { authorsText } from './author-names.ts'
import { paperSubject } from './changing-status.ts'
import { readAuthors } from './importing/authors.ts'
import { normaliseDoi } from './importing/doi.ts'
import { titleFingerprint } from './importing/fingerprint.ts'
import { normaliseIssn } from './importing/issn.ts'
import { PERSON_SOURCE } from './importing/merging.ts'
import { insertPaper, updateVersion } from './queries/paper-editing.ts'
import { findOtherByDoi, findPaper, type StoredPaper } from './queries/papers.ts'
import type { PaperEdit } from './schemas/papers.ts'

type Changes = Updateable<Tables['papers']>

/**
 * Writes what a person knows better. Fields that changed are marked as a person's own: no list and no source replaces them.
 *
 * @throws UserError `papers.edited-meanwhile` when the paper is no longer the version that was seen, `papers.doi-invalid`,
 * `papers.doi-taken`, `papers.issn-invalid`, `papers.no-identity`, `papers.unknown`
 */
export async function editPaper(
  platform: Platform,
  by: string,
  paperId: string,
  edit: PaperEdit,
  version: number | undefined,
): Promise<StoredPaper> {
  const after = await platform.db.transaction().execute(async (tx) => {
    const paper = await demandPaper(tx, paperId)
    if (version !== undefined && version !== paper.version) throw editedMeanwhile()
    const changes = await changesOf(tx, paper, edit)
    const names = Object.keys(changes)
    if (names.length === 0) return paper

    const sources = { ...(JSON.parse(paper.sources_json ?? '{}') as Record<string, string>) }
    for (const name of names) sources[name] = PERSON_SOURCE
    const row: Changes = { ...followers(changes), sources_json: JSON.stringify(sources), updated_at: platform.now() }
    if (!(await updateVersion(tx, paperId, paper.version, row))) throw editedMeanwhile()
    await platform.activity.record(tx, {
      actor: by,
      action: 'papers.edited',
      target: paperSubject(paperId),
      message: `Edited by hand: ${names.join(', ')}.`,
      before: Object.fromEntries(names.map((name) => [name, paper[name as keyof StoredPaper]])),
      after: changes,
    })
    return { ...paper, ...row, version: paper.version + 1 } as StoredPaper
  })
  platform.live.publish(paperSubject(paperId))
  return after
}

/**
 * Adds one paper that no list names.
 *
 * @throws UserError `papers.no-identity`, `papers.doi-invalid`, `papers.doi-taken`, `papers.issn-invalid`
 */
export async function addPaper(platform: Platform, by: string, edit: PaperEdit): Promise<StoredPaper> {
  const id = randomUUIDv7()
  const now = platform.now()
  return platform.db.transaction().execute(async (tx) => {
    const changes = await changesOf(tx, { id, title: null, doi: null, authors_json: null }, edit)
    if (!changes.title && !changes.doi) throw nameless()
    const sources = Object.fromEntries(Object.keys(changes).map((name) => [name, PERSON_SOURCE]))
    await insertPaper(tx, {
      ...blankPaper,
      ...followers(changes),
      id,
      sources_json: JSON.stringify(sources),
      status_changed_at: now,
      created_at: now,
      updated_at: now,
    } as Insertable<Tables['papers']>)
    await platform.activity.record(tx, {
      actor: by,
      action: 'papers.added',
      target: paperSubject(id),
      message: 'Added by hand.',
      after: changes,
    })
    return demandPaper(tx, id)
  })
}

const blankPaper = {
  status: 'new',
  type: 'other',
  doi_state: 'none',
  metadata_state: 'none',
  fulltext_state: 'none',
  retracted: 0,
  attempt_count: 0,
  crash_count: 0,
  reset_count: 0,
  priority: 0,
  version: 1,
} as const

async function demandPaper(tx: Db, id: string): Promise<StoredPaper> {
  const paper = await findPaper(tx, id)
  if (paper) return paper
  throw new UserError('not-found', 'papers.unknown', 'There is no such paper.')
}

type Before = Pick<StoredPaper, 'id' | 'title' | 'doi' | 'authors_json'>

/** What differs from what stands there, by column. */
async function changesOf(tx: Db, paper: Before, edit: PaperEdit): Promise<Changes> {
  const { authors, doi, issn, ...plain } = edit
  const wished: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) wished[name] = value || null
  if (doi !== undefined) wished.doi = await readDoi(tx, paper, doi)
  if (issn !== undefined) wished.issn = readIssn(issn)
  if (authors !== undefined && authors !== authorsText(paper.authors_json))
    wished.authors_json = authors === '' ? null : JSON.stringify(readAuthors(authors))
  const changes = Object.entries(wished).filter(
    ([name, value]) => value !== ((paper as Partial<StoredPaper>)[name as keyof StoredPaper] ?? null),
  )
  refuseNameless(paper, Object.fromEntries(changes))
  return Object.fromEntries(changes) as Changes
}

/** Columns that follow from others. */
function followers(changes: Changes): Changes {
  const { title, doi, published_on } = changes
  return {
    ...changes,
    ...(title !== undefined && { title_fingerprint: title ? titleFingerprint(String(title)) : null }),
    ...(doi !== undefined && { doi_raw: null, doi_state: doi ? ('unchecked' as const) : ('none' as const) }),
    ...(published_on !== undefined && {
      published_year: published_on ? Number(String(published_on).slice(0, 4)) : null,
    }),
  }
}

async function readDoi(tx: Db, paper: Before, text: string): Promise<string | null> {
  if (text === '') return null
  const { doi } = normaliseDoi(text)
  if (doi === null)
    throw atField('invalid', 'papers.doi-invalid', 'doi', 'This is no DOI. One looks like 10.1038/nature12373.')
  const other = await findOtherByDoi(tx, doi, paper.id)
  if (other) throw atField('conflict', 'papers.doi-taken', 'doi', 'Another paper has this DOI already.')
  return doi
}

function readIssn(text: string): string | null {
  if (text === '') return null
  const issn = normaliseIssn(text)
  if (issn !== null) return issn
  throw atField(
    'invalid',
    'papers.issn-invalid',
    'issn',
    'This is no ISSN: its check digit is wrong, or its length is.',
  )
}

function refuseNameless(paper: Before, changes: Readonly<Record<string, string | null>>): void {
  const { title = paper.title, doi = paper.doi } = changes
  const isTouched = 'title' in changes || 'doi' in changes
  if (!isTouched || title !== null || doi !== null) return
  throw nameless()
}

const nameless = (): UserError => atField('invalid', 'papers.no-identity', 'title', 'A paper needs a title or a DOI.')

const atField = (kind: 'invalid' | 'conflict', code: string, path: string, message: string): UserError =>
  new UserError(kind, code, message, { fields: [{ path, code, message }] })

const editedMeanwhile = (): UserError =>
  new UserError(
    'overtaken',
    'papers.edited-meanwhile',
    'Somebody changed this paper while you were writing. What you typed is in the form, what stands there now is beside it: send it again to overwrite.',
  )
