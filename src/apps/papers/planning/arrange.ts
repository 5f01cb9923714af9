import { type Candidate, type Choice, choosePapers } from './choose-papers.ts'
import { firstIndexWhere } from './sorted.ts'

export type Assignment<Paper> = Readonly<{ paper: Paper; run_at: string }>

/** Papers with one DOI prefix: mostly one publisher, and so one host. */
type Group<Paper> = {
  /** The place of its first paper among the chosen ones. */
  readonly rank: number
  /** Papers that may run now, the next one last. */
  readonly ready: Ranked<Paper>[]
  /** Papers that have no time yet, ready or not. */
  remaining: number
}

type Ranked<Paper> = Readonly<{ paper: Paper; rank: number; group: Group<Paper> }>

/**
 * Chooses papers for the times of a plan, and says which runs when, in order of time.
 *
 * Neighbours in time have different DOI prefixes as long as there is an alternative, which keeps each host calm: the
 * prefix with the most papers left goes first, and never twice in a row if another one can go. No Deferred paper runs
 * before its `next_attempt_at`. Offer more papers than times, as some may have to be passed over.
 *
 * @param times in ascending order.
 */
export function arrange<Paper extends Candidate>(
  papers: readonly Paper[],
  times: readonly string[],
  choice: Choice,
): Assignment<Paper>[] {
  const assignments: Assignment<Paper>[] = []
  const waiting = byRelease(ranked(choosePapers(papers, times, choice)))
  // The groups with a paper ready, save the one that went last; the next one to go stands at the end.
  const open: Group<Paper>[] = []
  let last: Group<Paper> | undefined

  for (const time of times) {
    for (const entry of released(waiting, time)) {
      if (entry.group.ready.length === 0 && entry.group !== last) insert(open, entry.group, groupGoesAfter)
      insert(entry.group.ready, entry, (a, b) => a.rank > b.rank)
    }
    const group = open.pop() ?? last
    const next = group?.ready.pop()
    if (!group || !next) continue

    group.remaining -= 1
    assignments.push({ paper: next.paper, run_at: time })
    if (last && last !== group && last.ready.length > 0) insert(open, last, groupGoesAfter)
    last = group
  }
  return assignments
}

function ranked<Paper extends Candidate>(papers: readonly Paper[]): Ranked<Paper>[] {
  const groups = new Map<string, Group<Paper>>()
  return papers.map((paper, rank) => {
    const name = groupName(paper)
    const group = groups.get(name) ?? { rank, ready: [], remaining: 0 }
    groups.set(name, group)
    group.remaining += 1
    return { paper, rank, group }
  })
}

/** A paper without a DOI is a group of its own: nothing is known of its host. */
function groupName({ id, doi }: Candidate): string {
  return doi === null ? `paper ${id}` : doi.replace(/\/.*/s, '')
}

/** The first to be released stands last; of those released together, the first in rank enters last, which is cheapest. */
function byRelease<Paper extends Candidate>(entries: Ranked<Paper>[]): Ranked<Paper>[] {
  const releasedAt = ({ paper }: Ranked<Paper>) => paper.next_attempt_at ?? ''
  return entries.sort((a, b) => {
    if (releasedAt(a) === releasedAt(b)) return a.rank - b.rank
    return releasedAt(a) < releasedAt(b) ? 1 : -1
  })
}

/** Takes the papers that may run at a time from those that wait. */
function released<Paper extends Candidate>(waiting: Ranked<Paper>[], time: string): Ranked<Paper>[] {
  const first = firstIndexWhere(waiting, ({ paper }) => (paper.next_attempt_at ?? '') <= time)
  return waiting.splice(first).reverse()
}

function groupGoesAfter(a: Group<unknown>, b: Group<unknown>): boolean {
  return a.remaining === b.remaining ? a.rank > b.rank : a.remaining < b.remaining
}

/** Puts an item into a list in which every item goes after the ones behind it. */
function insert<Item>(list: Item[], item: Item, goesAfter: (a: Item, b: Item) => boolean): void {
  const index = firstIndexWhere(list, (other) => goesAfter(item, other))
  list.splice(index, 0, item)
}
