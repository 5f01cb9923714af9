import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { testOnBoth } from '../../../../test/support/databases.ts'
import { migrateDown, migrateUp } from '../../../platform/database/migrating.ts'
import { migrations } from '../migrations/line.ts'

testOnBoth('PAP-R-055 every schema step of papers goes up, down and up again', async (_t, { db, kind }) => {
  const steps = Object.keys(migrations.steps).map((step) => `papers/${step}`)
  assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)

  for (const step of steps.toReversed()) assert.equal(await migrateDown(db, kind, migrations), step)

  assert.deepEqual(await migrateUp(db, kind, [migrations]), steps)
})

testOnBoth(
  'PAP-R-050 the words of papers that were there are found behind each step up and down',
  async (_t, { db, kind }) => {
    const found = async (word: string): Promise<string[]> => {
      const { rows } = await (kind === 'sqlite'
        ? sql<{
            id: string
          }>`select id from papers where seq in (select rowid from papers_search where papers_search match ${word})`
        : sql<{ id: string }>`select id from papers where search @@ to_tsquery('simple', ${word})`
      ).execute(db)
      return rows.map(({ id }) => id)
    }
    const everyWord = async () => [await found('zebrafish'), await found('melting')]
    await migrateUp(db, kind, [migrations])
    await sql`insert into papers (id, title, abstract, status_changed_at, created_at, updated_at) values
    ('a', 'Zebrafish', 'Their melting points', '', '', ''), ('b', 'Ice', null, '', '', '')`.execute(db)
    // All words of it are more than an index takes for one row.
    const longest = Array.from({ length: 40_000 }, (_, n) => n.toString(36).padStart(4, 'é'))
      .join(' ')
      .slice(0, 200_000)
    await sql`update papers set abstract = ${longest} where id = 'b'`.execute(db)
    assert.deepEqual(await everyWord(), [['a'], ['a']])

    await migrateDown(db, kind, migrations)
    assert.deepEqual(await everyWord(), [['a'], []])

    await migrateUp(db, kind, [migrations])
    assert.deepEqual(await everyWord(), [['a'], ['a']])
    await sql`delete from papers where id = 'a'`.execute(db)
    assert.deepEqual(await everyWord(), [[], []])
  },
)
