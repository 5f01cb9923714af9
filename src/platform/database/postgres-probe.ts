import pg from 'pg'

const longestMs = 1_500
/** An answer may be under way for so long after the server is done. */
const arrivalMs = 500

/** A session of ours on the server. */
export type Session = Readonly<{ pid: number; bornMs: number }>

/** A process id can be given anew: then the session is younger than ours. */
const isOurs = `pid = any($1::integer[]) and backend_start < clock_timestamp() - make_interval(secs => $2::float8 / 1000)`
const isBusy = `(state = 'active' or state_change > clock_timestamp() - interval '${arrivalMs} ms')`

/**
 * Whether the server works on a statement of this session, or has just done so; asked on a connection of its own. False
 * where the server cannot be reached; true where it can, and does not want to say.
 */
export async function isWorkedOn(config: pg.ClientConfig, session: Session): Promise<boolean> {
  const text = `select ${isBusy} as busy from pg_stat_activity where ${isOurs}`
  try {
    const [row] = await ask<{ busy: boolean }>(config, text, [session])
    return row?.busy === true
  } catch (error) {
    return error instanceof pg.DatabaseError
  }
}

/** Ends sessions that have lost us: until they end by themselves, they keep their locks. Throws where it cannot. */
export async function endSessions(config: pg.ClientConfig, sessions: readonly Session[]): Promise<void> {
  await ask(config, `select pg_terminate_backend(pid) from pg_stat_activity where ${isOurs}`, sessions)
}

async function ask<Row>(config: pg.ClientConfig, text: string, sessions: readonly Session[]): Promise<Row[]> {
  const probe = new pg.Client({ ...config, connectionTimeoutMillis: longestMs, application_name: 'lyceum probe' })
  // Whatever becomes of it later has been heard already.
  probe.on('error', () => {})
  const timer = setTimeout(() => probe.connection.stream.destroy(), longestMs)
  const leastAgeMs = performance.now() - Math.max(...sessions.map(({ bornMs }) => bornMs))
  try {
    await probe.connect()
    return (await probe.query(text, [sessions.map(({ pid }) => pid), leastAgeMs])).rows as Row[]
  } finally {
    clearTimeout(timer)
    probe.end().catch(() => {})
  }
}
