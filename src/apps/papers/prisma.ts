import type { Platform } from '../../platform/platform.ts'
import { presetNamed } from './importing/presets/recognising.ts'
import {
  countLists,
  countMerged,
  countPapersByStanding,
  countTagged,
  type ListCounts,
  type PaperCount,
} from './queries/prisma.ts'

export type Counted = Readonly<{ label: string; count: number }>

/**
 * The numbers of a flow diagram of a systematic review, as far as this house knows them. Each stage is what the one before
 * leaves.
 *
 * @see Page MJ et al.: The PRISMA 2020 statement, BMJ 2021;372:n71, figure 1.
 */
export type Prisma = Readonly<{
  lists: readonly ListCounts[]
  /** Records identified, by the program that wrote the list. */
  identified: readonly Counted[]
  /** Records that no list that counts has brought: added by hand, or kept when their list was taken back. */
  otherRecords: number
  /** Removed before screening: rows that repeat a record, papers that people merged, rows that could not be read. */
  repeated: number
  merged: number
  unread: number
  screened: number
  /** Deleted by people. */
  excluded: number
  sought: number
  /** With a full text. */
  retrieved: number
  /** Without one, by reason; the empty reason stands for those that a person took for good as they are. */
  notRetrieved: readonly Counted[]
  /** Not looked for yet, or under way. */
  underWay: number
  /** Papers with the tag by which included ones are marked; null where none was named. */
  included: number | null
}>

/** Counts all papers, or those that some lists have brought; `tag` is that of included papers. */
export async function findPrisma(
  { db }: Pick<Platform, 'db'>,
  { lists: ids, tag }: Readonly<{ lists: readonly string[]; tag: string | null }>,
): Promise<Prisma> {
  const lists = await countLists(db, ids)
  const standing = await countPapersByStanding(db, ids)
  const merged = await countMerged(db, ids)
  const included = tag === null ? null : await countTagged(db, tag, ids)
  return prismaOf({ lists, standing, merged, included })
}

type Counts = Readonly<{
  lists: readonly ListCounts[]
  standing: readonly PaperCount[]
  merged: number
  included: number | null
}>

export function prismaOf({ lists, standing, merged, included }: Counts): Prisma {
  const there = standing.filter(({ status }) => status !== 'deleted')
  const retrieved = there.filter(({ fulltext }) => fulltext === 'stored')
  const without = there.filter(({ fulltext }) => fulltext !== 'stored')
  const ended = without.filter(({ status }) => ['failed', 'manual', 'done'].includes(status))
  const screened = total(standing) - merged
  const sought = total(there)
  return {
    lists,
    identified: summed(lists.map(({ preset, rows }) => ({ label: presetNamed(preset ?? '').title, count: rows }))),
    otherRecords: Math.max(0, total(standing) - total(lists.map(({ inserted }) => ({ count: inserted })))),
    repeated: total(lists.map(({ repeated }) => ({ count: repeated }))),
    merged,
    unread: total(lists.map(({ unread }) => ({ count: unread }))),
    screened,
    excluded: screened - sought,
    sought,
    retrieved: total(retrieved),
    notRetrieved: summed(
      ended.map(({ status, failure_code, count }) => ({
        label: status === 'done' ? '' : (failure_code ?? 'other'),
        count,
      })),
    ),
    underWay: total(without) - total(ended),
    included,
  }
}

const total = (counts: readonly Readonly<{ count: number }>[]): number =>
  counts.reduce((sum, { count }) => sum + count, 0)

/** One number for each label, the largest first. */
function summed(counts: readonly Counted[]): Counted[] {
  const groups = Map.groupBy(counts, ({ label }) => label)
  return [...groups]
    .map(([label, some]) => ({ label, count: total(some) }))
    .toSorted((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
}
