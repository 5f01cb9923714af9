import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { findRevision } from '../queries/revisions.ts'
import { sign } from '../signing.ts'
import { removeRevision, undoSignature } from '../undoing.ts'
import { hour, isApproved, openDesk, refused, statuses, submit } from './desk.ts'

for (const kind of databaseKinds) {
  test(`RMV-03 RMV-06 RMV-07 NTF-09 an approval is undone in one step, and its number is never used again (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const { id } = await submit(desk, { kind: 'asis' })
    assert.equal(await isApproved(desk), true)
    await desk.letters()

    await removeRevision(platform, people.ada, id)
    assert.equal(await isApproved(desk), false)
    assert.equal(await findRevision(platform.db, id), undefined)
    assert.deepEqual(await desk.letters(), [
      'ada@lyceum.test: Observation 90001 is removed from the approved list',
      'cus@lyceum.test: Observation 90001 is removed from the approved list',
    ])
    assert.equal((await submit(desk, { kind: 'asis' })).key, '90001.002')
    await assert.rejects(removeRevision(platform, people.ada, id), refused('observations.no-revision'))
  })
}

test('RMV-01 RMV-02 RMV-05 T23 who, what and how late are looked at when it is done', async (t) => {
  const desk = await openDesk(t)
  const { platform, people, clock } = desk
  const { id } = await submit(desk, { changes: { comments: 'Why.' } })
  await sign(platform, people.ben, id, 'general')

  await assert.rejects(undoSignature(platform, people.ada, id, 'general'), refused('observations.not-yours'))
  await assert.rejects(removeRevision(platform, people.ada, id), refused('observations.is-signed'))
  await assert.rejects(removeRevision(platform, people.ben, id), refused('observations.not-yours'))
  clock.forward(36 * hour)
  await undoSignature(platform, people.ben, id, 'general')
  assert.deepEqual(await statuses(desk, id), ['Pending', 'Not Required', 'Not Required', 'Not Required', 'Pending'])
  await sign(platform, people.ben, id, 'general')
  clock.forward(36 * hour + 1_000)
  await assert.rejects(undoSignature(platform, people.ben, id, 'general'), refused('observations.too-late'))
  await assert.rejects(removeRevision(platform, people.ada, id), refused('observations.too-late'))
})
