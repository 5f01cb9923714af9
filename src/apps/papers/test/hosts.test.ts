import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHouse, type TestHouse } from '../../../../test/support/house.ts'
import { until } from '../../../../test/support/until.ts'
import { databaseLedger } from '../../../platform/http/host-ledger.ts'
import { freshHost, reportTrouble } from '../../../platform/http/host-state.ts'
import { listHosts } from '../../../platform/http/listing-hosts.ts'
import { tellBreakers } from '../../../platform/http/telling-breakers.ts'

/** Five failures in a row, as they are counted for every process. */
const troubled = ({ platform }: TestHouse, host: string): Promise<unknown> =>
  databaseLedger(platform.database, platform.now).change(host, (state) =>
    reportTrouble(state, 5, Date.parse(platform.now())),
  )

test('PAP-6.8 the ledger of hosts shows who is left in peace and until when, and who may asks one again', async (t) => {
  const house = await openHouse(t)
  await troubled(house, 'trouble.example')
  await databaseLedger(house.platform.database, house.platform.now).change('calm.example', () => [
    { ...freshHost, nextAt: Date.parse(house.platform.now()) },
    undefined,
  ])

  const { body } = await house.as('ada').get('/papers/hosts')
  assert.ok(body.includes('trouble.example') && body.includes('calm.example'))
  assert.equal(body.match(/Ask again now/g)?.length, 1, 'only the one that rests can be set back')
  assert.doesNotMatch((await house.as('cleo').get('/papers/hosts')).body, /Ask again now/)
  assert.equal((await house.as('cleo').post('/papers/hosts/reset', { host: 'trouble.example' })).statusCode, 403)

  const answer = await house.as('ada').post('/papers/hosts/reset', { host: 'trouble.example' })

  assert.equal(answer.headers.location, '/papers/hosts')
  const [host] = (await listHosts(house.platform.db, house.platform.now())).filter(
    (one) => one.host === 'trouble.example',
  )
  assert.deepEqual([host?.circuit, host?.failures, host?.restsUntil], ['closed', 0, null])
  const after = (await house.as('ada').get('/papers/hosts')).body
  assert.match(after, /trouble\.example may be asked again at once\./, 'the log says so')
  assert.doesNotMatch(after, /Ask again now/)
})

test('PAP-6.7 what a host asked for itself is not set back, nor its pace', async (t) => {
  const house = await openHouse(t)
  const soon = Date.parse(house.platform.now()) + 3_600_000
  await databaseLedger(house.platform.database, house.platform.now).change('quiet.example', () => [
    { ...freshHost, pausedUntil: soon, nextAt: soon, failedAt: [1, 2] },
    undefined,
  ])

  const answer = await house.as('ada').json('POST', '/api/v1/papers/hosts/reset', { host: 'quiet.example' })

  assert.equal(answer.json().wasOpen, true)
  const { items } = (await house.as('cleo').json('GET', '/api/v1/papers/hosts')).json()
  const at = new Date(soon).toISOString()
  assert.deepEqual([items[0].failures, items[0].quietUntil, items[0].nextAt], [0, at, at])
  assert.equal(
    (await house.as('ada').json('POST', '/api/v1/papers/hosts/reset', { host: 'nobody.example' })).json().wasOpen,
    false,
  )
})

test('PAP-6.8 circuits that open and close are written into the activity log', async (t) => {
  const { platform, as } = await openHouse(t)
  const tell = tellBreakers(platform.db, platform.activity, platform.log)

  tell('trouble.example', 'opened', '2026-03-10T12:00:00.000Z')
  await until('the entry is there', async () => (await as('cleo').get('/papers/hosts')).body.includes('hosts'))
  const entries = () =>
    platform.db.selectFrom('activity_entries').select(['action', 'host']).where('category', '=', 'http').execute()
  await until('the entry is there', async () => (await entries()).length === 1)
  tell('trouble.example', 'closed', '')
  await until('both are there', async () => (await entries()).length === 2)

  assert.deepEqual(
    (await entries()).map(({ action }) => action),
    ['http.breaker-opened', 'http.breaker-closed'],
  )
})
