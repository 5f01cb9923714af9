import type { RevisionKind } from '../tables.ts'

type Deciding = Readonly<{ revision_number: number; kind: RevisionKind }>

/**
 * Whether an observation is approved for flight. Never stored: the latest `asis` or `remove` decides, however its cells
 * stand; without either it is not.
 */
export function isApproved(revisions: readonly Deciding[]): boolean {
  let latest: Deciding | undefined
  for (const revision of revisions) {
    const decides = revision.kind === 'asis' || revision.kind === 'remove'
    if (decides && (!latest || revision.revision_number > latest.revision_number)) latest = revision
  }
  return latest?.kind === 'asis'
}

/** `16196.002`: an observation and the number of its revision, at least three digits. */
export const revisionKey = (obsid: number, revisionNumber: number): string =>
  `${obsid}.${String(revisionNumber).padStart(3, '0')}`

/** Two whole numbers around one dot; `16196.10` is revision ten. Undefined where it is anything else. */
export function parseRevisionKey(text: string): Readonly<{ obsid: number; revisionNumber: number }> | undefined {
  const found = /^\s*([1-9]\d{0,7})\.0*([1-9]\d{0,7})\s*$/.exec(text)
  return found ? { obsid: Number(found[1]), revisionNumber: Number(found[2]) } : undefined
}
