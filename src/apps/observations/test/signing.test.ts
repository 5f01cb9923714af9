import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { approveTogether } from '../approving.ts'
import { findRevision, lastNumber, originalsOfRevision } from '../queries/revisions.ts'
import { sign, signAndApprove } from '../signing.ts'
import { removeRevision, undoSignature } from '../undoing.ts'
import { isApproved, obsid, openDesk, refused, statuses, submit } from './desk.ts'

for (const kind of databaseKinds) {
  test(`SGN-09 T25 of two who sign one cell at once, one is told who was first (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const { id } = await submit(desk, { changes: { comments: 'Why.' } })

    const both = await Promise.allSettled([
      sign(platform, people.ben, id, 'general'),
      sign(platform, people.dora, id, 'general'),
    ])

    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const lost = both.find((one) => one.status === 'rejected')
    assert.ok(lost?.status === 'rejected' && refused('observations.already-signed')(lost.reason))
    assert.match(String(lost.reason.message), /already signed by (Ben|Dora)/)
  })

  test(`SGN-02 T24 verifying and approving is two revisions, and only a signature where it is approved (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const first = await submit(desk, { changes: { comments: 'One.' } })
    const second = await submit(desk, { changes: { comments: 'Two.' } })
    for (const { id } of [first, second]) await sign(platform, people.ben, id, 'general')
    await desk.letters()

    const made = await signAndApprove(platform, people.ada, first.id)
    assert.equal(made?.key, '90001.003')
    assert.equal(await isApproved(desk), true)
    const approval = await findRevision(platform.db, made?.id ?? '')
    assert.deepEqual([approval?.kind, approval?.notes, approval?.cells.usint.status], ['asis', [], 'Signed'])
    assert.equal((await originalsOfRevision(platform.db, made?.id ?? '')).size, 0)
    assert.deepEqual(await desk.letters(), [
      'ada@lyceum.test: Parameter Change Log: 90001.003 (Approved)',
      'cus@lyceum.test: Parameter Change Log: 90001.003 (Approved)',
    ])

    assert.equal(await signAndApprove(platform, people.ada, second.id), undefined)
    assert.equal(await lastNumber(platform.db, obsid), 3)
    assert.equal((await statuses(desk, second.id)).at(-1), 'Signed')
  })
}

test('PERM-04 approving is for USINT, in every way', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  await assert.rejects(submit(desk, { kind: 'asis' }, 'ben'), refused('accounts.not-allowed'))
  await assert.rejects(approveTogether(platform, people.ben, [obsid]), refused('accounts.not-allowed'))
  await assert.rejects(submit(desk, { changes: { comments: 'x' } }, 'cleo'), refused('accounts.not-allowed'))
  const { id } = await submit(desk, { changes: { comments: 'x' } }, 'ben')
  await assert.rejects(sign(platform, people.ada, id, 'general'), refused('observations.other-team'))
  await assert.rejects(sign(platform, people.ada, id, 'usint'), refused('observations.not-ready'))
  await assert.rejects(sign(platform, people.ben, id, 'usint', 'discard'), refused('observations.other-team'))
  await sign(platform, people.ada, id, 'usint', 'discard')
  assert.deepEqual(await statuses(desk, id), ['Discard', 'Not Required', 'Not Required', 'Not Required', 'Signed'])
  await undoSignature(platform, people.ada, id, 'usint')
  assert.deepEqual(await statuses(desk, id), ['Pending', 'Not Required', 'Not Required', 'Not Required', 'Pending'])
})

test('5.4 every act has one line in the log', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  const { id } = await submit(desk, { changes: { comments: 'x' } })
  await sign(platform, people.ben, id, 'general')
  await undoSignature(platform, people.ben, id, 'general')
  await removeRevision(platform, people.ada, id)

  const lines = await platform.db
    .selectFrom('activity_entries')
    .select(['action', 'target'])
    .where('category', '=', 'observations')
    .orderBy('seq')
    .execute()
  assert.deepEqual(
    lines.map(({ action }) => action),
    [
      'observations.revision-submitted',
      'observations.signed',
      'observations.signature-undone',
      'observations.revision-removed',
    ],
  )
  assert.deepEqual([...new Set(lines.map(({ target }) => target))], ['observations/revision/90001.001'])
})
