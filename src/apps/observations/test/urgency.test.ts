import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { links } from '../links.ts'
import { findRevision } from '../queries/revisions.ts'
import { isUrgent, urgencyOf } from '../revisions/urgency.ts'
import { hour, openDesk, submit } from './desk.ts'

const at = '2026-03-02T12:00:00.000Z'

test('8.3 urgent targets and the last ten days before an observation must not wait', () => {
  const urgency = (obs_type: string | null, planned_at: string | null) => urgencyOf({ obs_type, planned_at }, at)

  assert.deepEqual(urgency('TOO', null), { target: 'TOO', days: null })
  assert.deepEqual(urgency('ddt', null), { target: 'DDT', days: null })
  assert.deepEqual(urgency('GO', '2026-03-05T13:00:00Z'), { target: null, days: 3 })
  assert.deepEqual(urgency('GO', '2026-03-01T13:00:00Z'), { target: null, days: 0 })
  assert.deepEqual(urgency('GO', '2026-03-12T11:59:59Z'), { target: null, days: 9 })
  for (const calm of [urgency('GO', '2026-03-12T12:00:00Z'), urgency(null, null)]) {
    assert.deepEqual(calm, { target: null, days: null })
    assert.equal(isUrgent(calm), false)
  }
})

for (const kind of databaseKinds) {
  test(`8.3 what is urgent says so in words on the status page, and has a queue of its own (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { db } = desk.platform
    const calm = await submit(desk, { changes: { remarks: 'x' } })
    const urgent = await submit(desk, { of: 90_010, changes: { remarks: 'x' } })
    assert.equal((await findRevision(db, urgent.id))?.obs_type, 'TOO', 'the sample catalog has an urgent target')

    const rowOf = (html: string, id: string): string =>
      new RegExp(`<tr id="revision-${id}"[\\s\\S]*?</tr>`).exec(html)?.[0] ?? ''
    const page = (await desk.as('cleo').get(links.status())).body
    assert.match(rowOf(page, urgent.id), /class="[^"]*desk-urgent[^"]*"[\s\S]*TOO/)
    assert.doesNotMatch(rowOf(page, calm.id), /desk-urgen/)
    const queue = (await desk.as('cleo').get(links.status('?queue=urgent'))).body
    assert.deepEqual([rowOf(queue, urgent.id) !== '', rowOf(queue, calm.id)], [true, ''])

    await db
      .updateTable('observations_revisions')
      .set({ planned_at: new Date(Date.parse(desk.clock.now()) + 10 * 24 * hour).toISOString() })
      .where('id', '=', calm.id)
      .execute()
    assert.doesNotMatch(rowOf((await desk.as('cleo').get(links.status())).body, calm.id), /desk-urgen/)
    desk.clock.forward(hour)
    const later = (await desk.as('cleo').get(links.status('?queue=urgent'))).body
    assert.match(rowOf(later, calm.id), /Urgent, 9 days left/, 'days go by after the submission too')
  })
}
