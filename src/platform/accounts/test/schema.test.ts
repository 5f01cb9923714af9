import assert from 'node:assert/strict'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { makeCast } from '../../../../test/support/people.ts'
import { migrateDown, migrateUp } from '../../database/migrating.ts'
import { checks } from '../checks.ts'
import { migrations } from '../migrations/line.ts'
import { testInBoth } from './both.ts'

testOnBoth('R-D2 the tables of accounts go up, down and up again', async (_t, { db, kind }) => {
  const steps = await migrateUp(db, kind, [migrations])
  assert.ok(steps.length >= 3)
  for (const step of steps.toReversed()) assert.equal(await migrateDown(db, kind, migrations), step)

  assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)
})

testInBoth('one address belongs to one person, in whatever case it is written', async ({ platform }) => {
  const { ada } = await makeCast(platform)

  await assert.rejects(
    platform.db
      .insertInto('accounts_people')
      .values({ ...ada, id: '2' })
      .execute(),
  )
  await assert.rejects(
    platform.db
      .insertInto('accounts_people')
      .values({ ...ada, id: '2', email: 'ADA@lyceum.test' })
      .execute(),
  )
})

testInBoth(
  'doctor says whether there is an administrator, whether passwords travel in the open, and whom a proxy signs in',
  async ({ platform }) => {
    const levels = async (config = platform.config) =>
      Promise.all(checks.map(async (check) => (await check.run({ ...platform, config })).level))
    assert.deepEqual(await levels(), ['warn', 'ok', 'ok'])

    await makeCast(platform)

    assert.deepEqual(await levels(), ['ok', 'ok', 'ok'])
    assert.deepEqual(await levels({ ...platform.config, baseUrl: 'http://gw.lyceum.test' }), ['ok', 'warn', 'ok'])
    assert.deepEqual(await levels({ ...platform.config, baseUrl: 'https://gw.lyceum.test' }), ['ok', 'ok', 'ok'])
    const proxied = { ...platform.config, trustProxy: ['10.1.2.3'], proxyUserHeader: 'remote-user' }
    assert.deepEqual(await levels(proxied), ['ok', 'ok', 'ok'])
    assert.deepEqual(await levels({ ...proxied, host: '0.0.0.0' }), ['ok', 'ok', 'warn'])
  },
)
