import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { recordAgreement } from '../agreeing.ts'
import { links } from '../links.ts'
import { listAgreements } from '../queries/agreements.ts'
import { directorsOf } from '../revisions/director.ts'
import { removeRevision } from '../undoing.ts'
import { openDesk, refused, submit } from './desk.ts'

test('8.3 the Director’s Office is asked about the proposal itself, real constraints and far moves', () => {
  const of = (requests: Record<string, string | null>, isFar = false) =>
    directorsOf(new Map(Object.entries(requests)), isFar ? ['large_coordinate_change'] : [])

  assert.deepEqual(of({ instrument: 'HRC-I', grating: null, remarks: 'x' }), ['instrument', 'grating'])
  assert.deepEqual(of({ roll_flag: 'Y', roll: '3', uninterrupt: 'Y', multitelescope: 'P' }), [
    'roll_flag',
    'uninterrupt',
  ])
  assert.deepEqual(of({ uninterrupt: 'N', comments: 'x', y_det_offset: '1' }), [])
  assert.deepEqual(of({ ra: '1' }), [])
  assert.deepEqual(of({ ra: '1' }, true), ['ra', 'dec'])
})

for (const kind of databaseKinds) {
  test(`8.3 what the Director’s Office says is an item with its day, seen wherever somebody signs (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform } = desk
    const { id, key } = await submit(desk, { changes: { grating: 'LETG', comments: 'Agreed by mail.' } })
    const [ada, cleo] = [desk.as('ada'), desk.as('cleo')]
    const shown = async () => ({
      status: (await cleo.get(links.status())).body,
      check: (await cleo.get(links.revision(key))).body,
    })

    const before = await shown()
    for (const html of Object.values(before)) assert.match(html, /Director’s Office: not asked yet/)
    assert.match(before.check, /must agree to: Grating\./)
    assert.doesNotMatch(before.check, /Write down what it said/, 'who only reads writes nothing down')

    const asked = { state: 'asked', on_day: '2026-03-01', note: '' }
    assert.equal((await cleo.post(links.agreement(key), asked)).statusCode, 403)
    assert.equal((await ada.post(links.agreement(key), asked)).headers.location, links.revision(key))
    const agreed = { state: 'agreed', on_day: '2026-03-02', note: 'Mail <of> today.' }
    await ada.post(links.agreement(key), agreed)
    const after = await shown()
    for (const html of Object.values(after)) assert.match(html, /Director’s Office: agreed on 2026-03-02/)
    assert.match(after.check, /asked[\s\S]*Mail &lt;of&gt; today\.[\s\S]*Ada/)
    assert.deepEqual(
      (await listAgreements(platform.db, id)).map(({ state, on_day }) => `${state} ${on_day}`),
      ['asked 2026-03-01', 'agreed 2026-03-02'],
      'what was written before stays',
    )
  })

  test(`8.3 a day that has not come, or a revision that was taken back, is refused (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const { id, key } = await submit(desk, { changes: { grating: 'LETG' } })

    const early = await desk
      .as('ada')
      .post(links.agreement(key), { state: 'agreed', on_day: '2026-03-03', note: 'kept' })
    assert.equal(early.statusCode, 422)
    assert.match(early.body, /That day has not come yet\.[\s\S]*kept/)
    for (const on_day of ['2026-02-30', '']) {
      assert.equal((await desk.as('ada').post(links.agreement(key), { state: 'agreed', on_day })).statusCode, 422)
    }
    const said = { state: 'agreed', on_day: '2026-03-02', note: '' } as const
    await assert.rejects(recordAgreement(platform, people.ben, id, said), refused('accounts.not-allowed'))
    await removeRevision(platform, people.ada, id)
    await assert.rejects(recordAgreement(platform, people.ada, id, said), refused('observations.no-revision'))
    assert.equal((await desk.as('ada').post(links.agreement(key), said)).statusCode, 404)
    assert.deepEqual(await listAgreements(platform.db, id), [])
  })
}
