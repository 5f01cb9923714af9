import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import type { Person } from '../../../platform/accounts/person.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { approveTogether, classify } from '../approving.ts'
import {
  approvedAmong,
  findRevision,
  lastNumber,
  listRevisions,
  originalsOfRevision,
  requestsOfRevision,
} from '../queries/revisions.ts'
import { type Fields, fieldsOf } from '../revisions/fields.ts'
import { readForm } from '../revisions/reading-forms.ts'
import { addressSettings, testModeSetting } from '../settings.ts'
import { sign, signAndApprove } from '../signing.ts'
import { parts } from '../signoff/signoff.ts'
import { sourcesOf } from '../sources.ts'
import { plan, send } from '../submitting.ts'
import type { RevisionKind } from '../tables.ts'
import { removeRevision, undoSignature } from '../undoing.ts'
import { type Desk, hour, openDesk } from './desk.ts'

const obsid = 90_001

type Ask = Readonly<{ kind?: RevisionKind; changes?: Fields; of?: number; extras?: readonly number[] }>

async function ask(platform: Platform, person: Person, { kind = 'norm', changes = {}, of = obsid, extras = [] }: Ask) {
  const { catalog } = await sourcesOf(platform)
  const observation = await catalog.getObservation(of)
  const { wanted } = readForm(observation, { ...fieldsOf(observation), ...changes })
  return plan(platform, person, { observation, kind, wanted, extras })
}

async function submit({ platform, people }: Desk, how: Ask, by: keyof Desk['people'] = 'ada') {
  const person = people[by]
  const [main] = await send(platform, person, await ask(platform, person, how))
  assert.ok(main)
  return main
}

const statuses = async ({ platform }: Desk, id: string): Promise<string[]> => {
  const revision = await findRevision(platform.db, id)
  return parts.map((part) => revision?.cells[part].status ?? 'none')
}

const refused = (code: string) => (error: unknown) => error instanceof UserError && error.code === code
const isApproved = async ({ platform }: Desk, of = obsid) => (await approvedAmong(platform.db, [of])).has(of)

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

  test(`SGN-09 T25 of two who sign one cell at once, one is told who was first (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const { id } = await submit(desk, { changes: { comments: 'Why.' } })

    const both = await Promise.allSettled([
      sign(platform, people.ben, id, 'general'),
      sign(platform, people.dora, id, 'general'),
    ])

    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const lost = both.find((one) => one.status === 'rejected')
    assert.ok(lost?.status === 'rejected' && refused('observations.already-signed')(lost.reason))
    assert.match(String(lost.reason.message), /already signed by (Ben|Dora)/)
  })

  test(`SGN-02 T24 verifying and approving is two revisions, and only a signature where it is approved (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const first = await submit(desk, { changes: { comments: 'One.' } })
    const second = await submit(desk, { changes: { comments: 'Two.' } })
    for (const { id } of [first, second]) await sign(platform, people.ben, id, 'general')
    await desk.letters()

    const made = await signAndApprove(platform, people.ada, first.id)
    assert.equal(made?.key, '90001.003')
    assert.equal(await isApproved(desk), true)
    const approval = await findRevision(platform.db, made?.id ?? '')
    assert.deepEqual([approval?.kind, approval?.notes, approval?.cells.usint.status], ['asis', [], 'Signed'])
    assert.equal((await originalsOfRevision(platform.db, made?.id ?? '')).size, 0)
    assert.deepEqual(await desk.letters(), [
      'ada@lyceum.test: Parameter Change Log: 90001.003 (Approved)',
      'cus@lyceum.test: Parameter Change Log: 90001.003 (Approved)',
    ])

    assert.equal(await signAndApprove(platform, people.ada, second.id), undefined)
    assert.equal(await lastNumber(platform.db, obsid), 3)
    assert.equal((await statuses(desk, second.id)).at(-1), 'Signed')
  })

  test(`RMV-03 RMV-06 RMV-07 NTF-09 an approval is undone in one step, and its number is never used again (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const { platform, people } = desk
    const { id } = await submit(desk, { kind: 'asis' })
    assert.equal(await isApproved(desk), true)
    await desk.letters()

    await removeRevision(platform, people.ada, id)
    assert.equal(await isApproved(desk), false)
    assert.equal(await findRevision(platform.db, id), undefined)
    assert.deepEqual(await desk.letters(), [
      'ada@lyceum.test: Observation 90001 is removed from the approved list',
      'cus@lyceum.test: Observation 90001 is removed from the approved list',
    ])
    assert.equal((await submit(desk, { kind: 'asis' })).key, '90001.002')
    await assert.rejects(removeRevision(platform, people.ada, id), refused('observations.no-revision'))
  })
}

test('RMV-01 RMV-02 RMV-05 T23 who, what and how late are looked at when it is done', async (t) => {
  const desk = await openDesk(t)
  const { platform, people, clock } = desk
  const { id } = await submit(desk, { changes: { comments: 'Why.' } })
  await sign(platform, people.ben, id, 'general')

  await assert.rejects(undoSignature(platform, people.ada, id, 'general'), refused('observations.not-yours'))
  await assert.rejects(removeRevision(platform, people.ada, id), refused('observations.is-signed'))
  await assert.rejects(removeRevision(platform, people.ben, id), refused('observations.not-yours'))
  clock.forward(36 * hour)
  await undoSignature(platform, people.ben, id, 'general')
  assert.deepEqual(await statuses(desk, id), ['Pending', 'Not Required', 'Not Required', 'Not Required', 'Pending'])
  await sign(platform, people.ben, id, 'general')
  clock.forward(36 * hour + 1_000)
  await assert.rejects(undoSignature(platform, people.ben, id, 'general'), refused('observations.too-late'))
  await assert.rejects(removeRevision(platform, people.ada, id), refused('observations.too-late'))
})

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

test('ODP-08 MUL-02 MUL-11 what is closed or unknown is refused on the server, unless in test mode', async (t) => {
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
  await send(platform, people.ada, await ask(platform, people.ada, { kind: 'remove' }))
  assert.equal(await isApproved(desk), false)
  assert.ok((await desk.letters()).includes('ada@lyceum.test: Parameter Change Log: 90001.002 (Removed)'))
})

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

test('PERM-04 approving is for USINT, in every way', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  await assert.rejects(submit(desk, { kind: 'asis' }, 'ben'), refused('accounts.not-allowed'))
  await assert.rejects(approveTogether(platform, people.ben, [obsid]), refused('accounts.not-allowed'))
  await assert.rejects(submit(desk, { changes: { comments: 'x' } }, 'cleo'), refused('accounts.not-allowed'))
  const { id } = await submit(desk, { changes: { comments: 'x' } }, 'ben')
  await assert.rejects(sign(platform, people.ada, id, 'general'), refused('observations.other-team'))
  await assert.rejects(sign(platform, people.ada, id, 'usint'), refused('observations.not-ready'))
  await assert.rejects(sign(platform, people.ben, id, 'usint', 'discard'), refused('observations.other-team'))
  await sign(platform, people.ada, id, 'usint', 'discard')
  assert.deepEqual(await statuses(desk, id), ['Discard', 'Not Required', 'Not Required', 'Not Required', 'Signed'])
  await undoSignature(platform, people.ada, id, 'usint')
  assert.deepEqual(await statuses(desk, id), ['Pending', 'Not Required', 'Not Required', 'Not Required', 'Pending'])
})

test('EXP-01 EXP-02 EXP-03 EXP-04 EXP-05 express approval looks at each anew, the blocking reason first', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  await submit(desk, { changes: { comments: 'x' } }, 'ben')
  await submit(desk, { kind: 'asis', of: 90_002 })
  await submit(desk, { of: 90_002, changes: { comments: 'y' } })

  const all = await classify(platform, people.ada, [8008, 90_001, 90_002, 90_003, 999_999])
  assert.deepEqual(
    all.map((one) => [one.obsid, one.blocking, one.notable.join()]),
    [
      [8008, 'closed', ''],
      [90_001, undefined, 'open-revisions,submitted-by-another'],
      [90_002, 'approved', 'open-revisions'],
      [90_003, undefined, ''],
      [999_999, 'unknown', ''],
    ],
  )
  await desk.letters()
  const made = await approveTogether(platform, people.ada, [8008, 90_001, 90_002, 90_003, 999_999])
  assert.deepEqual(
    made.map(({ key }) => key),
    ['90001.002', '90003.001'],
  )
  assert.equal((await desk.letters()).filter((one) => one.startsWith('ada@lyceum.test: Parameter')).length, 2)
  assert.deepEqual(await approveTogether(platform, people.ada, [90_001, 90_003]), [])
})

test('NTF-06 NTF-07 T21 T22 an urgent target calls each next signer', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  const { catalog } = await sourcesOf(platform)
  const urgent = (
    await catalog.search({
      ...{
        order: 'sequence',
        offset: 0,
        limit: 50,
        sequences: [],
        proposals: [],
        obsids: [],
        piName: null,
        observer: null,
      },
      ...{
        target: null,
        cone: null,
        category: null,
        obsCycle: null,
        propCycle: null,
        instruments: ['ACIS-S', 'ACIS-I'],
        modes: [],
      },
      ...{ gratings: [], types: ['TOO'], statuses: ['unobserved', 'scheduled', 'untriggered'], joint: [] },
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

test('5.4 every act has one line in the log', async (t) => {
  const desk = await openDesk(t)
  const { platform, people } = desk
  const { id } = await submit(desk, { changes: { comments: 'x' } })
  await sign(platform, people.ben, id, 'general')
  await undoSignature(platform, people.ben, id, 'general')
  await removeRevision(platform, people.ada, id)

  const lines = await platform.db
    .selectFrom('activity_entries')
    .select(['action', 'target'])
    .where('category', '=', 'observations')
    .orderBy('seq')
    .execute()
  assert.deepEqual(
    lines.map(({ action }) => action),
    [
      'observations.revision-submitted',
      'observations.signed',
      'observations.signature-undone',
      'observations.revision-removed',
    ],
  )
  assert.deepEqual([...new Set(lines.map(({ target }) => target))], ['observations/revision/90001.001'])
})
