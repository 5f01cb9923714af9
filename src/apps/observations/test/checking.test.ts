import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { checkView, revisionsOf } from '../checking.ts'
import { links } from '../links.ts'
import { insertValues } from '../queries/revisions.ts'
import { sourcesOf } from '../sources.ts'
import { openDesk, submit } from './desk.ts'

test('CHK-02 CHK-03 CHK-04 a revision is found by its key, and tells what it asked for', async (t) => {
  const desk = await openDesk(t)
  await submit(desk, { changes: { y_det_offset: '0.9', comments: 'Because.' } })
  await submit(desk, { kind: 'asis' })
  const ada = desk.as('ada')

  const page = (await ada.get(links.revision('90001.1'))).body
  for (const text of [
    '90001.001',
    'NORM',
    'Because.',
    'General Changes',
    'Y_DET_OFFSET',
    '33800001',
    'not in the catalog yet',
  ])
    assert.ok(page.includes(text), text)
  assert.match(page, /href="\/observations\/revisions\/90001\.002"/)
  assert.match((await ada.get(links.revision('90001.7'))).body, /latest one, 90001\.002/)
  for (const wrong of ['90001', '90002.001', 'x', '90001.0']) {
    assert.equal((await ada.get(links.revision(wrong))).headers.location, links.askRevision(), wrong)
  }
  assert.equal(
    (await ada.post(links.askRevision(), { obsidrev: '90001.1' })).headers.location,
    links.revision('90001.001'),
  )
})

testOnBoth('CHK-05 CHK-06 a value is done, missing, or changed without a request', async (t, database) => {
  const desk = await openDesk(t, database.kind)
  const { platform } = desk
  const { id } = await submit(desk, { kind: 'asis' })
  await platform.db.deleteFrom('observations_originals').where('revision_id', '=', id).execute()
  const observation = await (await sourcesOf(platform)).catalog.getObservation(90_001)
  const now = observation.values
  await insertValues(
    platform.db,
    id,
    new Map<string, string | number | null>([
      ['targname', 'An older name'],
      ['z_det_offset', now.z_det_offset],
      ['instrument', now.instrument],
    ]),
    new Map<string, string | number | null>([
      ['y_det_offset', Number(now.y_det_offset) + 1e-9],
      ['uninterrupt', 'N'],
      ['frame_time', 9.5],
    ]),
  )
  const [revision] = await revisionsOf(platform, 90_001)
  assert.ok(revision)
  const view = await checkView(platform, [revision], revision)
  const states = new Map(view.sections.flatMap(({ rows }) => rows).map(({ name, state }) => [name, state]))

  assert.deepEqual(
    ['y_det_offset', 'uninterrupt', 'frame_time', 'targname', 'z_det_offset'].map((name) => states.get(name)),
    ['done', 'done', 'missing', 'unasked', 'same'],
  )
  assert.deepEqual(view.sections.map(({ name }) => name).includes('hrc'), false)
  for (const name of [
    'aca_mode',
    'approved_exposure_time',
    'group_id',
    'pi_name',
    'planned_roll',
    'si_mode',
    'status',
  ]) {
    assert.equal(states.has(name), false, `${name} is never edited here, so it has no colour`)
  }
})

test('CHK-07 DATA-10 DATA-12 ranks are rebuilt from columns, of any length', async (t) => {
  const desk = await openDesk(t)
  const { platform } = desk
  const rowsAfter = async (originals: [string, unknown][], requests: [string, unknown][]) => {
    const { id } = await submit(desk, { kind: 'asis', of: 90_003 })
    await platform.db.deleteFrom('observations_originals').where('revision_id', '=', id).execute()
    await insertValues(platform.db, id, new Map(originals) as never, new Map(requests) as never)
    const revision = (await revisionsOf(platform, 90_003)).at(-1)
    assert.ok(revision)
    const ranks = (await checkView(platform, [revision], revision)).ranks.find(({ flag }) => flag === 'roll_flag')
    return ranks?.rows.map((row) =>
      row
        .filter(({ name }) => name === 'roll' || name === 'roll_180')
        .map(({ original, requested }) => [original, requested]),
    )
  }
  const before: [string, unknown][] = [
    ['roll_flag', 'Y'],
    ['roll', [10, 20]],
    ['roll_180', ['N']],
  ]

  assert.deepEqual(await rowsAfter(before, [['roll', [10, 99]]]), [
    [
      ['N', 'N'],
      [10, 10],
    ],
    [
      [null, null],
      [20, 99],
    ],
  ])
  const cleared = await rowsAfter(before, [
    ['roll_flag', 'N'],
    ['roll', null],
    ['roll_180', null],
  ])
  assert.deepEqual(cleared, [
    [
      ['N', null],
      [10, null],
    ],
    [
      [null, null],
      [20, null],
    ],
  ])
  assert.deepEqual(
    await rowsAfter(
      [],
      [
        ['roll_flag', 'Y'],
        ['roll', [5]],
        ['roll_180', ['Y']],
      ],
    ),
    [
      [
        [null, 'Y'],
        [null, 5],
      ],
    ],
  )
  assert.deepEqual(
    await rowsAfter(before, [
      ['roll_flag', 'P'],
      ['roll_constraint', ['P', 'P']],
    ]),
    [
      [
        ['N', 'N'],
        [10, 10],
      ],
      [
        [null, null],
        [20, 20],
      ],
    ],
  )
  assert.deepEqual(
    (await rowsAfter(before, [['roll_180', null]]))?.[0],
    [
      ['N', null],
      [10, 10],
    ],
    'what is cleared is not what was',
  )
})

test('CHK-08 CHK-09 a split shows its reason, and stored values show when the catalog has forgotten the observation', async (t) => {
  const desk = await openDesk(t)
  const { id } = await submit(desk, { kind: 'clone', changes: { comments: 'Too long for one.' } })
  assert.match((await desk.as('ada').get(links.revision('90001.001'))).body, /Too long for one\./)

  await desk.platform.db.updateTable('observations_revisions').set({ obsid: 99_999_990 }).where('id', '=', id).execute()
  const page = await desk.as('ada').get(links.revision('99999990.1'))
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /The catalog has no answer/)
  assert.match(page.body, /Sample Cluster/)
})
