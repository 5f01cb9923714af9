import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { databaseKinds } from '../../../../test/support/databases.ts'
import { openTestPlatform } from '../../../../test/support/house.ts'
import { adminTables } from '../admin-tables.ts'
import { personalData } from '../personal-data.ts'
import { insertAgreement } from '../queries/agreements.ts'
import { insertRevision } from '../queries/revisions.ts'
import { insertDuties, listDuties } from '../roster/queries/duties.ts'
import { cellsOfDecision } from '../signoff/signoff.ts'

for (const kind of databaseKinds) {
  test(`a person's requests, signatures, notes, drafts and duties are theirs to have, and go or stay as it says (${kind})`, async (t) => {
    const platform = await openTestPlatform(t, { kind })
    const { db } = platform
    const at = '2031-01-01T00:00:00.000Z'
    for (const [number, who] of [
      [1, 'me'],
      [2, 'you'],
      [3, 'me'],
    ] as const) {
      const row = {
        id: randomUUIDv7(),
        obsid: 90001,
        revision_number: number,
        kind: 'asis',
        sequence_number: null,
        notes_json: null,
        submitted_by: who,
        submitted_at: at,
        obs_type: null,
        planned_at: null,
      } as const
      await insertRevision(db, row, cellsOfDecision(who, at))
    }
    await db
      .insertInto('observations_drafts')
      .values({ person_id: 'me', name: 'ocat/1', draft_json: '{}', updated_at: at })
      .execute()
    await insertDuties(db, [
      { id: 'a', starts_on: '2031-01-06', ends_on: '2031-01-12', person_id: 'me', assigned_by: 'you', version: 1 },
      { id: 'b', starts_on: '2031-01-13', ends_on: '2031-01-19', person_id: 'you', assigned_by: 'me', version: 1 },
    ])
    const [first] = await db.selectFrom('observations_revisions').select('id').orderBy('seq').execute()
    for (const [id, recorded_by] of [
      ['a', 'me'],
      ['b', 'you'],
    ] as const) {
      const said = { id, revision_id: first?.id ?? '', state: 'agreed', on_day: '2031-01-01', note: '' } as const
      await insertAgreement(db, { ...said, recorded_by, recorded_at: at })
    }
    const countOf = async (person: string) =>
      Promise.all(personalData.map(async ({ rows }) => (await Array.fromAsync(rows(db, person))).length))

    assert.deepEqual(await countOf('me'), [2, 2, 1, 1, 1])
    assert.deepEqual(await countOf('nobody'), [0, 0, 0, 0, 0])

    await db.transaction().execute(async (tx) => {
      for (const { remove } of personalData) await remove?.(tx, 'me', platform)
    })
    assert.deepEqual(await countOf('me'), [2, 2, 1, 0, 0])
    assert.deepEqual(
      (await listDuties(db)).map(({ person_id, assigned_by }) => [person_id, assigned_by]),
      [
        [null, null],
        ['you', null],
      ],
    )
  })
}

test('every table of the app is shown in the administration, with the columns that it has', async (t) => {
  const { db } = await openTestPlatform(t)
  const tables = (await db.introspection.getTables()).filter(({ name }) =>
    /^observations_(?!.*(migration|lock))/.test(name),
  )
  const declared = new Map(adminTables.map(({ name, columns }) => [name, columns.map((column) => column.name).sort()]))

  assert.ok(tables.length >= 7)
  for (const { name, columns } of tables) {
    assert.deepEqual(declared.get(name), columns.map((column) => column.name).sort(), name)
  }
})
