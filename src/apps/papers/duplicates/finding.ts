import { hash } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Platform } from '../../../platform/platform.ts'
import type { JobContext } from '../../../platform/tasks/tasks.ts'
import { STRONG_SCHEMES } from '../importing/resolving.ts'
import {
  type Comparable,
  deleteUnlike,
  listComparable,
  listFingerprints,
  listNames,
  type NamePlace,
  putLikenesses,
} from '../queries/likenesses.ts'
import type { LikenessRow } from '../tables.ts'
import { areAlike, SHORTEST_TITLE } from './likeness.ts'

export type Found = Readonly<{ identifier: number; title: number }>

const pageSize = 5_000
/** So many papers with one title, or one identifier, are a fault of a list: comparing each with each helps nobody. */
const mostAlike = 20
/** So many papers of repeated titles are compared; beyond, the house has other troubles. */
const mostCompared = 50_000
/** More pairs nobody looks through. */
const mostPairs = 20_000

/**
 * Looks through all papers for pairs that may be one, and notes them for somebody to decide: those that share an
 * identifier, and those of the same title, year and first author. Nothing is merged.
 */
export async function findLikenesses(platform: Platform, job: JobContext) {
  const foundAt = platform.now()
  const pairs = new Map<string, LikenessRow>()
  const note = (rule: LikenessRow['rule'], shared: string, ids: readonly [string, string]): void => {
    const [first_id = '', second_id = ''] = ids.toSorted()
    const key = `${first_id} ${second_id}`
    if (first_id === second_id || pairs.has(key) || pairs.size >= mostPairs) return
    const row = { first_id, second_id, rule, shared: shared.slice(0, 300) }
    pairs.set(key, { ...row, found_at: foundAt, parted_by: null, parted_at: null })
  }
  await compareIdentifiers(platform, job, note)
  await compareTitles(platform, job, note)

  const rows = [...pairs.values()]
  return job.finish(async (tx): Promise<Found> => {
    await putLikenesses(tx, rows)
    await deleteUnlike(tx, foundAt)
    const count = (rule: LikenessRow['rule']): number => rows.filter((row) => row.rule === rule).length
    return { identifier: count('identifier'), title: count('title') }
  })
}

type Note = (rule: LikenessRow['rule'], shared: string, ids: readonly [string, string]) => void

/** Identifiers come in their order, so that those of one value stand together. */
async function compareIdentifiers(platform: Platform, job: JobContext, note: Note): Promise<void> {
  let same: NamePlace[] = []
  const close = (): void => {
    const [first] = same
    if (first && same.length <= mostAlike)
      for (const [one, other] of pairsOf(same))
        note('identifier', `${first.scheme} ${first.value}`, [one.paper_id, other.paper_id])
    same = []
  }
  for (let after: NamePlace | undefined; ; ) {
    job.signal.throwIfAborted()
    const names = await listNames(platform.db, STRONG_SCHEMES, after, pageSize)
    for (const name of names) {
      if (same[0]?.scheme !== name.scheme || same[0].value !== name.value) close()
      same.push(name)
    }
    after = names.at(-1)
    if (names.length < pageSize) return close()
    await breathe()
  }
}

/** Two looks at all titles, the first for hashes of eight bytes, so that a million papers take little room. */
async function compareTitles(platform: Platform, job: JobContext, note: Note): Promise<void> {
  const repeated = await findRepeated(platform, job)
  if (repeated.size === 0) return
  const seqs: number[] = []
  for await (const { seq, fingerprint } of fingerprints(platform, job)) {
    if (repeated.has(hashOf(fingerprint))) seqs.push(seq)
    if (seqs.length >= mostCompared) break
  }
  const groups = Map.groupBy(await listComparable(platform.db, seqs), ({ title_fingerprint }) => title_fingerprint)
  for (const papers of groups.values()) {
    if (papers.length > mostAlike) continue
    for (const [one, other] of pairsOf<Comparable>(papers))
      if (areAlike(one, other)) note('title', one.title ?? '', [one.id, other.id])
  }
}

/** The hashes that more than one title has. */
async function findRepeated(platform: Platform, job: JobContext): Promise<ReadonlySet<number>> {
  let hashes = new Float64Array(pageSize)
  let count = 0
  for await (const { fingerprint } of fingerprints(platform, job)) {
    if (count === hashes.length) {
      const larger = new Float64Array(count * 2)
      larger.set(hashes)
      hashes = larger
    }
    hashes[count++] = hashOf(fingerprint)
  }
  const sorted = hashes.subarray(0, count).sort()
  return new Set(sorted.filter((value, at) => at > 0 && value === sorted[at - 1]))
}

async function* fingerprints(
  platform: Platform,
  job: JobContext,
): AsyncGenerator<{ seq: number; fingerprint: string }> {
  for (let afterSeq = 0; ; ) {
    job.signal.throwIfAborted()
    const rows = await listFingerprints(platform.db, afterSeq, pageSize)
    for (const { seq, fingerprint } of rows)
      if (fingerprint !== null && fingerprint.length >= SHORTEST_TITLE) yield { seq, fingerprint }
    if (rows.length < pageSize) return
    afterSeq = rows.at(-1)?.seq ?? afterSeq
    await breathe()
  }
}

/** 48 bits; two titles that share them by chance are told apart afterwards. */
const hashOf = (fingerprint: string): number => hash('sha256', fingerprint, 'buffer').readUIntBE(0, 6)

function* pairsOf<Item>(items: readonly Item[]): Generator<readonly [Item, Item]> {
  for (const [at, one] of items.entries()) for (const other of items.slice(at + 1)) yield [one, other]
}
