import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { CompiledQuery, KyselyPlugin } from 'kysely'
import { sql } from 'kysely'
import { databaseKinds } from '../../../../test/support/databases.ts'
import type { Db } from '../../../platform/database/tables.ts'
import type { Platform } from '../../../platform/platform.ts'
import { parts } from '../signoff/signoff.ts'
import { statusView } from '../status-view.ts'
import { type Desk, openDesk } from './desk.ts'

// How long it takes is measured by `npm run bench -- observations`; here is why it stays so, however many there are.

const open = 12
const closedLately = 20

for (const kind of databaseKinds) {
  test(`8.1 the status page asks the same few questions however many revisions there are (${kind})`, async (t) => {
    const desk = await openDesk(t, kind)
    const ask = async () => {
      const statements: CompiledQuery[] = []
      const view = await statusView(watched(desk.platform, statements), desk.people.ada, {})
      assert.deepEqual([view.open.length, view.closed.length], [open, closedLately])
      // Settings are remembered for a while, so they may be asked for or not.
      return statements.filter((one) => one.sql.includes('observations_'))
    }

    await fill(desk, 100)
    const few = await ask()
    await fill(desk, 1_000)
    const many = await ask()

    assert.equal(many.length, few.length)
    assert.ok(many.length < 20, `${many.length} statements`)
    if (kind === 'sqlite') assert.deepEqual(await tablesReadWhole(desk.platform.db, many), [])
  })
}

/** The platform with a database that tells of each statement. */
function watched(platform: Platform, statements: CompiledQuery[]): Platform {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      statements.push(platform.db.getExecutor().compileQuery(node, queryId))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { ...platform, db: platform.db.withPlugin(plugin) }
}

/** Steps of the plans that go through all revisions or all cells; the index of what is pending holds what is open alone. */
async function tablesReadWhole(db: Db, statements: readonly CompiledQuery[]): Promise<string[]> {
  const found: string[] = []
  for (const statement of statements) {
    const { rows } = await db.executeQuery<{ detail: string }>({
      ...statement,
      sql: `explain query plan ${statement.sql}`,
    })
    found.push(...rows.map(({ detail }) => detail).filter((detail) => /SCAN .*observations_/.test(detail)))
  }
  return found.filter((detail) => !detail.includes('observations_signoffs_pending'))
}

/** Replaces all by old signed revisions, some of the last hours, and the open ones among the oldest. */
async function fill({ platform: { db }, people: { ada } }: Desk, revisions: number): Promise<void> {
  await db.deleteFrom('observations_revisions').execute()
  const ids = Array.from({ length: revisions }, (_, at) => ({ id: randomUUIDv7(), at }))
  const signedAt = (at: number): string =>
    at >= revisions - closedLately ? '2026-03-02T10:00:00.000Z' : '2025-01-01T10:00:00.000Z'
  await db
    .insertInto('observations_revisions')
    .values(
      ids.map(({ id, at }) => ({
        ...{ id, obsid: 1_000 + (at % 50), revision_number: 1 + Math.floor(at / 50), kind: 'norm' as const },
        ...{ sequence_number: '900001', submitted_by: ada.id, submitted_at: signedAt(at) },
      })),
    )
    .execute()
  for (const part of parts) {
    const rows = ids.map(({ id, at }) =>
      at < open && part === 'usint'
        ? { revision_id: id, part, status: 'Pending' as const, signed_by: null, signed_at: null }
        : { revision_id: id, part, status: 'Signed' as const, signed_by: ada.id, signed_at: signedAt(at) },
    )
    await db.insertInto('observations_signoffs').values(rows).execute()
  }
  await sql`analyze`.execute(db)
}
