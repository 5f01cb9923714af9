import type { Platform } from '../../../platform/platform.ts'
import type { Finish, JobContext } from '../../../platform/tasks/tasks.ts'
import type { KnownIdentifier, KnownPaper } from '../queries/bulk.ts'
import { bulkOf } from '../queries/bulk.ts'
import { deleteSomeIssues, findImport, updateImport } from '../queries/imports.ts'
import type { ImportRow } from '../tables.ts'
import type { Batch, BatchIssue } from './batches.ts'
import { asColumns, type Counts, type ImportResult, noCounts, resultOf } from './counts.ts'
import { asUserError } from './database-errors.ts'
import { type Known, type Name, resolveDrafts, strongIdentifiers, takesChanges } from './resolving.ts'
import { tellingOf } from './running.ts'
import { SeenKeys } from './seen-keys.ts'
import { readPlanOf } from './stored-plan.ts'
import { readInThread } from './threads.ts'
import { countsBehind, findKnown, MOST_ISSUES, storeIssues } from './writing-batches.ts'

/** What is to be done with what a dry run finds. */
export type CheckSink = (issues: readonly BatchIssue[], counts: Counts) => Promise<void>

const rowsAtOnce = 1_000

/** Starts afresh after each interruption, since it holds what it has seen in memory. */
export async function runCheck(
  platform: Platform,
  importId: string,
  job: JobContext,
): Promise<Finish<ImportResult> | undefined> {
  const list = await findImport(platform.db, importId)
  if (list?.state !== 'checking') return undefined
  const telling = tellingOf(platform, list, job)
  const bulk = bulkOf(platform.database.kind)
  try {
    while ((await job.fenced((tx) => deleteSomeIssues(tx, importId, 5_000))) > 0) job.signal.throwIfAborted()
    let stored = 0
    const counts = await checkList(platform, list, job.signal, async (issues, soFar) => {
      const room = issues.slice(0, MOST_ISSUES - stored)
      if (room.length > 0) await job.fenced((tx) => storeIssues(bulk, tx, importId, withoutUnborn(room)))
      stored += room.length
      telling(soFar)
    })
    return job.finish(async (tx) => {
      await updateImport(tx, importId, ['checking'], { ...asColumns(counts), rows_done: 0, bytes_done: 0 })
      return resultOf(counts)
    })
  } catch (error) {
    throw asUserError(error)
  }
}

/**
 * What importing a list would do, row by row, without a paper written. Rows that repeat a paper count as updated where
 * the policy lets them change it; whether they would say anything new is not looked at.
 *
 * @throws UserError where the list cannot be read
 */
export async function checkList(
  platform: Platform,
  list: ImportRow,
  signal: AbortSignal,
  sink: CheckSink,
): Promise<Counts> {
  const reading = readInThread(await platform.files.pathOf(list.sha256), readPlanOf(list), 0, signal)
  const earlier = new EarlierRows(list.id)
  let counts = noCounts
  try {
    for (;;) {
      const batches = await reading.next(rowsAtOnce)
      if (batches.length === 0) return counts
      for (const batch of batches) {
        const known = earlier.addTo(await findKnown(bulkOf(platform.database.kind), platform.db, batch), batch)
        const { matches, issues } = resolveDrafts(list.id, list.policy, batch, known)
        earlier.remember(batch, matches)
        const inserted = matches.filter((match) => match === null).length
        const updated = matches.filter((match) => match && takesChanges(match, list.id, list.policy)).length
        const all = [...batch.issues, ...issues]
        counts = countsBehind(counts, batch, all, inserted, updated)
        await sink(all, counts)
      }
    }
  } finally {
    await reading.close()
  }
}

/** The rows that an import would have added by now; they stand in no database. */
class EarlierRows {
  readonly #importId: string
  /** Row number, and behind the comma whether it has a DOI: 12.5 is row 12 with one. */
  readonly #seen = new SeenKeys()

  constructor(importId: string) {
    this.#importId = importId
  }

  /** What the house knows, and what it would know from earlier rows. */
  addTo(known: Known, batch: Batch): Known {
    const inHouse = new Set(known.byDoi.map(({ doi }) => doi))
    const dois = stringsOf(batch.columns.doi).filter((doi) => !inHouse.has(doi))
    const names = [...strongIdentifiers(batch).values()].flat()
    return {
      byDoi: [...known.byDoi, ...dois.flatMap((doi) => this.#paper(doiKey(doi), doi))],
      byIdentifier: [
        ...known.byIdentifier,
        ...names.flatMap((name) =>
          this.#paper(nameKey(name), 'another').map((paper): KnownIdentifier => ({ ...paper, ...name })),
        ),
      ],
    }
  }

  remember(batch: Batch, matches: readonly (KnownPaper | null)[]): void {
    const names = strongIdentifiers(batch)
    for (let at = 0; at < batch.count; at++) {
      if (matches[at]) continue
      const doi = batch.columns.doi?.[at] ?? null
      const number = Number(batch.columns.import_row?.[at]) + (doi === null ? 0 : 0.5)
      if (doi !== null) this.#seen.set(doiKey(String(doi)), number)
      for (const name of names.get(at) ?? []) this.#seen.set(nameKey(name), number)
    }
  }

  #paper(key: string, doi: string): KnownPaper[] {
    const number = this.#seen.get(key)
    if (number === undefined) return []
    const row = Math.floor(number)
    return [{ id: '', doi: number === row ? null : doi, status: 'new', import_id: this.#importId, import_row: row }]
  }
}

const stringsOf = (values: Batch['columns'][string] | undefined): string[] =>
  (values ?? []).filter((value): value is string => typeof value === 'string')

const doiKey = (doi: string): string => `doi ${doi}`
const nameKey = ({ scheme, value }: Name): string => `${scheme} ${value}`

/** A paper that stands in no database yet has no page to lead to. */
export const withoutUnborn = (issues: readonly BatchIssue[]): BatchIssue[] =>
  issues.map((issue) => (issue.paperId === '' ? { ...issue, paperId: null } : issue))
