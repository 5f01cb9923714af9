import type { Random } from './random.ts'
import { compareText, firstIndexWhere } from './sorted.ts'

/** Whose turn it is among papers of one priority: first on the list, last on the list, any, or one of each journal in turn. */
export type Strategy = 'oldest' | 'newest' | 'random' | 'round-robin'

/** What planning needs to know of a paper that is New or Deferred. */
export type Candidate = Readonly<{
  id: string
  /** The highest goes first. */
  priority: number
  created_at: string
  journal: string | null
  doi: string | null
  /** When a Deferred paper may be tried again; null for a New one. */
  next_attempt_at: string | null
}>

export type Choice = Readonly<{
  strategy: Strategy
  random: Random
  /** The part of the times that Deferred papers may take, rounded up, so that one may go even where there is one time. */
  deferredShare?: number
}>

/**
 * The papers to run at the given times, in the order in which they were chosen: by priority, then Deferred before New,
 * then by strategy. A Deferred paper is passed over when no time is left at which it may be tried; the others move up.
 * Never more papers than times.
 *
 * @param times in ascending order.
 */
export function choosePapers<Paper extends Candidate>(
  papers: readonly Paper[],
  times: readonly string[],
  { strategy, random, deferredShare = 0.5 }: Choice,
): Paper[] {
  const reserve = reservations(times)
  let deferredLeft = Math.ceil(times.length * deferredShare)
  const chosen: Paper[] = []

  for (const paper of inTurn(papers, strategy, random)) {
    if (chosen.length === times.length) break
    if (paper.next_attempt_at !== null) {
      if (deferredLeft === 0 || !reserve(paper.next_attempt_at)) continue
      deferredLeft -= 1
    }
    chosen.push(paper)
  }
  return chosen
}

function inTurn<Paper extends Candidate>(papers: readonly Paper[], strategy: Strategy, random: Random): Paper[] {
  const classes = Map.groupBy(papers, ({ priority, next_attempt_at }) => 2 * priority + (next_attempt_at ? 1 : 0))
  const highestFirst = [...classes].sort(([a], [b]) => b - a)
  return highestFirst.flatMap(([, equals]) => turns[strategy](equals, random))
}

type Turns = <Paper extends Candidate>(papers: readonly Paper[], random: Random) => Paper[]

/** Each settles ties by id, so that the order in which the database answers changes nothing. */
const turns: Record<Strategy, Turns> = {
  oldest: (papers) => papers.toSorted(byAge),
  newest: (papers) => papers.toSorted((a, b) => compareText(b.created_at, a.created_at) || compareText(a.id, b.id)),
  random: (papers, random) => {
    const drawn = papers.toSorted((a, b) => compareText(a.id, b.id)).map((paper) => ({ paper, lot: random() }))
    return drawn.sort((a, b) => a.lot - b.lot).map(({ paper }) => paper)
  },
  'round-robin': (papers) => {
    // Papers without a journal take turns as if they had one in common.
    const journals = Map.groupBy(papers.toSorted(byAge), ({ journal }) => journal)
    const queued = [...journals.values()].flatMap((queue) => queue.map((paper, round) => ({ paper, round })))
    return queued.sort((a, b) => a.round - b.round || byAge(a.paper, b.paper)).map(({ paper }) => paper)
  },
}

const byAge = (a: Candidate, b: Candidate) => compareText(a.created_at, b.created_at) || compareText(a.id, b.id)

/**
 * Sets aside, for each Deferred paper, the earliest free time at which it may be tried; false where there is none.
 * If one fails, no other way of sharing out the times would have had room for it either: a time that is late enough
 * for a paper suits every paper that may be tried sooner.
 */
function reservations(times: readonly string[]): (notBefore: string) => boolean {
  // From a time that is taken to one at or after which the next free one is; shortened on the way (union–find).
  const onward = new Map<number, number>()

  return (notBefore) => {
    let index = firstIndexWhere(times, (time) => time >= notBefore)
    for (let next = onward.get(index); next !== undefined; next = onward.get(index)) {
      onward.set(index, onward.get(next) ?? next)
      index = next
    }
    if (index === times.length) return false
    onward.set(index, index + 1)
    return true
  }
}
