import { type RawBuilder, sql } from 'kysely'
import type { DatabaseKind } from '../database/migrating.ts'
import type { Db } from '../database/tables.ts'

/** A worker that says nothing for this long has lost its jobs. */
export const leaseMs = 60_000
/** No lease reaches further: one that does was written before the machine started anew. */
const longestLeaseMs = 10 * 60_000

/**
 * Now, in whole milliseconds, on the clock of leases, which setting the time of day does not move for a worker: the
 * kernel's monotonic clock where all workers share one machine (SQLite), the server's clock on PostgreSQL.
 */
const leaseNow = (kind: DatabaseKind): RawBuilder<number> =>
  kind === 'postgres'
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`${Number(process.hrtime.bigint() / 1_000_000n)}`

export const leaseFor = (kind: DatabaseKind, durationMs: number): RawBuilder<number> =>
  sql<number>`${leaseNow(kind)} + ${sql.lit(Math.round(durationMs))}`

/** The same as a number. */
export async function leaseUntil(db: Db, kind: DatabaseKind, durationMs: number): Promise<number> {
  if (kind === 'sqlite') return Number(process.hrtime.bigint() / 1_000_000n) + Math.round(durationMs)
  const { rows } = await sql<{ until: number }>`select ${leaseFor(kind, durationMs)} as until`.execute(db)
  return Number(rows[0]?.until)
}

/** True where the lease of a row is over, in `lease_until`. */
export const leaseIsOver = (kind: DatabaseKind): RawBuilder<boolean> =>
  sql<boolean>`(lease_until < ${leaseNow(kind)} or lease_until > ${leaseFor(kind, longestLeaseMs)})`
