import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { checkView, revisionsOf } from '../checking.ts'
import { links } from '../links.ts'
import { insertValues } from '../queries/revisions.ts'
import { fieldsOf } from '../revisions/fields.ts'
import { readForm } from '../revisions/reading-forms.ts'
import { boardSetting, closedHoursSetting } from '../settings.ts'
import { sign } from '../signing.ts'
import { sourcesOf } from '../sources.ts'
import { plan, send } from '../submitting.ts'
import type { RevisionKind } from '../tables.ts'
import { type Desk, hour, openDesk } from './desk.ts'

type How = Readonly<{ kind?: RevisionKind; changes?: Record<string, string>; of?: number; by?: 'ada' | 'ben' | 'dora' }>

async function submit({ platform, people }: Desk, { kind = 'norm', changes = {}, of = 90_001, by = 'ada' }: How = {}) {
  const observation = await (await sourcesOf(platform)).catalog.getObservation(of)
  const { wanted } = readForm(observation, { ...fieldsOf(observation), ...changes })
  const [made] = await send(
    platform,
    people[by],
    await plan(platform, people[by], { observation, kind, wanted, extras: [] }),
  )
  assert.ok(made)
  return made
}

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
  await submit(desk, { of: 90_001, changes: { comments: 'x' }, by: 'dora' })
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

test('PERM-04 SGN-06 SGN-07 each visitor sees their own buttons, and why others are not there', async (t) => {
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
  assert.match(ada, /Discard/)
  assert.equal((await desk.as('cleo').post(links.signOff(id, 'acis'))).statusCode, 403)
  await desk.as('ben').post(links.signOff(id, 'acis'))
  const second = await desk.as('dora').post(links.signOff(id, 'acis'))
  assert.equal(second.statusCode, 409)
  assert.match(second.body, /already signed by Ben/)
})

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

test('RMV-04 who has nothing to take back sees the newest ten, and no button', async (t) => {
  const desk = await openDesk(t)
  for (let at = 0; at < 12; at++) await submit(desk, { changes: { comments: `Number ${at}` } })

  const page = (await desk.as('cleo').get(links.mine())).body
  assert.match(page, /nothing that you could take back/)
  assert.equal(page.split('/remove"').length - 1, 0)
  assert.match(page, /90001\.012/)
  assert.doesNotMatch(page, /90001\.002/)
  assert.equal((await desk.as('ada').get(links.mine())).body.split('/remove"').length - 1, 12)
})

test('EXP-03 EXP-04 the express list stays until it is finalized, through reloads and the way back', async (t) => {
  const desk = await openDesk(t)
  const ada = desk.as('ada')
  assert.equal((await ada.post(links.express(), { obsids: 'abc' })).statusCode, 422)
  assert.equal((await ada.post(links.express(), { obsids: ' ' })).headers.location, links.express())
  await ada.post(links.express(), { obsids: '90001-90003 8008 999999' })

  for (let at = 0; at < 2; at++) {
    const confirm = (await ada.get(links.expressConfirm())).body
    assert.match(confirm, /3 observations will be approved/)
    assert.match(confirm, /Not in Ocat/)
    assert.match(confirm, /Status: archived/i)
  }
  assert.match((await ada.get(links.express())).body, /90001-90003 8008 999999/)
  const done = await ada.post(links.expressConfirm())
  const status = await ada.inject({
    method: 'GET',
    url: links.status(),
    headers: {
      accept: 'text/html',
      cookie: [
        desk.as('ada').visitor?.cookie,
        done.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      ].join('; '),
    },
  })
  assert.match(status.body, /Approved: 90001\.001, 90002\.001, 90003\.001/)
  assert.equal((await ada.get(links.expressConfirm())).headers.location, links.express())
  assert.equal((await desk.as('ben').get(links.express())).statusCode, 403)
})

test('8.3 what is approved is a page, a CSV file and a calendar, and every month has a page', async (t) => {
  const desk = await openDesk(t)
  await submit(desk, { kind: 'asis' })
  await submit(desk, { kind: 'asis', of: 90_002 })
  await submit(desk, { kind: 'remove', of: 90_002 })

  const csv = (await desk.as('ada').get(links.approvedCsv())).body.split('\r\n')
  assert.deepEqual(
    csv.map((line) => line.split(',')[1]),
    ['revision', '90001.001', undefined],
  )
  const calendar = await desk.as('ada').get(links.approvedCalendar())
  assert.equal(calendar.headers['content-type'], 'text/calendar; charset=utf-8')
  assert.match(
    calendar.body,
    /^BEGIN:VCALENDAR\r\n[\s\S]*UID:approval-90001\.001@127\.0\.0\.1\r\nDTSTAMP:20260302T120000Z\r\nDTSTART:20260302T120000Z\r\nSUMMARY:Approved for flight: 90001\.001\r\nDESCRIPTION:By Ada\. Planned for \d{4}-\d\d-\d\d\.\r\nURL:http[^\r]*\/observations\/revisions\/90001\.001\r\n/,
  )
  assert.equal(calendar.body.split('BEGIN:VEVENT').length, 2, 'what is not approved any more is no event')
  assert.match((await desk.as('ada').get(links.approved())).body, /90001\.001/)
  assert.match((await desk.as('ada').get(links.months())).body, /2026-03/)
  assert.match((await desk.as('ada').get(links.month('2026-03'))).body, /90002\.002/)
  assert.match((await desk.as('ada').get(links.month('2026-02'))).body, /none in this month/)
})

test('4.1 the first page leads everywhere, and to what a site adds', async (t) => {
  const desk = await openDesk(t)
  await desk.platform.db
    .transaction()
    .execute((tx) =>
      desk.platform.settings.set(
        tx,
        boardSetting,
        'Ours\nGratings = https://gratings.example/tools [i]\nBad = javascript:alert(1)',
        'test',
      ),
    )
  const page = (await desk.as('cleo').get(links.index())).body

  for (const address of [links.status(), links.express(), links.mine(), links.askRevision(), links.months()])
    assert.ok(page.includes(`href="${address}"`), address)
  assert.match(page, /href="https:\/\/gratings\.example\/tools"[^>]*>Gratings<\/a>\s*<abbr/)
  assert.doesNotMatch(page, /javascript:/)
  assert.match((await desk.as('cleo').get(links.help())).body, /id="frame_time"/)
})
