import assert from 'node:assert/strict'
import { test } from 'node:test'
import { links } from '../links.ts'
import { boardSetting } from '../settings.ts'
import { sign, signAndApprove } from '../signing.ts'
import { openDesk, submit } from './desk.ts'

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

test('RMV-01 RMV-02 RMV-03 the page offers signatures first, the whole once none is left, and a decision in one', async (t) => {
  const desk = await openDesk(t)
  const { id } = await submit(desk, { changes: { remarks: 'x' } }, 'dora')
  await sign(desk.platform, desk.people.dora, id, 'general')
  const made = await signAndApprove(desk.platform, desk.people.dora, id)
  const offered = async () => {
    const { body } = await desk.as('dora').get(links.mine())
    return [...body.matchAll(/action="([^"]*\/sign-offs\/[^"]*)"/g)].map(([, action]) => action).sort()
  }
  const [general, usint, whole] = [
    links.signOffAct(id, 'general', 'undo'),
    links.signOffAct(id, 'usint', 'undo'),
    links.removeRevision(id),
  ]

  assert.deepEqual(await offered(), [general, usint, links.removeRevision(made?.id ?? '')].sort())
  for (const action of [links.removeRevision(made?.id ?? ''), usint, general]) await desk.as('dora').post(action)
  assert.deepEqual(await offered(), [whole])
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
