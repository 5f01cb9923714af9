import { z } from 'zod'
import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import { freshHost, type HostState } from './host-state.ts'
import type { HostLedger } from './pace.ts'
import type { HostRow } from './tables.ts'

const times = z.array(z.number())
const slotTimes = z.record(z.string(), z.number())
const forgiven = z.object({ failedAt: times, breakerMs: z.number() })

/**
 * The books in the shared database. Each change is one statement that names the version it was worked out from; where
 * another process was faster it changes no row, and is worked out anew.
 */
export function databaseLedger(database: Database, now: () => string): HostLedger {
  return {
    async change(key, step) {
      for (;;) {
        const row = await findHost(database.db, key)
        const before = row ? stateOf(row) : freshHost
        const [after, result] = step(before)
        if (after === before) return result

        const next = rowOf(key, after, (row?.version ?? 0) + 1, now())
        // A pace lost in a power cut does no harm: nothing was running then.
        if (await database.unflushed((tx) => (row ? replaceHost(tx, next, row.version) : addHost(tx, next))))
          return result
      }
    },
  }
}

function findHost(db: Db, key: string): Promise<HostRow | undefined> {
  return db.selectFrom('http_hosts').selectAll().where('politeness_key', '=', key).executeTakeFirst()
}

async function addHost(db: Db, row: HostRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('http_hosts')
    .values(row)
    .onConflict((conflict) => conflict.column('politeness_key').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

async function replaceHost(db: Db, row: HostRow, version: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('http_hosts')
    .set(row)
    .where('politeness_key', '=', row.politeness_key)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

function stateOf(row: HostRow): HostState {
  return {
    nextAt: Date.parse(row.next_at),
    pausedUntil: row.paused_until === null ? 0 : Date.parse(row.paused_until),
    slots: slotTimes.parse(JSON.parse(row.slots)),
    failedAt: times.parse(JSON.parse(row.failed_at)),
    breakerMs: row.breaker_ms,
    breakerUntil: row.breaker_until === null ? 0 : Date.parse(row.breaker_until),
    forgiven: forgiven.parse(JSON.parse(row.forgiven)),
  }
}

function rowOf(key: string, state: HostState, version: number, changedAt: string): HostRow {
  return {
    politeness_key: key,
    version,
    next_at: isoText(state.nextAt),
    paused_until: state.pausedUntil === 0 ? null : isoText(state.pausedUntil),
    slots: JSON.stringify(state.slots),
    failed_at: JSON.stringify(state.failedAt),
    breaker_ms: state.breakerMs,
    breaker_until: state.breakerUntil === 0 ? null : isoText(state.breakerUntil),
    forgiven: JSON.stringify(state.forgiven),
    changed_at: changedAt,
  }
}

/** Rounded up to the millisecond: an interval may grow by the rounding, never shrink. */
const isoText = (at: number): string => new Date(Math.ceil(at)).toISOString()
