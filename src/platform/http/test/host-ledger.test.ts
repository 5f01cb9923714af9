import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { migrateDown } from '../../database/migrating.ts'
import { databaseLedger } from '../host-ledger.ts'
import { freshHost, takeSlot } from '../host-state.ts'
import { http } from '../part.ts'
import { retryAfterMs } from '../retry-after.ts'
import { databaseRobotsCache } from '../robots-cache.ts'
import { migratedDatabase } from './support.ts'

const now = () => '2026-11-21T10:00:00.000Z'

testOnBoth('R-C2 the books keep every value, for every ledger on the database', async (t, _, url) => {
  const here = databaseLedger(await migratedDatabase(t, url), now)
  const there = databaseLedger(await openTestDatabase(t, url, 'web'), now)
  const full = {
    nextAt: 1_790_000_000_000,
    pausedUntil: 1_790_000_000_001,
    slots: { a: 1_790_000_000_002 },
    failedAt: [1, 2],
    breakerMs: 1_800_000,
    breakerUntil: 1_790_000_000_003,
    forgiven: { failedAt: [3], breakerMs: 4 },
  }

  assert.deepEqual(await here.change('example.org', (state) => [full, state]), freshHost)
  assert.deepEqual(await there.change('example.org', (state) => [state, state]), full)
  assert.deepEqual(await there.change('example.com', (state) => [state, state]), freshHost)
})

testOnBoth('R-C2 of many takers at once exactly as many win as there are places', async (t, _, url) => {
  const ledgers = [
    databaseLedger(await migratedDatabase(t, url), now),
    databaseLedger(await openTestDatabase(t, url, 'web'), now),
  ]
  const pace = { concurrency: 3, minIntervalMs: 0, jitter: 0 }

  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) =>
      ledgers[n % 2]?.change('example.org', (state) =>
        takeSlot(state, { slot: `slot-${n}`, pace, now: Date.parse(now()), leaseMs: 1_000, random: 0 }),
      ),
    ),
  )

  assert.equal(answers.filter((answer) => answer?.kind === 'granted').length, 3)
})

testOnBoth('robots.txt is remembered as it was read', async (t, _, url) => {
  const cache = databaseRobotsCache(await migratedDatabase(t, url))
  const record = {
    origin: 'https://example.org',
    verdict: 'rules' as const,
    rules: [{ isAllowed: false, pattern: '/a' }],
    crawlDelayMs: 2_500,
    fetchedAt: now(),
    expiresAt: now(),
  }

  await cache.keep({ ...record, verdict: 'none', rules: [], crawlDelayMs: null })
  await cache.keep(record)

  assert.deepEqual(await cache.find('https://example.org'), record)
  assert.equal(await cache.find('http://example.org'), undefined)
})

testOnBoth('the schema goes down and up again', async (t, _, url) => {
  const { db, kind } = await migratedDatabase(t, url)
  assert.ok(http.migrations)
  assert.equal(await migrateDown(db, kind, http.migrations), 'http/0001-hosts')
  await migratedDatabase(t, url)
})

test('PAP-P2 Retry-After is seconds or a date, and nothing else', () => {
  const at = Date.parse(now())
  assert.equal(retryAfterMs('120', at), 120_000)
  assert.equal(retryAfterMs(' Sat, 21 Nov 2026 10:01:00 GMT ', at), 60_000)
  assert.equal(retryAfterMs('Sat, 21 Nov 2026 09:00:00 GMT', at), 0)
  assert.equal(retryAfterMs('999999999', at), 30 * 86_400_000)
  for (const odd of [undefined, '', '-1', '1.5', 'soon', '1e9'])
    assert.equal(retryAfterMs(odd, at), undefined, String(odd))
})
