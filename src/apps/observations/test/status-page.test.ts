import assert from 'node:assert/strict'
import { test } from 'node:test'
import { links } from '../links.ts'
import { closedHoursSetting } from '../settings.ts'
import { sign } from '../signing.ts'
import { hour, openDesk, submit } from './desk.ts'

/** Keys of the rows of the status page, in their order. */
const keysIn = (html: string): string[] =>
  [...html.matchAll(/<tr id="revision-[^"]*"[^>]*>\s*<th scope="row"><a href="[^"]*\/(\d+\.\d+)"/g)].map(
    ([, key]) => key ?? '',
  )

test('STS-01 STS-02 STS-03 STS-07 open revisions come first, closed ones stay for 36 hours after the last signature', async (t) => {
  const desk = await openDesk(t)
  const first = await submit(desk, { changes: { comments: 'one' } })
  await submit(desk, { changes: { remarks: 'two' } })
  desk.clock.forward(40 * hour)
  await sign(desk.platform, desk.people.ben, first.id, 'general')
  await sign(desk.platform, desk.people.ada, first.id, 'usint')

  const page = (await desk.as('ada').get(links.status())).body
  for (const head of [
    'OBSID.revision',
    'General edits',
    'ACIS edits',
    'ACIS SI Mode edits',
    'HRC SI Mode edits',
    'USINT Verification',
    'Note',
  ])
    assert.match(page, new RegExp(`>${head}<`))
  assert.deepEqual(keysIn(page), ['90001.002', '90001.001'])
  desk.clock.forward(36 * hour + 1_000)
  assert.deepEqual(keysIn((await desk.as('ada').get(links.status())).body), ['90001.002'])
  await desk.platform.db.transaction().execute((tx) => desk.platform.settings.set(tx, closedHoursSetting, 48, 'test'))
  assert.deepEqual(keysIn((await desk.as('ada').get(links.status())).body), ['90001.002', '90001.001'])
})

test('STS-07 a revision that was overtaken by a later, signed one says so', async (t) => {
  const desk = await openDesk(t)
  await submit(desk, { changes: { comments: 'one' } })
  await submit(desk, { kind: 'asis' })

  const page = (await desk.as('ada').get(links.status())).body
  assert.match(page, /Higher revision 002 is signed off/)
  assert.match(page, /On Approved List/)
  assert.doesNotMatch(page, /Signoff &amp; Approve/)
})

test('STS-05 the order is chosen, and remembered for the person', async (t) => {
  const desk = await openDesk(t)
  await submit(desk, { of: 90_002, changes: { comments: 'x' } })
  await submit(desk, { of: 90_001, changes: { comments: 'x' } }, 'dora')
  await submit(desk, { of: 90_001, changes: { remarks: 'x' } })
  const ada = desk.as('ada')

  assert.deepEqual(keysIn((await ada.get(links.status())).body), ['90001.002', '90001.001', '90002.001'])
  assert.deepEqual(keysIn((await ada.get(links.status('?sort=obsid'))).body), ['90001.002', '90001.001', '90002.001'])
  const byDora = (await ada.get(links.status('?sort=person&person=dora'))).body
  assert.deepEqual(keysIn(byDora), ['90001.001', '90001.002', '90002.001'])
  desk.clock.forward(48 * hour)
  assert.deepEqual(keysIn((await ada.get(links.status())).body), keysIn(byDora), 'remembered')
  assert.deepEqual(keysIn((await desk.as('ben').get(links.status())).body)[0], '90001.002', 'for her alone')
  const unknown = (await ada.get(links.status('?sort=person&person=zoe'))).body
  assert.match(unknown, /Nobody of this name/)
  assert.deepEqual(keysIn(unknown), ['90001.002', '90001.001', '90002.001'])
})

test('STS-06 all open revisions of one observation share a colour', async (t) => {
  const desk = await openDesk(t)
  for (const each of [90_001, 90_002, 90_001, 90_002, 90_003])
    await submit(desk, { of: each, changes: { comments: 'Why.' } })

  const page = (await desk.as('ada').get(links.status())).body
  assert.equal(page.split('class="same-0"').length - 1, 2)
  assert.equal(page.split('class="same-1"').length - 1, 2)
  assert.doesNotMatch(page, /same-2"/)
})

test('STS-02 STS-08 each cell says how it stands, and where nothing is left the page says so', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  assert.match((await desk.as('cleo').get(links.status())).body, /Everything is signed\./)
  const { id, key } = await submit(desk, { changes: { frame_time: '2.2', remarks: 'x' } })
  await sign(platform, people.ben, id, 'general')
  await sign(platform, people.ada, id, 'usint', 'discard')

  const row = new RegExp(`<tr id="revision-${id}"[\\s\\S]*?</tr>`).exec(
    (await desk.as('cleo').get(links.status())).body,
  )
  const [head = '', ...cells] = (row?.[0] ?? '').split(/<td/)
  assert.ok(head.includes(`href="${links.revision(key)}"`))
  assert.match(head, /8\d{5}[\s\S]*2 Mar 2026[\s\S]*Ada/, 'sequence number, day and submitter')
  assert.deepEqual(
    cells.slice(0, 5).map((cell) => /Ben|Ada|NA|Not Required/.exec(cell.replace(/data-label="[^"]*"/, ''))?.[0]),
    ['Ben', 'NA', 'NA', 'Not Required', 'Ada'],
  )
  assert.match(cells[0] ?? '', /<time datetime="2026-03-02T12:00:00\.000Z"/)
})

test('STS-04 STS-08 STS-09 8.3 queues show what waits for a team, old as it may be, and the table is fetched anew', async (t) => {
  const desk = await openDesk(t)
  await submit(desk, { changes: { frame_time: '2.2' } })
  await desk.platform.db
    .updateTable('observations_revisions')
    .set({ submitted_at: '2020-01-01T00:00:00.000Z' })
    .execute()
  await submit(desk, { of: 90_002, changes: { remarks: 'x' } })
  const ben = desk.as('ben')
  const keysOf = async (team: string) => keysIn((await ben.get(links.status(`?queue=${team}`))).body)

  assert.deepEqual(await keysOf('acis'), ['90001.001'])
  assert.deepEqual(await keysOf('hrc'), [])
  assert.deepEqual(await keysOf('usint'), [], 'others come first')
  assert.deepEqual(await keysOf('arcops'), ['90002.001', '90001.001'])
  const fragment = await ben.get(links.statusTable(), { 'hx-request': 'true' })
  assert.match(fragment.body, /^\s*<div[^>]*id="status"[^>]*data-live="observations\/status"/)
  assert.match((await desk.as('ada').get(links.status())).body, /Sign older revisions/)
})

test('PERM-04 SGN-06 SGN-07 SGN-08 each visitor sees their own buttons, and why others are not there', async (t) => {
  const desk = await openDesk(t)
  const { id } = await submit(desk, { changes: { frame_time: '2.2' } })
  const has = (body: string, part: string): boolean => body.includes(`action="${links.signOff(id, part as 'general')}"`)

  const ben = (await desk.as('ben').get(links.status())).body
  assert.deepEqual(
    ['acis', 'acis_si', 'usint'].map((part) => has(ben, part)),
    [true, true, false],
  )
  assert.match(ben, /USINT must sign/)
  const ada = (await desk.as('ada').get(links.status())).body
  assert.deepEqual(
    ['acis', 'acis_si', 'usint'].map((part) => has(ada, part)),
    [false, false, false],
  )
  assert.match(ada, /Not ready/)
  assert.match(ada, /data-confirm="Give up what is not signed of this revision, and verify it\?"[\s\S]*?Discard/)
  assert.equal((await desk.as('cleo').post(links.signOff(id, 'acis'))).statusCode, 403)
  await desk.as('ben').post(links.signOff(id, 'acis'))
  const second = await desk.as('dora').post(links.signOff(id, 'acis'))
  assert.equal(second.statusCode, 409)
  assert.match(second.body, /already signed by Ben/)
})
