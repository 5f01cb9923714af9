import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { testOnBoth } from '../../../../test/support/databases.ts'
import type { Database } from '../../database/database.ts'
import { migrateDown, migrateUp } from '../../database/migrating.ts'
import type { ActivityEntry } from '../activity.ts'
import { exportActivity } from '../exporting.ts'
import { migrations } from '../migrations/line.ts'
import { activityAfter, knownActions, listActivity } from '../queries.ts'
import { openActivity } from '../recording.ts'
import { ActivityFilter } from '../schemas.ts'

const noon = '2026-03-01T12:00:00.000Z'

async function openLog({ db, kind }: Database, now = () => noon) {
  await migrateUp(db, kind, [migrations])
  const { record, recordMany } = openActivity(now)
  return {
    record: (entry: ActivityEntry) => db.transaction().execute((tx) => record(tx, entry)),
    recordMany: (entries: ActivityEntry[]) => db.transaction().execute((tx) => recordMany(tx, entries)),
    messages: async (filter: ActivityFilter) => (await listActivity(db, filter)).items.map((row) => row.message),
  }
}

testOnBoth('PAP-I16 an entry keeps who, when, what, before and after', async (_t, database) => {
  const { record } = await openLog(database)

  await record({
    actor: 'ada',
    action: 'papers.volume-changed',
    target: 'papers/volume',
    before: { perDay: 10 },
    after: { perDay: 20 },
    message: 'Twenty a day',
    requestId: 'r-1',
  })

  const { items } = await listActivity(database.db, {})
  assert.deepEqual(
    items.map((row) => ({ ...row })),
    [
      {
        seq: 1,
        at: noon,
        category: 'papers',
        action: 'papers.volume-changed',
        status: 'info',
        actor: 'ada',
        target: 'papers/volume',
        message: 'Twenty a day',
        before_json: '{"perDay":10}',
        after_json: '{"perDay":20}',
        details_json: null,
        job_id: null,
        request_id: 'r-1',
        host: null,
        source: null,
      },
    ],
  )
})

testOnBoth('PAP-I16 R-P5 the database refuses to change or to remove an entry', async (_t, database) => {
  const { record, messages } = await openLog(database)
  await record({ actor: 'ada', action: 'papers.reset', message: 'as it was' })
  const attempts = [
    `update activity_entries set message = 'nothing happened'`,
    `delete from activity_entries`,
    `delete from activity_entries where seq = 1`,
    database.kind === 'sqlite'
      ? `insert or replace into activity_entries (seq, at, category, action, status, actor) values (1, '', 'x', 'x.y', 'info', 'eve')`
      : `truncate activity_entries`,
    database.kind === 'sqlite'
      ? `update or ignore activity_entries set actor = 'eve'`
      : `insert into activity_entries (seq, at, category, action, status, actor) overriding system value values (1, '', 'x', 'x.y', 'info', 'eve') on conflict (seq) do update set actor = 'eve'`,
  ]

  for (const attempt of attempts) {
    await assert.rejects(sql.raw(attempt).execute(database.db), /only grows/, attempt)
  }

  assert.deepEqual(await messages({}), ['as it was'])
})

testOnBoth('R-P5 as many entries as acts, whichever transactions roll back', async (_t, database) => {
  await openLog(database)
  const activity = openActivity(() => noon)
  const act = fc.record({ entries: fc.integer({ min: 0, max: 7 }), commits: fc.boolean() })
  let expected = 0

  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 6 }), async (acts) => {
      for (const { entries, commits } of acts) {
        const doing = database.db.transaction().execute(async (tx) => {
          await activity.recordMany(
            tx,
            Array.from({ length: entries }, () => ({ actor: 'ben', action: 'papers.edited' })),
          )
          if (!commits) throw new Error('rolled back')
        })
        await doing.catch((error: Error) => assert.equal(error.message, 'rolled back'))
        if (commits) expected += entries
      }
      const { rows } = await sql<{ n: number }>`select count(*) as n from activity_entries`.execute(database.db)
      assert.equal(Number(rows[0]?.n), expected)
    }),
    { numRuns: 20 },
  )
})

testOnBoth('each filter narrows, and all of them work together', async (_t, database) => {
  let hour = 0
  const { record, messages } = await openLog(database, () => `2026-03-01T${String(hour++).padStart(2, '0')}:00:00.000Z`)
  await record({ actor: 'ada', action: 'papers.reset', target: 'papers/paper/1', message: 'one', jobId: 'j1' })
  await record({ actor: 'ben', action: 'papers.reset', status: 'error', message: 'TWO 100%' })
  await record({ actor: 'ben', action: 'accounts.signed-in', target: 'accounts/person/ben', message: 'three' })

  assert.deepEqual(await messages({}), ['three', 'TWO 100%', 'one'])
  assert.deepEqual(await messages({ category: 'papers' }), ['TWO 100%', 'one'])
  assert.deepEqual(await messages({ category: 'paper' }), [])
  assert.deepEqual(await messages({ action: 'accounts.signed-in' }), ['three'])
  assert.deepEqual(await messages({ status: 'error' }), ['TWO 100%'])
  assert.deepEqual(await messages({ actor: 'ben' }), ['three', 'TWO 100%'])
  assert.deepEqual(await messages({ target: 'papers/paper/1' }), ['one'])
  assert.deepEqual(await messages({ jobId: 'j1' }), ['one'])
  assert.deepEqual(await messages({ text: 'two' }), ['TWO 100%'])
  assert.deepEqual(await messages({ text: '0%' }), ['TWO 100%'])
  assert.deepEqual(await messages({ text: 't%e' }), [], 'a per cent sign is no wildcard')
  assert.deepEqual(await messages({ from: '2026-03-01T01:00:00.000Z', until: '2026-03-01T02:00:00.000Z' }), [
    'TWO 100%',
  ])
  assert.deepEqual(await messages({ category: 'papers', actor: 'ben', text: 'two' }), ['TWO 100%'])
  assert.deepEqual(await knownActions(database.db), ['accounts.signed-in', 'papers.reset'])
})

testOnBoth('pages by key show every entry once, while others are added', async (_t, database) => {
  const { record, recordMany } = await openLog(database)
  await recordMany(Array.from({ length: 25 }, (_, n) => ({ actor: 'ada', action: 'papers.edited', message: `${n}` })))

  const seen: number[] = []
  let before: number | undefined
  do {
    const page = await listActivity(database.db, {}, { before, limit: 10 })
    seen.push(...page.items.map((row) => row.seq))
    await record({ actor: 'ben', action: 'papers.edited' })
    before = page.next ?? undefined
  } while (before !== undefined)

  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, n) => 25 - n),
  )
  assert.equal((await activityAfter(database.db, {}, 25)).length, 3)
})

testOnBoth('entries are found by host and source, with other conditions beside them', async (_t, database) => {
  const { record, messages } = await openLog(database)
  const action = 'papers.failed'
  await record({ actor: 'system', action, host: 'one.example', source: 'unpaywall', message: 'a' })
  await record({ actor: 'system', action, host: 'one.example', source: 'crossref', status: 'error', message: 'b' })
  await record({ actor: 'system', action, host: null, message: 'c' })

  assert.deepEqual(await messages({ host: 'one.example' }), ['b', 'a'])
  assert.deepEqual(await messages({ source: 'unpaywall', category: 'papers' }), ['a'])
  assert.deepEqual(await messages({ host: 'one.example', source: 'crossref', status: 'error', actor: 'system' }), ['b'])
  assert.deepEqual(await messages({ host: 'one.example', status: 'warning' }), [])
})

testOnBoth(
  'a page looks through so much of a long log and goes on, so that rare words stay quick',
  async (_t, database) => {
    const { record, recordMany } = await openLog(database)
    await record({ actor: 'ada', action: 'papers.edited', message: 'a needle' })
    await recordMany(Array.from({ length: 45 }, () => ({ actor: 'system', action: 'papers.planned', message: 'hay' })))
    await record({ actor: 'ada', action: 'papers.edited', message: 'another needle' })
    const look = (before?: number) => listActivity(database.db, { text: 'needle' }, { before, lookAt: 20 })

    const first = await look()
    const second = await look(first.next ?? undefined)
    const third = await look(second.next ?? undefined)

    assert.deepEqual(
      [first, second, third].map(({ items }) => items.map(({ seq }) => seq)),
      [[47], [], [1]],
    )
    assert.equal(third.next, null)
    const whole = await listActivity(database.db, { text: 'needle' })
    assert.deepEqual([whole.items.length, whole.next], [2, null], 'who wants all of it gets all of it')
  },
)

testOnBoth('two thousand entries take few statements', async (_t, database) => {
  const { recordMany } = await openLog(database)

  await recordMany(
    Array.from({ length: 2_000 }, (_, n) => ({ actor: 'system', action: 'papers.planned', target: `p/${n}` })),
  )

  const { items } = await listActivity(database.db, { target: 'p/1999' })
  assert.equal(items[0]?.seq, 2_000)
})

testOnBoth('text that a database would refuse is kept as well as can be', async (_t, database) => {
  const { record } = await openLog(database)

  await record({ actor: 'a\0b', action: 'files.stored', message: `\0${'x'.repeat(5_000)}`, after: 'y'.repeat(200_000) })

  const { items } = await listActivity(database.db, {})
  assert.equal(items[0]?.actor, 'a\ufffdb')
  assert.equal(items[0]?.message?.length, 2_000)
  assert.equal(items[0]?.after_json, '{"tooLong":200002}')
})

testOnBoth('the export holds what the filter holds, and no cell starts a formula', async (_t, database) => {
  const { record, recordMany } = await openLog(database)
  await recordMany(Array.from({ length: 1_200 }, () => ({ actor: 'ben', action: 'papers.edited' })))
  await record({ actor: 'ada', action: 'papers.edited', message: '=1+1, "so"', after: { a: 1 } })
  const collect = async (filter: ActivityFilter, format: 'csv' | 'jsonl') =>
    (await Array.fromAsync(exportActivity(database.db, filter, format))).join('')

  const csv = await collect({ actor: 'ada' }, 'csv')
  const lines = (await collect({}, 'jsonl')).trimEnd().split('\n')

  assert.equal(csv.split('\r\n').length, 3)
  assert.match(csv, /,ada,,"'=1\+1, ""so""",,"\{""a"":1\}",/)
  assert.equal(lines.length, 1_201)
  assert.deepEqual(JSON.parse(lines[0] ?? '').after, { a: 1 })
})

testOnBoth('the schema steps go down and up again', async (_t, { db, kind }) => {
  const applied = await migrateUp(db, kind, [migrations])
  for (const _step of applied) await migrateDown(db, kind, migrations)
  assert.deepEqual(await migrateUp(db, kind, [migrations]), [
    'activity/0001-entries',
    'activity/0002-hosts-and-sources',
  ])
})

test('a filter takes no unknown status, no endless text and no odd time', () => {
  for (const wrong of [{ status: 'fine' }, { text: 'x'.repeat(501) }, { from: 'yesterday' }, { actor: '' }]) {
    assert.equal(ActivityFilter.safeParse(wrong).success, false, JSON.stringify(wrong))
  }
})
