import { z } from 'zod'
import type { Database } from '../database/database.ts'
import type { RobotsCache, RobotsRecord } from './robots.ts'

const rules = z.array(z.object({ isAllowed: z.boolean(), pattern: z.string() }))

/** What was read of robots.txt files, in the shared database. */
export function databaseRobotsCache(database: Database): RobotsCache {
  return {
    async find(origin) {
      const row = await database.db
        .selectFrom('http_robots')
        .selectAll()
        .where('origin', '=', origin)
        .executeTakeFirst()
      return (
        row && {
          origin: row.origin,
          verdict: row.verdict,
          rules: rules.parse(JSON.parse(row.rules)),
          crawlDelayMs: row.crawl_delay_ms,
          fetchedAt: row.fetched_at,
          expiresAt: row.expires_at,
        }
      )
    },
    async keep(record) {
      const row = rowOf(record)
      await database.unflushed((tx) =>
        tx
          .insertInto('http_robots')
          .values(row)
          .onConflict((conflict) => conflict.column('origin').doUpdateSet(row))
          .execute(),
      )
    },
  }
}

const rowOf = (record: RobotsRecord) => ({
  origin: record.origin,
  verdict: record.verdict,
  rules: JSON.stringify(record.rules),
  crawl_delay_ms: record.crawlDelayMs,
  fetched_at: record.fetchedAt,
  expires_at: record.expiresAt,
})
