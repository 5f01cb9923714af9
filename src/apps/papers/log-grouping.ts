import type { ActivityRow } from '../../platform/activity/tables.ts'

type Repeatable = Pick<ActivityRow, 'action' | 'actor' | 'message' | 'status'>

/** Entries in a row that say the same of different things: the first of them, and the others. */
export type Group<Entry> = Readonly<{ first: Entry; others: readonly Entry[] }>

/** Puts neighbours together that say the same; a log of a thousand planned papers then reads as one line. */
export function groupRepeats<Entry extends Repeatable>(entries: readonly Entry[]): Group<Entry>[] {
  const groups: { first: Entry; others: Entry[] }[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last && saysTheSame(last.first, entry)) last.others.push(entry)
    else groups.push({ first: entry, others: [] })
  }
  return groups
}

const saysTheSame = (one: Repeatable, other: Repeatable): boolean =>
  one.action === other.action &&
  one.actor === other.actor &&
  one.message === other.message &&
  one.status === other.status
