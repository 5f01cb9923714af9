import type { Db } from '../database/tables.ts'
import type { HostRow } from './tables.ts'

/** A host as people see it. */
export type KnownHost = Readonly<{
  /** What its pace is kept under: a domain, an address, or `host:port` in development. */
  host: string
  /** Requests in flight, as far as they have given a sign of life. */
  inFlight: number
  /** The last failures in a row. */
  failures: number
  /** `open`: nothing is asked. `trying`: the next request decides. */
  circuit: 'closed' | 'trying' | 'open'
  /** Nothing is asked before, by the circuit or by the host's own wish; null where it may be asked. */
  restsUntil: string | null
  /** The host's own wish (`Retry-After`); null where it has none, or it is over. */
  quietUntil: string | null
  /** Its pace allows nothing before. */
  nextAt: string
  changedAt: string
}>

/** The hosts that were asked last, newest first. */
export async function listHosts(db: Db, now: string, limit = 50): Promise<KnownHost[]> {
  const rows = await db.selectFrom('http_hosts').selectAll().orderBy('changed_at', 'desc').limit(limit).execute()
  return rows.map((row) => knownHost(row, now))
}

/** Those that nothing is asked of at the moment, the longest rest first. */
export async function listRestingHosts(db: Db, now: string): Promise<KnownHost[]> {
  const rows = await db
    .selectFrom('http_hosts')
    .selectAll()
    .where((host) => host.or([host('breaker_until', '>', now), host('paused_until', '>', now)]))
    .orderBy((host) => host.fn.coalesce('breaker_until', 'paused_until'), 'desc')
    .orderBy('politeness_key')
    .limit(20)
    .execute()
  return rows.map((row) => knownHost(row, now))
}

function knownHost(row: HostRow, now: string): KnownHost {
  const slots = Object.values(JSON.parse(row.slots) as Record<string, number>)
  const rests = [row.breaker_until, row.paused_until].filter((until) => until !== null && until > now)
  const isOpen = row.breaker_until !== null && row.breaker_until > now
  return {
    host: row.politeness_key,
    inFlight: slots.filter((until) => until > Date.parse(now)).length,
    failures: (JSON.parse(row.failed_at) as number[]).length,
    circuit: isOpen ? 'open' : row.breaker_ms > 0 ? 'trying' : 'closed',
    restsUntil: rests.sort().at(-1) ?? null,
    quietUntil: row.paused_until !== null && row.paused_until > now ? row.paused_until : null,
    nextAt: row.next_at,
    changedAt: row.changed_at,
  }
}
