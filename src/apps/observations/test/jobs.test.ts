import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { clearDrafts } from '../clearing.ts'
import { expressDraft, ocatDraft, statusChoice } from '../drafting.ts'
import { onDuty } from '../on-duty.ts'
import { listSeen, putSeen } from '../queries/seen.ts'
import { remindHrc, remindSigners } from '../reminding.ts'
import { fieldsOf } from '../revisions/fields.ts'
import { readForm } from '../revisions/reading-forms.ts'
import { sign } from '../signing.ts'
import { sourcesOf } from '../sources.ts'
import { plan, send } from '../submitting.ts'
import { schedules } from '../tasks.ts'
import { checkSplits, checkUnplanned, checkUrgent } from '../watching.ts'
import { type Desk, hour, openDesk } from './desk.ts'

async function submit({ platform, people }: Desk, changes: Record<string, string>, of = 90_001) {
  const observation = await (await sourcesOf(platform)).catalog.getObservation(of)
  const { wanted } = readForm(observation, { ...fieldsOf(observation), ...changes })
  const [made] = await send(
    platform,
    people.ada,
    await plan(platform, people.ada, { observation, kind: 'norm', wanted, extras: [] }),
  )
  assert.ok(made)
  return made
}

const subjects = (letters: readonly string[], of: string): string[] =>
  letters.filter((one) => one.startsWith(of)).map((one) => one.split(': ').slice(1).join(': '))

for (const kind of databaseKinds) {
  test(`5.2 each team is reminded of what waits for it, once everything before is done (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const both = await submit(desk, { y_det_offset: '1', frame_time: '2.2' })
    await submit(desk, { spectra_max_count: '100' })
    await desk.letters()

    await remindSigners(platform)
    const first = await desk.letters()
    assert.deepEqual(subjects(first, 'arcops'), [
      'Sign-off reminder: ACIS edits (1)',
      'Sign-off reminder: General edits (1)',
    ])
    assert.deepEqual(subjects(first, 'acis'), [], 'ARCOPS comes first')
    assert.equal(subjects(first, 'admin').length, 2)

    await sign(platform, people.ben, both.id, 'general')
    await sign(platform, people.ben, both.id, 'acis')
    await remindSigners(platform)
    assert.deepEqual(subjects(await desk.letters(), 'acis'), ['Sign-off reminder: ACIS SI Mode edits (1)'])
    await sign(platform, people.ben, both.id, 'acis_si')
    await remindSigners(platform)
    assert.deepEqual(subjects(await desk.letters(), 'ada'), ['Sign-off reminder: USINT Verification (1)'])
  })

  test(`5.2 drafts that nobody would be shown any more are cleared, and choices stay (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people, clock } = desk
    await ocatDraft(90_001).keep(platform, people.ada, { fields: {}, kind: 'norm', multiobsid: '' })
    await statusChoice.keep(platform, people.ada, { sort: 'obsid', person: 'Ada' })
    clock.forward(hour + 1_000)
    await expressDraft.keep(platform, people.ada, { obsids: '1' })

    assert.equal(await clearDrafts(platform), 1)
    assert.deepEqual(await expressDraft.read(platform, people.ada), { obsids: '1' })
    assert.deepEqual(await statusChoice.read(platform, people.ada), { sort: 'obsid', person: 'Ada' })
  })

  test(`5.2 what is new in the catalog is told once, and nothing on the first look (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform } = desk
    const reader = { email: 'ada@lyceum.test' }
    await desk.letters()
    for (const look of [
      checkUnplanned,
      (it: typeof platform) => checkUrgent(it, reader),
      (it: typeof platform) => checkSplits(it, reader),
    ])
      await look(platform)
    assert.deepEqual(await desk.letters(), [])
    const [urgent] = [...(await listSeen(platform.db, 'urgent')).keys()]
    assert.ok(urgent, 'there is an urgent target in the sample catalog')

    await platform.db.deleteFrom('observations_seen').where('list', '=', 'urgent').where('obsid', '=', urgent).execute()
    await putSeen(platform.db, 'urgent', [1], platform.now())
    await checkUrgent(platform, reader)
    assert.deepEqual(subjects(await desk.letters(), 'ada'), [`New TOO/DDT observations: ${urgent}`])
    assert.equal((await listSeen(platform.db, 'urgent')).has(1), false, 'what is gone is forgotten')
    await checkUrgent(platform, reader)
    assert.deepEqual(await desk.letters(), [])
  })
}

test('5.2 observations that have had no date for 90 days are told of each week', async (t) => {
  const desk = await openDesk(t)
  const { platform, clock } = desk
  await checkUnplanned(platform)
  assert.ok((await listSeen(platform.db, 'unplanned')).size > 0, 'the sample catalog has one')
  clock.forward(91 * 24 * hour)
  await desk.letters()

  await checkUnplanned(platform)
  assert.match(subjects(await desk.letters(), 'admin')[0] ?? '', /0 new, \d+ older than 90 days/)
})

test('5.2 the HRC team is reminded of its SI modes, and where nobody has duty whoever keeps the desk is told', async (t) => {
  const desk = await openDesk(t)
  assert.equal(await remindHrc(desk.platform), 0)
  const hrc = (await sourcesOf(desk.platform)).catalog
  const obsid = [90_001, 90_002, 90_003, 90_004, 90_005, 90_006, 90_007, 90_008, 90_009]
  const basics = [...(await hrc.getBasics(obsid)).values()].find(
    (one) => one.instrument?.startsWith('HRC') && one.status === 'unobserved',
  )
  assert.ok(basics, 'the sample catalog has an HRC observation that is still open')
  await submit(desk, { hrc_si_mode: 'HRC_NEW' }, basics.obsid)
  await desk.letters()

  assert.equal(await remindHrc(desk.platform), 1)
  assert.deepEqual(subjects(await desk.letters(), 'hrc'), ['Sign-off reminder: HRC SI Mode edits (1)'])
  assert.equal(await onDuty(desk.platform), 'admin')
})

test('5.2 the jobs come at their hours', () => {
  assert.deepEqual(
    schedules.map(({ cron }) => cron),
    [
      ...['0 4 * * *', '34 5 * * *', '23 3 * * 0', '50 * * * *', '0 8,12,16 * * *', '40 1 * * *'],
      // Those of the duty roster.
      ...['0 2 * * *', '3 0 * * *'],
    ],
  )
})
