import type { CheckView } from '../checking.ts'
import { isAllThere } from '../checking.ts'
import type { Named } from '../people.ts'
import type { Revision } from '../queries/revisions.ts'
import { revisionKey } from '../signoff/approval.ts'
import { parts, signoff } from '../signoff/signoff.ts'
import type { OpenRow, StatusView } from '../status-view.ts'

type Names = ReadonlyMap<string, Named>

const nameIn = (names: Names, id: string | null): string | null => (id === null ? null : (names.get(id)?.name ?? null))

/** A revision in a list, as programs see it: people by name, cells by column. */
export function listedRevision(revision: Revision, names: Names) {
  const { obsid, revision_number, kind, sequence_number, obs_type, planned_at, submitted_at, notes, cells } = revision
  const signOff = parts.map((part) => {
    const { status, signedBy, signedAt } = cells[part]
    return [part, { status, signed_by: nameIn(names, signedBy), signed_at: signedAt }] as const
  })
  return {
    key: revisionKey(obsid, revision_number),
    ...{ obsid, revision_number, kind, sequence_number, obs_type, planned_at, submitted_at },
    submitted_by: nameIn(names, revision.submitted_by),
    notes,
    is_open: signoff.isOpen(cells),
    sign_off: Object.fromEntries(signOff),
  }
}

/** A revision with what it asked for, beside what the catalog has by now. */
export function wholeRevision(view: CheckView) {
  const { revision, names, originals, requests, director, urgency, revisions } = view
  return {
    ...listedRevision(revision, names),
    urgency,
    originals: Object.fromEntries(originals),
    requests: Object.fromEntries(requests),
    /** Null where nothing was asked for, or the catalog gives no answer. */
    is_in_catalog: isAllThere(view),
    director: {
      needed: director.needed,
      entries: director.entries.map(({ state, on_day, note, recorded_by, recorded_at }) => ({
        ...{ state, on_day, note, recorded_at },
        recorded_by: nameIn(names, recorded_by),
      })),
    },
    revisions: revisions.map((one) => revisionKey(one.obsid, one.revision_number)),
  }
}

/** An open revision of the status page. */
function openRevision({ revision, isApproved, higher, overlaps, urgency, director, why }: OpenRow, names: Names) {
  const { latest, needed } = director
  return {
    ...listedRevision(revision, names),
    urgency,
    is_approved: isApproved,
    higher_signed: higher,
    overlaps,
    director: { needed, state: latest?.state ?? null, on_day: latest?.on_day ?? null },
    /** By column: why whoever asks cannot sign it now; what waits and is not named they can. */
    refusals: Object.fromEntries(Object.entries(why).map(([part, { because }]) => [part, because])),
  }
}

/** What the status page shows, last made first. */
export const shownStatus = ({ open, closed, names, queues, closedHours }: StatusView) => ({
  queues,
  open: open.toSorted((a, b) => b.revision.seq - a.revision.seq).map((row) => openRevision(row, names)),
  closed: closed.map((revision) => listedRevision(revision, names)),
  closed_hours: closedHours,
})
