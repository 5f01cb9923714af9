import assert from 'node:assert/strict'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { migrateDown, migrateUp } from '../../../platform/database/migrating.ts'
import { migrations } from '../migrations/line.ts'

testOnBoth(
  'every schema step of studies goes up, down and up again, and no link loses its password on the way',
  async (_t, { db, kind }) => {
    const steps = Object.keys(migrations.steps).map((step) => `studies/${step}`)
    assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)
    const at = '2031-01-01T00:00:00.000Z'
    const study = { id: 's', owner_id: 'ada', title: 'S', title_key: 's', about: '', notebook: '', group_id: null }
    await db
      .insertInto('studies_studies')
      .values({ ...study, is_sample: 0, created_at: at, updated_at: at, version: 1, binned_at: null })
      .execute()
    const link = { study_id: 's', note: '', created_by: 'ada', created_at: at, expires_at: at }
    for (const [id, password_hash] of [
      ['open', null],
      ['locked', 'y'],
    ] as const)
      await db
        .insertInto('studies_links')
        .values({ ...link, id, secret_hash: id, password_hash })
        .execute()

    for (const step of steps.slice(1).toReversed()) assert.equal(await migrateDown(db, kind, migrations), step)
    assert.deepEqual(await migrateUp(db, kind, [migrations]), steps.slice(1))
    const kept = await db.selectFrom('studies_links').select('id').execute()
    assert.deepEqual(
      kept.map(({ id }) => id),
      ['open'],
      'what asked for a password opens to nobody',
    )

    for (const step of steps.toReversed()) assert.equal(await migrateDown(db, kind, migrations), step)
    assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)
  },
)
