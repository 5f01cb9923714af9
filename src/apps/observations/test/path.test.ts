import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { letterLinks } from '../letters/links.ts'
import { links } from '../links.ts'
import { parameterNames } from '../parameters/parameters.ts'
import { approvedAmong, listRevisions } from '../queries/revisions.ts'
import { fieldsOf } from '../revisions/fields.ts'
import { rosterLinks } from '../roster/links.ts'
import { searchLinks } from '../search/links.ts'
import { sourcesOf } from '../sources.ts'
import { type Desk, hour, openDesk } from './desk.ts'

const obsid = 90_001

/** The form as a browser sends it, but for what is changed. */
async function formOf({ platform }: Desk, changes: Record<string, string> = {}): Promise<Record<string, string>> {
  const observation = await (await sourcesOf(platform)).catalog.getObservation(obsid)
  return { ...fieldsOf(observation), kind: 'norm', multiobsid: '', act: 'submit', ...changes }
}

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

/** Sends the form, looks at what would be sent, and sends it. */
async function finalize(desk: Desk, who: 'ada' | 'ben' | 'dora', changes: Record<string, string>) {
  const client = desk.as(who)
  const submitted = await client.post(links.ocat(obsid), await formOf(desk, changes))
  assert.equal(submitted.headers.location, links.ocatPart(obsid, 'confirm'), submitted.body.slice(0, 500))
  const confirm = await client.get(links.ocatPart(obsid, 'confirm'))
  const sent = await client.post(links.ocatPart(obsid, 'confirm'), { seen: hidden(confirm.body, 'seen') })
  return { confirm, sent, result: await client.get(links.ocatPart(obsid, 'sent')) }
}

for (const kind of databaseKinds) {
  test(`1.5 a change goes from the form to the catalog’s keepers, to the signatures, to approval (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform } = desk
    const page = await desk.as('ada').get(links.ocat(obsid))
    assert.match(page.body, /Sample Cluster/)
    assert.match(page.body, /name="ra_hms"/)

    const { confirm, sent, result } = await finalize(desk, 'ada', { y_det_offset: '0.9', comments: 'Agreed by mail.' })
    assert.match(confirm.body, /Offset Y/)
    assert.match(confirm.body, /Letters that will be sent/)
    assert.equal(sent.headers.location, links.ocatPart(obsid, 'sent'))
    assert.match(result.body, /90001\.001/)
    const [revision] = await listRevisions(platform.db, obsid)
    assert.ok(revision)

    const status = await desk.as('ben').get(links.status())
    assert.match(status.body, /New Comment/)
    assert.match(status.body, /USINT must sign/)
    const signed = await desk.as('ben').post(links.signOff(revision.id, 'general'))
    assert.equal(signed.headers.location, links.status())
    await desk.as('ada').post(links.signOffAct(revision.id, 'usint', 'approve'))
    assert.deepEqual([...(await approvedAmong(platform.db, [obsid]))], [obsid])
    assert.match((await desk.as('ada').get(links.status())).body, /Nothing is open/)
    assert.match((await desk.as('ada').get(links.ocat(obsid))).body, /already on the approved list/)

    const mine = await desk.as('ada').get(links.mine())
    assert.match(mine.body, /Undo approval/)
    const approval = (await listRevisions(platform.db, obsid)).at(-1)
    await desk.as('ada').post(links.removeRevision(approval?.id ?? ''))
    assert.equal((await approvedAmong(platform.db, [obsid])).size, 0)
  })
}

test('PERM-02 nothing is changed by looking, and nothing without the visitor’s token', async (t) => {
  const desk = await openDesk(t)
  await finalize(desk, 'ada', { comments: 'x' })
  const [revision] = await listRevisions(desk.platform.db, obsid)
  const address = links.signOff(revision?.id ?? '', 'general')

  const id = revision?.id ?? ''
  const acts = [
    address,
    links.signOffAct(id, 'usint', 'approve'),
    links.signOffAct(id, 'usint', 'discard'),
    links.signOffAct(id, 'general', 'undo'),
    links.removeRevision(id),
    links.ocatPart(obsid, 'reload'),
    ...(['split', 'remove', 'unlock'] as const).map((part) => rosterLinks.dutyPart('x', part)),
  ]
  for (const act of acts) assert.equal((await desk.as('dora').get(act)).statusCode, 405, act)
  const forged = await desk
    .as('ben')
    .inject({ method: 'POST', url: address, headers: { 'x-csrf-token': 'no', accept: 'text/html' } })
  assert.equal(forged.statusCode, 403)
  assert.equal((await listRevisions(desk.platform.db, obsid))[0]?.cells.general.status, 'Pending')
})

test('ODP-01 2.8 a draft is kept for an hour from the last look, and the refresh drops it', async (t) => {
  const desk = await openDesk(t)
  const { clock } = desk
  const ada = desk.as('ada')
  await ada.post(`${links.ocat(obsid)}/draft`, await formOf(desk, { targname: 'Half a name' }))

  clock.forward(hour - 1_000)
  assert.match((await ada.get(links.ocat(obsid))).body, /Half a name/)
  clock.forward(hour - 1_000)
  assert.match((await ada.get(links.ocat(obsid))).body, /Half a name/)
  assert.doesNotMatch((await desk.as('dora').get(links.ocat(obsid))).body, /Half a name/, 'it is hers alone')
  assert.doesNotMatch((await ada.get(links.ocat(90_002))).body, /Half a name/)
  clock.forward(hour + 1_000)
  assert.doesNotMatch((await ada.get(links.ocat(obsid))).body, /Half a name/)

  await ada.post(`${links.ocat(obsid)}/draft`, await formOf(desk, { targname: 'Half a name' }))
  await ada.post(links.ocatPart(obsid, 'reload'))
  assert.doesNotMatch((await ada.get(links.ocat(obsid))).body, /Half a name/)
})

test('ODP-05 rows are added and removed without scripts, and one that is removed stays away', async (t) => {
  const desk = await openDesk(t)
  const ada = desk.as('ada')
  const rows = (body: string): number => body.split('desk-rank-number').length - 1
  const before = rows((await ada.get(links.ocat(obsid))).body)
  await ada.post(links.ocat(obsid), await formOf(desk, { act: 'add:window_ranks' }))
  const added = (await ada.get(links.ocat(obsid))).body
  assert.equal(rows(added), before + 1)
  assert.match(added, /name="window_ranks-0-width" [^>]*value="1023"/)

  await ada.post(links.ocat(obsid), await formOf(desk, { act: 'remove:time_ranks-0' }))
  assert.equal(rows((await ada.get(links.ocat(obsid))).body), before - 1)
})

test('ODP-09 MUL-01 what cannot be taken comes back filled in, each message beside its field', async (t) => {
  const desk = await openDesk(t)
  const answer = await desk
    .as('ada')
    .post(links.ocat(obsid), await formOf(desk, { y_det_offset: 'far', targname: 'Kept' }))
  assert.equal(answer.statusCode, 422)
  assert.match(answer.body, /This is no number/)
  assert.match(answer.body, /value="Kept"/)

  const list = await desk.as('ada').post(links.ocat(obsid), await formOf(desk, { multiobsid: '5-3' }))
  assert.equal(list.statusCode, 422)
  assert.match(list.body, /“5-3” is neither an obsid nor a range/)
})

test('ODP-08 what is closed shows no form, and who only reads sees none', async (t) => {
  const desk = await openDesk(t)
  const closed = (await desk.as('ada').get(links.ocat(16_196))).body
  assert.match(closed, /30 Dor/i)
  const archived = (await desk.as('ada').get(links.ocat(8008))).body
  assert.doesNotMatch(archived, /name="targname"/)
  assert.match(archived, /cannot be changed/)
  assert.doesNotMatch((await desk.as('cleo').get(links.ocat(obsid))).body, /name="targname"/)
})

test('4.2.1 an obsid that is none, or unknown, leads to where another is asked for', async (t) => {
  const desk = await openDesk(t)
  for (const wrong of ['999999', 'abc', '1e3', '0']) {
    const answer = await desk.as('ada').get(links.ocat(wrong))
    assert.equal(answer.headers.location, links.askObsid(), wrong)
  }
  assert.equal((await desk.as('ada').post(links.askObsid(), { obsid: '8008' })).headers.location, links.ocat(8008))
  assert.equal((await desk.as('ada').post(links.askObsid(), { obsid: 'x' })).statusCode, 422)
})

test('4.2.8 nothing else is sent than what was seen', async (t) => {
  const desk = await openDesk(t)
  const ada = desk.as('ada')
  await ada.post(links.ocat(obsid), await formOf(desk, { comments: 'one' }))
  const seen = hidden((await ada.get(links.ocatPart(obsid, 'confirm'))).body, 'seen')
  await ada.post(links.ocat(obsid), await formOf(desk, { comments: 'two' }))

  const answer = await ada.post(links.ocatPart(obsid, 'confirm'), { seen })
  assert.equal(answer.headers.location, links.ocatPart(obsid, 'confirm'))
  assert.equal((await listRevisions(desk.platform.db, obsid)).length, 0)
})

test('8.3 who asks for a parameter that an open revision asks for is warned, and so is whoever signs', async (t) => {
  const desk = await openDesk(t)
  await finalize(desk, 'ada', { y_det_offset: '1' })
  const { confirm } = await finalize(desk, 'dora', { y_det_offset: '2' })

  assert.match(confirm.body, /Revision 90001\.001 is open and asks for the same: Offset Y/)
  const status = (await desk.as('ada').get(links.status())).body
  assert.match(status, /90001\.001 asks for the same: Offset Y/)
  assert.match(status, /90001\.002 asks for the same: Offset Y/)
  assert.match(status, /class="same-0"/)
})

test('CLN-01 T9 a split without a reason cannot be finalized', async (t) => {
  const desk = await openDesk(t)
  const { confirm, sent } = await finalize(desk, 'ada', { kind: 'clone' })
  assert.doesNotMatch(confirm.body, /Finalize/)
  assert.equal(sent.statusCode, 409)
})

test('PERM-01 every page asks who it is', async (t) => {
  const desk = await openDesk(t)
  for (const address of [
    links.index(),
    links.ocat(obsid),
    links.status(),
    links.mine(),
    links.express(),
    links.expressConfirm(),
    links.askObsid(),
    links.askRevision(),
    links.revision('90001.001'),
    links.help(),
    links.approved(),
    links.approvedCsv(),
    links.approvedCalendar(),
    links.months(),
    rosterLinks.roster(),
    searchLinks.search(),
    letterLinks.letters(),
  ]) {
    assert.match(String((await desk.as('anon').get(address)).headers.location), /^\/sign-in/, address)
  }
})

test('ODP-03 ODP-04 ODP-07 sections stand in their order, and what is out of sight is sent all the same', async (t) => {
  const desk = await openDesk(t)
  const page = (await desk.as('ada').get(links.ocat(obsid))).body
  const sections = [...page.matchAll(/<section class="panel" id="section-(\w+)"/g)].map(([, name]) => name)
  assert.deepEqual(sections, [
    'general',
    'dither',
    'timeRanks',
    'rollRanks',
    'constraints',
    'hrc',
    'acis',
    'acisWindows',
    'prose',
    'options',
  ])
  assert.match(page, /data-shown-when="instrument\^HRC-"[\s\S]*name="hrc_si_mode"/)
  assert.match(page, /This observation does not use HRC/)
  assert.match(page, /no target of opportunity/)
  assert.doesNotMatch((await desk.as('ada').get(links.ocat(90_010))).body, /no target of opportunity/)
})

test('ODP-03 every section leads to its part of the help, which has a place for every parameter', async (t) => {
  const desk = await openDesk(t)
  const page = (await desk.as('ada').get(links.ocat(obsid))).body
  const help = (await desk.as('ada').get(links.help())).body
  const places = [...page.matchAll(new RegExp(`href="${links.help()}#([\\w-]+)"`, 'g'))].map(([, place]) => place ?? '')

  assert.ok(new Set(places).size >= 8, places.join(' '))
  for (const place of places) assert.ok(help.includes(`id="${place}"`), place)
  for (const name of parameterNames) assert.ok(help.includes(name.toUpperCase()) || help.includes(name), name)
})

test('ODP-06 phases are shown where the catalog says that they count', async (t) => {
  const desk = await openDesk(t)
  assert.doesNotMatch((await desk.as('ada').get(links.ocat(obsid))).body, /name="phase_epoch"/)
  assert.match((await desk.as('ada').get(links.ocat(90_013))).body, /name="phase_epoch"/)
})

test('4.2.7 approving twice, or taking back what is not there, is asked about in red', async (t) => {
  const desk = await openDesk(t)
  const asis = (await finalize(desk, 'ada', { kind: 'asis' })).confirm.body
  assert.match(asis, /<p class="panel">This observation will be approved/)
  const again = (await finalize(desk, 'ada', { kind: 'asis' })).confirm.body
  assert.match(again, /alert-danger">This observation is approved already\. Approve it once more\?/)
  const removal = (await finalize(desk, 'ada', { kind: 'remove' })).confirm.body
  assert.match(removal, /<p class="panel">This observation will be taken off/)
  const odd = (await finalize(desk, 'ada', { kind: 'remove' })).confirm.body
  assert.match(odd, /alert-danger">This observation is not on the approved list/)
})

test('ODP-10 what belongs to the form alone is no parameter', async (t) => {
  const desk = await openDesk(t)
  await finalize(desk, 'ada', {
    y_det_offset: '1',
    'time_ranks-x-tstart': 'x',
    template: 'x',
    obsid: '1',
  })
  const [revision] = await listRevisions(desk.platform.db, obsid)
  const names = await desk.platform.db
    .selectFrom('observations_requests')
    .select('name')
    .where('revision_id', '=', revision?.id ?? '')
    .execute()
  assert.deepEqual(
    names.map(({ name }) => name),
    ['y_det_offset'],
  )
})

test('MUL-10 4.2.7 the confirm page lists the other observations, with what to consider for each', async (t) => {
  const desk = await openDesk(t)
  const { confirm, result } = await finalize(desk, 'ada', {
    dither_flag: 'Y',
    y_amp_asec: '99',
    y_freq_asec: '1296',
    multiobsid: '90001 90002 8008 999999',
  })

  assert.match(confirm.body, /These get the same:\s*<a href="\/observations\/ocat\/90002"/)
  assert.match(confirm.body, /<li>90002: The dither moves by/)
  assert.match(confirm.body, /8008 \(archived\)/i)
  assert.match(confirm.body, /999999 \(not in the catalog\)/)
  assert.match(result.body, /90002\.001/)
  assert.match(result.body, /Cannot be changed/)
})

test('4.8 an error that nobody expected says nothing of itself and changes nothing', async (t) => {
  const desk = await openDesk(t)
  await desk.platform.db.schema.dropTable('observations_requests').execute()
  await desk.as('ada').post(links.ocat(obsid), await formOf(desk, { y_det_offset: '1' }))
  const answer = await desk.as('ada').get(links.ocatPart(obsid, 'confirm'))

  assert.equal(answer.statusCode, 500)
  assert.doesNotMatch(answer.body, /observations_requests/)
  assert.equal((await listRevisions(desk.platform.db, obsid)).length, 0)
  assert.equal((await desk.as('ada').get('/observations/nowhere')).statusCode, 404)
})

for (const kind of databaseKinds) {
  test(`R-P3 pressing both buttons at once sends a request once, and approves once (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const ada = desk.as('ada')
    await ada.post(links.ocat(obsid), await formOf(desk, { comments: 'once' }))
    const seen = hidden((await ada.get(links.ocatPart(obsid, 'confirm'))).body, 'seen')
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(links.ocatPart(obsid, 'confirm'), { seen })))
    assert.equal((await listRevisions(desk.platform.db, obsid)).length, 1)
    assert.equal(answers.filter(({ headers }) => headers.location === links.ocatPart(obsid, 'sent')).length, 1)

    await ada.post(links.express(), { obsids: '90002' })
    await Promise.all([1, 2, 3].map(() => ada.post(links.expressConfirm())))
    assert.equal((await listRevisions(desk.platform.db, 90_002)).length, 1)
  })
}
