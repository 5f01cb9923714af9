import type { Database } from '../../../platform/database/database.ts'
import type { Db } from '../../../platform/database/tables.ts'
import { type Bulk, bulkOf, type Columns, type KnownIdentifier, type KnownPaper } from '../queries/bulk.ts'
import { addIdentifiers, findPapersToMerge, updatePaperFields } from '../queries/duplicates.ts'
import { insertTags } from '../queries/tags.ts'
import type { ImportRow, PaperRow, TagRow } from '../tables.ts'
import type { Batch, BatchIssue } from './batches.ts'
import type { Counts } from './counts.ts'
import { IMPORT_ISSUES } from './import-issues.ts'
import { changesBy, draftAt } from './merging.ts'
import { type Known, type Resolved, resolveDrafts, strongIdentifiers, takesChanges } from './resolving.ts'

const papersAtOnce = 500

/** Beyond this, what there is to say about rows is counted, not stored. */
export const MOST_ISSUES = 100_000

/**
 * Brings one batch in, inside the caller's transaction, and answers the counts behind it. The caller commits them in the
 * same transaction, so that each row counts once however often the work is interrupted.
 */
export async function writeBatch(
  tx: Db,
  kind: Database['kind'],
  list: BatchOf['list'],
  batch: Batch,
  before: Counts,
  now: string,
): Promise<Counts> {
  const bulk = bulkOf(kind)
  await bulk.waitForOthers(tx)
  const batchOf = { bulk, tx, list, batch, now }
  const { resolved, inserted } =
    before.inserted < before.duplicates + before.updated ? await askAndAdd(batchOf) : await addOrAsk(batchOf)
  const hasMatches = resolved.matches.some((match) => match !== null)
  const updated = hasMatches ? await mergeMatches(batchOf, resolved) : 0
  const issues = [...batch.issues, ...resolved.issues]
  await storeIssues(bulk, tx, list.id, issues.slice(0, MOST_ISSUES - before.issues))
  return countsBehind(before, batch, issues, inserted, updated)
}

type BatchOf = Readonly<{
  bulk: Bulk
  tx: Db
  list: Pick<ImportRow, 'id' | 'policy' | 'created_by'>
  batch: Batch
  now: string
}>
type Added = Readonly<{ resolved: Resolved; inserted: number }>

/** Asks for what the house has, and adds the rest: for lists that mostly repeat what is here. */
async function askAndAdd(batchOf: BatchOf): Promise<Added> {
  const { bulk, tx, list, batch } = batchOf
  const resolved = resolveDrafts(list.id, list.policy, batch, await findKnown(bulk, tx, batch))
  const isNew = newBy(resolved)
  const lastPaper = await bulk.lastPaper(tx)
  const inserted = await insertPapers(batchOf, isNew)
  await makeFindable(batchOf, isNew, lastPaper)
  return { resolved, inserted }
}

/**
 * Adds what is new within the batch, and asks only where the house had one of the DOIs: for a new list, the index that
 * keeps DOIs apart is then looked at once a row instead of twice. Where rows share other identifiers with each other or
 * with the house, these have a say as well, and everything is asked for first.
 */
async function addOrAsk(batchOf: BatchOf): Promise<Added> {
  const { bulk, tx, list, batch } = batchOf
  if (repeatsNames(batch)) return askAndAdd(batchOf)
  const byIdentifier = await findByNames(bulk, tx, batch)
  if (byIdentifier.length > 0) return askAndAdd(batchOf)

  const lastPaper = await bulk.lastPaper(tx)
  const hoped = resolveDrafts(list.id, list.policy, batch, { byDoi: [], byIdentifier })
  const inserted = await insertPapers(batchOf, newBy(hoped))
  const resolved = inserted === newBy(hoped).filter(Boolean).length ? hoped : await resolveTaken(batchOf)
  await makeFindable(batchOf, newBy(resolved), lastPaper)
  return { resolved, inserted }
}

/** Once the new rows are in: who had the DOIs of the others. */
async function resolveTaken({ bulk, tx, list, batch }: BatchOf): Promise<Resolved> {
  const ours = new Set<unknown>(batch.columns.id)
  const byDoi = (await findByDois(bulk, tx, batch)).filter(({ id }) => !ours.has(id))
  return resolveDrafts(list.id, list.policy, batch, { byDoi, byIdentifier: [] })
}

function repeatsNames(batch: Batch): boolean {
  const names = [...strongIdentifiers(batch).values()].flat().map(({ scheme, value }) => `${scheme} ${value}`)
  return new Set(names).size < names.length
}

const newBy = ({ matches }: Resolved): boolean[] => matches.map((match) => match === null)

/** The papers of the house that a draft of this batch may repeat. */
export async function findKnown(bulk: Bulk, tx: Db, batch: Batch): Promise<Known> {
  return { byDoi: await findByDois(bulk, tx, batch), byIdentifier: await findByNames(bulk, tx, batch) }
}

async function findByDois(bulk: Bulk, tx: Db, batch: Batch): Promise<readonly KnownPaper[]> {
  const dois = (batch.columns.doi ?? []).filter((doi) => typeof doi === 'string')
  return dois.length > 0 ? bulk.findByDoi(tx, dois) : []
}

async function findByNames(bulk: Bulk, tx: Db, batch: Batch): Promise<readonly KnownIdentifier[]> {
  const names = [...strongIdentifiers(batch).values()].flat()
  if (names.length === 0) return []
  return bulk.findByIdentifier(
    tx,
    names.map(({ scheme }) => scheme),
    names.map(({ value }) => value),
  )
}

/** The counts once a batch is dealt with. Every row is in exactly one of inserted, updated, duplicates and errors. */
export function countsBehind(
  before: Counts,
  batch: Batch,
  issues: readonly BatchIssue[],
  inserted: number,
  updated: number,
): Counts {
  return {
    rows_done: batch.rowsRead,
    bytes_done: batch.bytesRead,
    inserted: before.inserted + inserted,
    updated: before.updated + updated,
    duplicates: before.duplicates + batch.count - inserted - updated,
    errors: before.errors + batch.rejected,
    warnings: before.warnings + issues.filter(({ code }) => IMPORT_ISSUES[code].severity === 'warning').length,
    issues: before.issues + issues.length,
  }
}

export async function storeIssues(bulk: Bulk, tx: Db, importId: string, issues: readonly BatchIssue[]): Promise<void> {
  if (issues.length === 0) return
  await bulk.insert(tx, 'papers_import_issues', {
    import_id: issues.map(() => importId),
    row_number: issues.map(({ row }) => row),
    line_number: issues.map(({ line }) => line),
    column_name: issues.map(({ column }) => column),
    severity: issues.map(({ code }) => IMPORT_ISSUES[code].severity),
    code: issues.map(({ code }) => code),
    message: issues.map(({ message }) => message),
    value: issues.map(({ value }) => value || null),
    original: issues.map(({ original }) => original),
    paper_id: issues.map(({ paperId }) => paperId),
  })
}

async function insertPapers({ bulk, tx, list, batch, now }: BatchOf, isWanted: readonly boolean[]): Promise<number> {
  const columns = only(batch.columns, isWanted)
  const count = columns.id?.length ?? 0
  if (count === 0) return 0
  const times = Array<string>(count).fill(now)
  return bulk.insertPapers(tx, {
    ...columns,
    import_id: Array<string>(count).fill(list.id),
    status_changed_at: times,
    created_at: times,
    updated_at: times,
  })
}

/** By their words, their identifiers and their tags. */
async function makeFindable(
  { bulk, tx, list, batch, now }: BatchOf,
  isNew: readonly boolean[],
  lastPaper: number,
): Promise<void> {
  if (!isNew.includes(true)) return
  await bulk.indexWords(tx, lastPaper)
  const { drafts, schemes, values } = batch.identifiers
  const isOfNew = drafts.map((draft) => isNew[draft] === true)
  const ids = drafts.map((draft) => batch.columns.id?.[draft] ?? null)
  const columns = only({ paper_id: ids, scheme: schemes, value: values }, isOfNew)
  if ((columns.paper_id?.length ?? 0) > 0) await bulk.insert(tx, 'papers_ids', columns)
  const tags = [...tagsByDraft(batch)].filter(([draft]) => isNew[draft])
  const rows = tags.flatMap(([draft, values]) =>
    tagRows(String(batch.columns.id?.[draft]), values, list.created_by, now),
  )
  if (rows.length > 0) await insertTags(tx, rows)
}

const tagRows = (paper_id: string, tags: readonly string[], added_by: string, added_at: string): TagRow[] =>
  tags.map((tag) => ({ tag, paper_id, added_by, added_at }))

/** Usually all rows of a batch are new, and nothing is copied. */
function only(columns: Columns, isWanted: readonly boolean[]): Columns {
  if (!isWanted.includes(false)) return columns
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values.filter((_, at) => isWanted[at])]),
  )
}

/** Fills or updates the papers that drafts repeat; answers how many rows changed something. */
async function mergeMatches({ tx, list, batch, now }: BatchOf, { matches }: Resolved): Promise<number> {
  const { id: importId, policy, created_by } = list
  if (policy === 'skip') return 0
  const wanted = matches.map((match) => (match && takesChanges(match, importId, policy) ? match.id : null))
  const papers = await loadPapers(tx, new Set(wanted.filter((id) => id !== null)))
  const identifiers = identifiersByDraft(batch)
  const tags = tagsByDraft(batch)
  let updated = 0
  for (let at = 0; at < batch.count; at++) {
    const paper = papers.get(wanted[at] ?? '')
    if (!paper) continue
    const change = changesBy(paper, draftAt(batch, at), policy)
    const isChanged = Object.keys(change).length > 0
    if (isChanged) await updatePaperFields(tx, paper.id, change, now, paper.import_id !== importId)
    Object.assign(paper, change)
    const names = identifiers.get(at)
    const isNamed = names !== undefined && (await addIdentifiers(tx, paper.id, names))
    const rows = tagRows(paper.id, tags.get(at) ?? [], created_by, now)
    const isTagged = rows.length > 0 && (await insertTags(tx, rows)).length > 0
    if (isChanged || isNamed || isTagged) updated++
  }
  return updated
}

async function loadPapers(tx: Db, ids: ReadonlySet<string>): Promise<Map<string, PaperRow>> {
  const papers = new Map<string, PaperRow>()
  const all = [...ids]
  for (let from = 0; from < all.length; from += papersAtOnce) {
    for (const paper of await findPapersToMerge(tx, all.slice(from, from + papersAtOnce))) papers.set(paper.id, paper)
  }
  return papers
}

const identifiersByDraft = ({ identifiers: { drafts, schemes, values } }: Batch): Map<number, [string, string][]> =>
  byDraft(drafts, (at) => [schemes[at] ?? '', values[at] ?? ''])

const tagsByDraft = ({ tags: { drafts, values } }: Batch): Map<number, string[]> =>
  byDraft(drafts, (at) => values[at] ?? '')

function byDraft<Value>(drafts: readonly number[], valueAt: (at: number) => Value): Map<number, Value[]> {
  const found = new Map<number, Value[]>()
  drafts.forEach((draft, at) => {
    const values = found.get(draft) ?? []
    values.push(valueAt(at))
    found.set(draft, values)
  })
  return found
}
