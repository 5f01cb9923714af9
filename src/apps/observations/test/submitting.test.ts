import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { links } from '../links.ts'
import {
  approvedAmong,
  lastNumber,
  listRevisions,
  originalsOfRevision,
  requestsOfRevision,
} from '../queries/revisions.ts'
import { neighboursSetting, testModeSetting } from '../settings.ts'
import { send } from '../submitting.ts'
import { ask, isApproved, obsid, openDesk, refused, statuses, submit } from './desk.ts'

for (const kind of databaseKinds) {
  test(`DATA-01 DATA-07 DATA-08 DATA-09 NTF-01 a change becomes a revision with its values and letters (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { db } = desk.platform
    const made = await submit(desk, { changes: { y_det_offset: '0.3', frame_time: '3.1', comments: '' } })

    assert.equal(made.key, '90001.001')
    assert.deepEqual(await statuses(desk, made.id), ['Pending', 'Pending', 'Pending', 'Not Required', 'Pending'])
    assert.deepEqual(Object.fromEntries(await requestsOfRevision(db, made.id)), {
      y_det_offset: 0.3,
      frame_time: 3.1,
      comments: null,
    })
    const originals = await originalsOfRevision(db, made.id)
    assert.equal(originals.get('targname'), 'Sample Cluster')
    assert.deepEqual(originals.get('tstart')?.constructor, Array)
    assert.deepEqual(
      (await desk.letters()).filter((one) => one.includes('Change Log')),
      [
        'acis@lyceum.test: Parameter Change Log: 90001.001',
        'ada@lyceum.test: Parameter Change Log: 90001.001',
        'arcops@lyceum.test: Parameter Change Log: 90001.001',
        'cus@lyceum.test: Parameter Change Log: 90001.001',
      ],
    )
    assert.equal((await submit(desk, { changes: { remarks: 'More.' } })).key, '90001.002')
  })

  test(`DATA-02 twenty who submit at once get twenty numbers (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, at) => submit(desk, { changes: { comments: `Number ${at}` } })),
    )

    const revisions = await listRevisions(desk.platform.db, obsid)
    assert.deepEqual(
      revisions.map((one) => one.revision_number),
      Array.from({ length: 20 }, (_, at) => at + 1),
    )
    assert.equal(new Set(made.map(({ key }) => key)).size, 20)
  })
}

test('DATA-03 what is deleted takes its cells and values along', async (t) => {
  const desk = await openDesk(t)
  const { db } = desk.platform
  const { id } = await submit(desk, { changes: { comments: 'Why.' } })
  assert.ok((await requestsOfRevision(db, id)).size > 0)

  await db.deleteFrom('observations_revisions').where('id', '=', id).execute()
  for (const table of ['observations_signoffs', 'observations_originals', 'observations_requests'] as const) {
    assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table)
  }
})

test('DATA-13 a parameter stands once with a revision', async (t) => {
  const desk = await openDesk(t)
  const { id } = await submit(desk, { changes: { comments: 'Why.' } })
  const again = { revision_id: id, name: 'comments', value_json: '"x"' }
  await assert.rejects(desk.platform.db.insertInto('observations_requests').values(again).execute())
})

test('T9 CLN-01 NTF-03 a split needs its reason, and takes nothing else along', async (t) => {
  const desk = await openDesk(t)
  await assert.rejects(
    submit(desk, { kind: 'clone', changes: { y_det_offset: '1' } }),
    refused('observations.no-reason'),
  )

  const { id } = await submit(desk, { kind: 'clone', changes: { y_det_offset: '1', comments: 'Too long for one.' } })
  assert.deepEqual(await statuses(desk, id), ['Pending', 'Not Required', 'Not Required', 'Not Required', 'Pending'])
  assert.deepEqual([...(await requestsOfRevision(desk.platform.db, id)).keys()], ['comments'])
  assert.ok((await desk.letters()).includes('arcops@lyceum.test: Parameter Change Log: 90001.001 (Split Request)'))
})

test('ODP-17 a change without a change is refused', async (t) => {
  const desk = await openDesk(t)
  await assert.rejects(submit(desk, {}), refused('observations.nothing-asked'))
})

test('5.6 ODP-08 MUL-02 MUL-11 what is closed or unknown is refused on the server, unless in test mode', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  await assert.rejects(submit(desk, { of: 8008, changes: { comments: 'x' } }), refused('observations.closed'))

  const several = await ask(platform, people.ada, { changes: { comments: 'x' }, extras: [8008, 90_002, 999_999] })
  assert.deepEqual(
    several.refused.map((one) => one.obsid),
    [8008, 999_999],
  )
  assert.deepEqual(
    several.extras.map((one) => one.observation.obsid),
    [90_002],
  )

  await platform.db.transaction().execute((tx) => platform.settings.set(tx, testModeSetting, true, 'test'))
  for (const url of [links.index(), links.ocat(8008), links.status()])
    assert.match((await desk.as('ada').get(url)).body, /Test mode: closed observations may be changed/, url)
  await desk.letters()
  await submit(desk, { of: 8008, changes: { comments: 'x' } })
  const letters = await desk.letters()
  assert.ok(
    letters.length > 0 && letters.every((one) => one.startsWith('ada@lyceum.test: TEST!!! ')),
    letters.join('\n'),
  )
})

test('MUL-07 NTF-02 an approval goes to every observation of the list, a split to the first alone', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  await send(platform, people.ada, await ask(platform, people.ada, { kind: 'asis', extras: [90_002, 90_003] }))
  assert.deepEqual([...(await approvedAmong(platform.db, [90_001, 90_002, 90_003, 90_004]))], [90_001, 90_002, 90_003])

  const split = await ask(platform, people.ada, { kind: 'clone', changes: { comments: 'x' }, extras: [90_002] })
  assert.deepEqual([split.extras, split.unaffected], [[], [90_002]])
  await desk.letters()
  await send(platform, people.dora, await ask(platform, people.dora, { kind: 'remove' }))
  assert.equal(await isApproved(desk), false)
  assert.deepEqual(
    await desk.letters(),
    ['ada', 'cus', 'dora'].map((who) => `${who}@lyceum.test: Parameter Change Log: 90001.002 (Removed)`),
    'who had approved it is told too',
  )
})

test('2.8 a submission that fails half-way leaves nothing behind, no letter either', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  const it = await ask(platform, people.ada, { changes: { comments: 'x' }, extras: [90_002] })
  const broken = { ...it, extras: it.extras.map((one) => ({ ...one, observation: { ...one.observation, obsid: -1 } })) }

  await assert.rejects(send(platform, people.ada, broken))
  assert.equal(await lastNumber(platform.db, obsid), 0)
  assert.deepEqual(
    (await desk.letters()).filter((one) => one.includes('Change')),
    [],
  )
})

test('4.4.2 a new position asks for the ACIS SI mode where the setting says so', async (t) => {
  const desk = await openDesk(t)
  const { platform } = desk
  const changes = { ra_hms: '10:00:01.0000' }
  const acisSi = async () => (await statuses(desk, (await submit(desk, { changes })).id))[2]

  assert.equal(await acisSi(), 'Not Required')
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, neighboursSetting, true, 'test'))
  assert.equal(await acisSi(), 'Pending')
})
