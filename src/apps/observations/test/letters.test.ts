import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everything } from '../catalog/search-criteria.ts'
import { addressSettings } from '../settings.ts'
import { sign } from '../signing.ts'
import { sourcesOf } from '../sources.ts'
import { send } from '../submitting.ts'
import { undoSignature } from '../undoing.ts'
import { ask, openDesk, submit } from './desk.ts'

test('NTF-04 NTF-05 MUL-08 VAL-11 several observations, and what Mission Planning must see', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  const it = await ask(platform, people.ada, { changes: { targname: 'Another', grating: 'LETG' }, extras: [90_002] })
  await send(platform, people.ada, it)

  const letters = await desk.letters()
  assert.ok(letters.includes('arcops@lyceum.test: Parameter Change Log: 90001.001 and 1 more'))
  assert.ok(letters.some((one) => /^mp@lyceum.test: Mission Planning attention needed: 90001/.test(one)))
  assert.ok(letters.some((one) => /^ada@lyceum.test: Mission Planning/.test(one)))
  const planning = await platform.db
    .selectFrom('mail_outbox')
    .select('text')
    .where('recipient', '=', 'mp@lyceum.test')
    .executeTakeFirstOrThrow()
  assert.match(planning.text, /The target name changes:\n90001: http.*90001\.001\n90002:/)
  assert.match(planning.text, /The grating changes:/)
})

test('NTF-06 NTF-07 T21 T22 an urgent target calls each next signer', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  const { catalog } = await sourcesOf(platform)
  const urgent = (
    await catalog.search({
      ...everything,
      instruments: ['ACIS-S', 'ACIS-I'],
      types: ['TOO'],
      statuses: ['unobserved', 'scheduled', 'untriggered'],
      limit: 50,
    })
  ).items[0]
  assert.ok(urgent, 'the sample catalog has an urgent target that is still open')
  const { id, key } = await submit(desk, { of: urgent.obsid, changes: { y_det_offset: '0.7', frame_time: '2.9' } })
  const { values } = await catalog.getObservation(urgent.obsid)
  const first = await desk.letters()
  assert.equal(
    first.includes(`arcops@lyceum.test: TOO observation ${urgent.obsid} Parameter Change (${key})`),
    ['FAST', '0-5', '0-4'].includes(String(values.too_type)),
  )

  await sign(platform, people.ben, id, 'general')
  assert.deepEqual(await desk.letters(), [])
  await sign(platform, people.ben, id, 'acis')
  assert.deepEqual(
    (await desk.letters())[0],
    `acis@lyceum.test: TOO SI Mode Sign Off Request: (Obsid: ${urgent.obsid})`,
  )
  await sign(platform, people.dora, id, 'acis_si')
  const last = `TOO Usint Sign Off Request: (Obsid: ${urgent.obsid})`
  assert.deepEqual(await desk.letters(), [
    `ada@lyceum.test: ${last}`,
    `cus@lyceum.test: ${last}`,
    `dora@lyceum.test: ${last}`,
  ])
  await undoSignature(platform, people.dora, id, 'acis_si')
  assert.deepEqual(await desk.letters(), [], 'SGN-03: taking back tells nobody')
})

test('4.9 without an address a team gets nothing, and nobody gets one letter twice', async (t) => {
  const desk = await openDesk(t)
  await desk.platform.db.transaction().execute(async (tx) => {
    await desk.platform.settings.set(tx, addressSettings.arcops, '', 'test')
    await desk.platform.settings.set(tx, addressSettings.cus, 'ada@lyceum.test', 'test')
  })
  await submit(desk, { changes: { y_det_offset: '0.7' } })
  const letters = (await desk.letters()).filter((one) => one.includes('Change Log'))
  assert.deepEqual(letters, ['ada@lyceum.test: Parameter Change Log: 90001.001'])
})
