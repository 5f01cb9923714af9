import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { UserError } from '../../../platform/errors.ts'
import { approveTogether } from '../approving.ts'
import { isParameter } from '../parameters/parameters.ts'
import { listApproved } from '../queries/archive.ts'
import { approvedAmong, listRevisions, type Revision, requestsOfRevision } from '../queries/revisions.ts'
import { highestClosed, listOpen } from '../queries/status.ts'
import { fieldsOf } from '../revisions/fields.ts'
import { readForm } from '../revisions/reading-forms.ts'
import { sign, signAndApprove } from '../signing.ts'
import { isApproved } from '../signoff/approval.ts'
import { statuses } from '../signoff/engine.ts'
import { type Part, parts, signoff } from '../signoff/signoff.ts'
import { sourcesOf } from '../sources.ts'
import { plan, send } from '../submitting.ts'
import type { RevisionKind } from '../tables.ts'
import { removeRevision, undoSignature } from '../undoing.ts'
import { type Desk, hour, openDesk } from './desk.ts'

/** Always the same quickly, always others with time. */
const isLong = process.env.LYCEUM_TEST_LONG === '1'
const seed = isLong ? Date.now() % 2 ** 31 : 20_260_302

const obsids = [90_001, 90_002] as const
const people = ['ada', 'ben', 'dora'] as const

type Step = Readonly<{
  act: 'submit' | 'sign' | 'sign-approve' | 'discard' | 'undo' | 'remove' | 'express' | 'wait'
  who: (typeof people)[number]
  obsid: (typeof obsids)[number]
  kind: RevisionKind
  part: Part
  /** Which of the revisions of the observation, counted from the latest. */
  back: number
}>

const steps = fc.array(
  fc.record<Step>({
    act: fc.constantFrom(
      'submit',
      'submit',
      'sign',
      'sign',
      'sign-approve',
      'discard',
      'undo',
      'undo',
      'remove',
      'express',
      'wait',
    ),
    who: fc.constantFrom(...people),
    obsid: fc.constantFrom(...obsids),
    kind: fc.constantFrom('norm', 'asis', 'remove', 'clone'),
    part: fc.constantFrom(...parts),
    back: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 5, maxLength: 25 },
)

for (const kind of databaseKinds) {
  test(`whatever several people do, numbers are unique, cells legal, and approval is the same on every path (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    let done = 0
    const property = fc.asyncProperty(steps, async (sequence) => {
      for (const step of sequence) {
        const before = await everything(desk)
        if (await isDone(desk, step)) done++
        await assertLegal(desk, before, step)
      }
    })
    t.diagnostic(`seed ${seed}`)
    await fc.assert(property, { numRuns: (isLong ? 20 : 1) * (kind === 'sqlite' ? 8 : 2), seed })
    assert.ok(done > 10, `${done} acts did something`)
  })
}

/** Does it, where it may be done. */
async function isDone(desk: Desk, step: Step): Promise<boolean> {
  try {
    await act(desk, step)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

async function act(desk: Desk, { act, who, obsid, kind, part, back }: Step): Promise<void> {
  const { platform, people, clock } = desk
  const person = people[who]
  if (act === 'wait') return clock.forward(20 * hour)
  if (act === 'submit') return submit(desk, person, obsid, kind)
  if (act === 'express') return void (await approveTogether(platform, person, obsids))
  const revision = (await listRevisions(platform.db, obsid)).at(-1 - back)
  if (!revision) return
  if (act === 'undo') return undoSignature(platform, person, revision.id, part)
  if (act === 'remove') return removeRevision(platform, person, revision.id)
  if (act === 'sign-approve') return void (await signAndApprove(platform, person, revision.id))
  return act === 'discard'
    ? sign(platform, person, revision.id, 'usint', 'discard')
    : sign(platform, person, revision.id, part)
}

async function submit(desk: Desk, person: Desk['people']['ada'], obsid: number, kind: RevisionKind): Promise<void> {
  const { platform, clock } = desk
  const observation = await (await sourcesOf(platform)).catalog.getObservation(obsid)
  const fields = { ...fieldsOf(observation), comments: clock.now(), frame_time: '2.5' }
  const { wanted } = readForm(observation, fields)
  await send(platform, person, await plan(platform, person, { observation, kind, wanted, extras: [] }))
}

const everything = async ({ platform }: Desk): Promise<Revision[]> =>
  (await Promise.all(obsids.map((obsid) => listRevisions(platform.db, obsid)))).flat()

async function assertLegal(desk: Desk, before: readonly Revision[], { act, who }: Step): Promise<void> {
  const { db } = desk.platform
  const after = await everything(desk)
  const rows = await db.selectFrom('observations_revisions').select(['obsid', 'revision_number']).execute()
  assert.equal(
    new Set(rows.map((row) => `${row.obsid}.${row.revision_number}`)).size,
    rows.length,
    'numbers are unique',
  )

  for (const { cells } of after) {
    for (const part of parts) {
      const { status, signedBy, signedAt } = cells[part]
      assert.ok(statuses.includes(status))
      assert.equal(status === 'Signed', signedBy !== null && signedAt !== null)
    }
  }
  for (const { id, cells } of before) {
    const now = after.find((one) => one.id === id)
    for (const part of parts) {
      if (cells[part].status !== 'Signed') continue
      const isKept =
        now?.cells[part].signedBy === cells[part].signedBy && now.cells[part].signedAt === cells[part].signedAt
      const isTakenBack = (act === 'undo' || act === 'remove') && cells[part].signedBy === desk.people[who].id
      assert.ok(isKept || isTakenBack, 'a signature is only taken back, and by who made it')
    }
  }

  for (const { id, kind, notes } of after) {
    const asked = [...(await requestsOfRevision(db, id)).keys()]
    assert.ok(kind === 'norm' || notes.length === 0, 'only changes have notes')
    assert.ok(kind === 'norm' || asked.every((name) => kind === 'clone' && name === 'comments'), `${kind}: ${asked}`)
    assert.ok(asked.every(isParameter))
  }

  const approved = await approvedAmong(db, obsids)
  const listed = await listApproved(db, { limit: 100 })
  assert.deepEqual(listed.map(({ obsid }) => obsid).sort(), [...approved].sort(), 'the list and the query agree')
  for (const obsid of obsids) {
    const own = after.filter((one) => one.obsid === obsid)
    assert.equal(approved.has(obsid), isApproved(own), 'the query and the rule agree')
    assert.ok(
      approved.has(obsid) ||
        act === 'submit' ||
        act === 'remove' ||
        !isApproved(before.filter((one) => one.obsid === obsid)),
    )
  }
  const open = after.filter(({ cells }) => signoff.isOpen(cells))
  const waiting = await listOpen(db)
  assert.deepEqual(waiting.map(({ id }) => id).sort(), open.map(({ id }) => id).sort())
  for (const [obsid, highest] of await highestClosed(db, waiting)) {
    const closed = after.filter((one) => one.obsid === obsid && !signoff.isOpen(one.cells))
    assert.equal(highest, Math.max(...closed.map((one) => one.revision_number)))
  }
}
