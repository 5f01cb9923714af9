import assert from 'node:assert/strict'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { migrateDown, migrateUp } from '../../../platform/database/migrating.ts'
import { migrations } from '../migrations/line.ts'

testOnBoth('PAP-R-055 every schema step of papers goes up, down and up again', async (_t, { db, kind }) => {
  const steps = Object.keys(migrations.steps).map((step) => `papers/${step}`)
  assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)

  for (const step of steps.toReversed()) assert.equal(await migrateDown(db, kind, migrations), step)

  assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)
})
