import type { Db } from '../../platform/database/tables.ts'
import { openRequests } from './queries/status.ts'
import { revisionKey } from './signoff/approval.ts'

/** Another open revision that asks for the same parameters: without a word, the last one to be entered would win. */
export type Overlap = Readonly<{ key: string; names: readonly string[] }>

/** Open revisions of an observation that ask for any of these parameters. */
export async function overlapsOf(db: Db, obsid: number, names: ReadonlySet<string>): Promise<readonly Overlap[]> {
  const found = (await openRequests(db, [obsid])).filter(({ name }) => names.has(name))
  const byKey = Map.groupBy(found, (one) => revisionKey(one.obsid, one.revision_number))
  return [...byKey].map(([key, requests]) => ({ key, names: requests.map(({ name }) => name) }))
}

/** By revision: those that share a parameter with it, so that each of them warns of the others. */
export async function overlapsAmong(
  db: Db,
  obsids: readonly number[],
): Promise<ReadonlyMap<string, readonly Overlap[]>> {
  const requests = await openRequests(db, obsids)
  const overlaps = new Map<string, Overlap[]>()
  for (const [, ofOne] of Map.groupBy(requests, ({ obsid }) => obsid)) {
    const byRevision = Map.groupBy(ofOne, (one) => one.revision_id)
    for (const [id, mine] of byRevision) {
      const names = new Set(mine.map(({ name }) => name))
      for (const [other, theirs] of byRevision) {
        const shared = theirs.filter(({ name }) => names.has(name))
        const [first] = shared
        if (other === id || !first) continue
        const key = revisionKey(first.obsid, first.revision_number)
        overlaps.set(id, [...(overlaps.get(id) ?? []), { key, names: shared.map(({ name }) => name) }])
      }
    }
  }
  return overlaps
}
