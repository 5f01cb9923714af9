import type { Person } from '../../platform/accounts/person.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { type DeskLetter, post } from './mails/posting.ts'
import { type Named, nameThem, peopleOf } from './people.ts'
import { changeCells, markRemoved, type Revision } from './queries/revisions.ts'
import { listNewest, listTouchedBy } from './queries/status.ts'
import { record, statusTopic } from './revising.ts'
import { demandChanges, holdRevision, rulesOf } from './signing.ts'
import { revisionKey } from './signoff/approval.ts'
import { isRecent, type Rules } from './signoff/engine.ts'
import { type Part, parts, signoff } from './signoff/signoff.ts'

/**
 * Takes one's own signature back.
 *
 * @throws UserError `observations.no-revision`, `observations.not-signed`, `observations.not-yours`, `observations.too-late`
 */
export async function undoSignature(platform: Platform, person: Person, id: string, part: Part): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const revision = await holdRevision(tx, id)
    const outcome = signoff.undo(revision.cells, part, person.id, platform.now(), await rulesOf(platform, tx))
    if (!(await changeCells(tx, revision, await demandChanges(tx, outcome)))) throw overtaken()
    await record(platform, tx, person, 'observations.signature-undone', keyOf(revision), { part })
  })
  platform.live.publish(statusTopic)
}

/**
 * Takes one's own submission back: it counts for nothing any more, and its number is never used again. An approval, or its
 * removal, goes together with the signature that came with it.
 *
 * @throws UserError `observations.no-revision`, `observations.not-yours`, `observations.too-late`, `observations.is-signed`
 */
export async function removeRevision(platform: Platform, person: Person, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const revision = await holdRevision(tx, id)
    const why = whyNotRemove(revision, person.id, platform.now(), await rulesOf(platform, tx))
    if (why) throw refusals[why]()
    if (!(await markRemoved(tx, id, person.id, platform.now()))) throw overtaken()
    const { kind, obsid } = revision
    await record(platform, tx, person, 'observations.revision-removed', keyOf(revision), { kind })
    if (kind === 'asis') await post(platform, tx, person, [withdrawnLetter(obsid, person)])
  })
  platform.live.publish(statusTopic)
}

type WhyNotRemove = 'not-yours' | 'too-late' | 'is-signed'

/** Undefined where this person may take the revision back. */
function whyNotRemove(revision: Revision, personId: string, now: string, rules: Rules): WhyNotRemove | undefined {
  const { submitted_by, submitted_at, cells, kind } = revision
  if (submitted_by !== personId) return 'not-yours'
  if (!isRecent(submitted_at, now, rules.undoMs)) return 'too-late'
  const isDecision = kind === 'asis' || kind === 'remove'
  const isOwnDecision = (part: Part): boolean => isDecision && part === 'usint' && cells[part].signedBy === personId
  return parts.some((part) => cells[part].status === 'Signed' && !isOwnDecision(part)) ? 'is-signed' : undefined
}

/** What this person can take back of a revision. */
export type Undoable = Readonly<{ parts: readonly Part[]; isWhole: boolean }>

/** The whole of it only where nothing of it alone can be taken back, but for decisions, which are one thing. */
function undoableOf(revision: Revision, personId: string, now: string, rules: Rules): Undoable {
  const isWhole = whyNotRemove(revision, personId, now, rules) === undefined
  const isDecision = revision.kind === 'asis' || revision.kind === 'remove'
  if (isDecision && isWhole) return { parts: [], isWhole }
  const mine = parts.filter((part) => 'changes' in signoff.undo(revision.cells, part, personId, now, rules))
  return { parts: mine, isWhole: isWhole && mine.length === 0 }
}

/** NTF-09 */
const withdrawnLetter = (obsid: number, person: Person): DeskLetter => ({
  kind: 'observations.withdrawn',
  to: [person],
  subject: `Observation ${obsid} is removed from the approved list`,
  lines: [`${person.name} took the approval of observation ${obsid} back.`],
})

const keyOf = ({ obsid, revision_number }: Revision): string => revisionKey(obsid, revision_number)

const refusals: Readonly<Record<WhyNotRemove, () => UserError>> = {
  'not-yours': () =>
    new UserError('forbidden', 'observations.not-yours', 'Only who submitted a revision can take it back.'),
  'too-late': () => new UserError('conflict', 'observations.too-late', 'That is too long ago to be taken back.'),
  'is-signed': () =>
    new UserError(
      'conflict',
      'observations.is-signed',
      'Somebody has signed it. Signatures have to be taken back first.',
    ),
}

const overtaken = (): UserError =>
  new UserError('overtaken', 'observations.overtaken', 'Somebody else changed this revision just now. Look again.')

export type MineView = Readonly<{
  rows: readonly Readonly<{ revision: Revision; undoable: Undoable }>[]
  /** Whether there is anything to take back; otherwise the rows are the newest of all, to look at. */
  isAny: boolean
  names: ReadonlyMap<string, Named>
  hours: number
}>

/** What somebody has submitted or signed lately, and what of it can be taken back. */
export async function mineView(platform: Platform, person: Person): Promise<MineView> {
  const { db, now } = platform
  const rules = await rulesOf(platform, db)
  const since = new Date(Date.parse(now()) - rules.undoMs).toISOString()
  const touched = (await listTouchedBy(db, person.id, since)).map((revision) => ({
    revision,
    undoable: undoableOf(revision, person.id, now(), rules),
  }))
  const rows = touched.filter(({ undoable }) => undoable.isWhole || undoable.parts.length > 0)
  const nothing: Undoable = { parts: [], isWhole: false }
  const shown = rows.length > 0 ? rows : (await listNewest(db, 10)).map((revision) => ({ revision, undoable: nothing }))
  const ids = shown.flatMap(({ revision }) => peopleOf(revision))
  return { rows: shown, isAny: rows.length > 0, names: await nameThem(db, ids), hours: rules.undoMs / 3_600_000 }
}
