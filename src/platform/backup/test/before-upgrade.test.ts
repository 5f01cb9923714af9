import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { databaseKinds, emptyDatabase, openTestDatabase } from '../../../../test/support/databases.ts'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { migrationLines } from '../../../parts.ts'
import { type MigrationLine, migrateUp, migrationStates } from '../../database/migrating.ts'
import { copyBeforeUpgrade } from '../before-upgrade.ts'

const at = '2031-01-06T12:00:00.000Z'
const settings = migrationLines.find(({ name }) => name === 'settings') ?? assert.fail('no such part')
const next: MigrationLine = {
  name: 'settings',
  steps: {
    ...settings.steps,
    '9999-next': async () => ({
      up: async (db) => void (await db.schema.dropTable('settings_values').execute()),
      down: async () => {},
    }),
  },
}

for (const kind of databaseKinds) {
  test(`PAP-R-054 before steps change a database that holds something, it is copied as it is (${kind})`, async (t) => {
    const instance = emptyFolder(t)
    const database = await openTestDatabase(t, await emptyDatabase(t, kind))
    const copy = (line: MigrationLine) => copyBeforeUpgrade(database, [line], { instance, now: at })
    assert.equal(await copy(settings), undefined, 'nothing is there')
    await migrateUp(database.db, kind, [settings])
    await database.db
      .insertInto('settings_values')
      .values({ name: 'look.name', version: 1, value_json: '"Ours"', set_at: at, set_by: 'test' })
      .execute()
    assert.equal(await copy(settings), undefined, 'no step waits')

    const file = (await copy(next)) ?? assert.fail('no copy')
    await migrateUp(database.db, kind, [next])

    assert.deepEqual(readdirSync(join(instance, 'backups')), [file.split('/').at(-1)], 'and nothing besides')
    const kept = await openTestDatabase(t, `sqlite:${file}`)
    assert.equal((await kept.db.selectFrom('settings_values').selectAll().execute()).length, 1)
    const states = await migrationStates(kept.db, 'sqlite', [next])
    assert.deepEqual(
      states.filter(({ appliedAt }) => appliedAt === null).map(({ step }) => step),
      ['9999-next'],
      'an old program can use it',
    )
  })
}
