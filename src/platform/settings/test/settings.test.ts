import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { openTestDatabase, testOnBoth } from '../../../../test/support/databases.ts'
import { migrations as activityMigrations } from '../../activity/migrations/line.ts'
import { listActivity } from '../../activity/queries.ts'
import { openActivity } from '../../activity/recording.ts'
import type { Database } from '../../database/database.ts'
import { migrateUp } from '../../database/migrating.ts'
import { openSettings } from '../changing.ts'
import { migrations } from '../migrations/line.ts'
import { settingHistory } from '../queries.ts'
import { defineSetting } from '../settings.ts'

const pace = defineSetting({
  name: 'papers.pace',
  title: 'Pace',
  help: 'Seconds between two requests to one host.',
  schema: z.object({ seconds: z.number().min(1, 'at least one second') }),
  fallback: { seconds: 5 },
})
const now = () => '2026-03-01T12:00:00.000Z'

async function openPair(database: Database) {
  await migrateUp(database.db, database.kind, [activityMigrations, migrations])
  const settings = openSettings(database, openActivity(now), now)
  const set = (value: { seconds: number }, by = 'dora', basedOn?: number) =>
    database.db.transaction().execute((tx) => settings.set(tx, pace, value, by, basedOn))
  return { settings, set, get: () => settings.get(database.db, pace) }
}

testOnBoth('a setting has its fallback until somebody sets it, and then that value at once', async (_t, database) => {
  const { get, set } = await openPair(database)

  assert.deepEqual(await get(), { seconds: 5 })
  await set({ seconds: 7 })
  assert.deepEqual(await get(), { seconds: 7 })
  await set({ seconds: 9 }, 'ada')
  assert.deepEqual(await get(), { seconds: 9 })

  const history = await settingHistory(database.db, pace.name)
  assert.deepEqual(
    history.map((row) => [row.version, row.value_json, row.set_by]),
    [
      [2, '{"seconds":9}', 'ada'],
      [1, '{"seconds":7}', 'dora'],
    ],
  )
})

testOnBoth(
  'R-P5 each change is in the activity log with before and after, and no change is not',
  async (_t, database) => {
    const { set } = await openPair(database)

    await set({ seconds: 7 })
    await set({ seconds: 7 })
    await set({ seconds: 8 })

    const { items } = await listActivity(database.db, { action: 'settings.changed' })
    assert.deepEqual(
      items.map((row) => [row.actor, row.target, row.before_json, row.after_json]),
      [
        ['dora', 'settings/papers.pace', '{"seconds":7}', '{"seconds":8}'],
        ['dora', 'settings/papers.pace', '{"seconds":5}', '{"seconds":7}'],
      ],
    )
  },
)

testOnBoth('a value that does not fit is refused in words and changes nothing', async (_t, database) => {
  const { get, set } = await openPair(database)

  await assert.rejects(set({ seconds: 0 }), {
    code: 'settings.invalid',
    message: 'Pace cannot be set to that: at least one second',
    fields: [{ path: 'seconds', code: 'too_small', message: 'at least one second' }],
  })

  assert.deepEqual(await get(), { seconds: 5 })
})

testOnBoth('a change that is rolled back is never seen outside its transaction', async (_t, database) => {
  const { settings, get } = await openPair(database)
  await get()

  const changing = database.db.transaction().execute(async (tx) => {
    await settings.set(tx, pace, { seconds: 99 }, 'dora')
    assert.deepEqual(await settings.get(tx, pace), { seconds: 99 }, 'its own transaction sees it')
    throw new Error('rolled back')
  })
  await assert.rejects(changing, /rolled back/)

  assert.deepEqual(await get(), { seconds: 5 })
})

testOnBoth('reads during a change give the old or the new value, and after it the new one', async (_t, database) => {
  const { get, set } = await openPair(database)

  for (let seconds = 10; seconds < 30; seconds++) {
    const during = Promise.all([get(), set({ seconds }), get()])
    for (const value of await during) if (value) assert.ok([seconds - 1, seconds, 5].includes(value.seconds))
    if (database.kind === 'postgres') await sleep(database.kind === 'postgres' && seconds === 29 ? 1_050 : 0)
    if (database.kind === 'sqlite' || seconds === 29) assert.deepEqual(await get(), { seconds })
  }
})

testOnBoth(
  'another process sees a change: at once on SQLite, within a second on PostgreSQL',
  async (t, database, url) => {
    const { set } = await openPair(database)
    const elsewhere = await openTestDatabase(t, url)
    const settings = openSettings(elsewhere, openActivity(now), now)
    assert.deepEqual(await settings.get(elsewhere.db, pace), { seconds: 5 })

    await set({ seconds: 6 })

    if (database.kind === 'postgres') await sleep(1_050)
    assert.deepEqual(await settings.get(elsewhere.db, pace), { seconds: 6 })
  },
)

testOnBoth('R-P2 who changes a value that somebody else changed meanwhile is told', async (_t, database) => {
  const { get, set } = await openPair(database)
  await set({ seconds: 6 }, 'ada', 0)

  await assert.rejects(set({ seconds: 7 }, 'ben', 0), { code: 'settings.changed-meanwhile', message: /by ada/ })

  await set({ seconds: 8 }, 'ben', 1)
  assert.deepEqual(await get(), { seconds: 8 })
})

testOnBoth('a stored value that no longer fits counts as none', async (_t, database) => {
  const { settings, set } = await openPair(database)
  await set({ seconds: 2 })

  const stricter = { ...pace, schema: z.object({ seconds: z.number().min(3) }) }

  assert.deepEqual(await settings.get(database.db, stricter), { seconds: 5 })
})
