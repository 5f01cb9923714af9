/** What all processes remember of a host; the meaning of each value is in `host-state.ts`. */
export interface HostRow {
  /** A registrable domain, an address, or `host:port` in development. */
  politeness_key: string
  /** Raised by every change, so that a change made on old knowledge does nothing. */
  version: number
  next_at: string
  /** Null where the host never asked for quiet. */
  paused_until: string | null
  /** JSON, slot id → leased until (milliseconds since 1970). */
  slots: string
  /** JSON, milliseconds since 1970, the last failures in a row. */
  failed_at: string
  /** 0 while the breaker is closed. */
  breaker_ms: number
  /** Null while the breaker is closed. */
  breaker_until: string | null
  /** JSON, what the last success wiped out. */
  forgiven: string
  changed_at: string
}

/** What a host's robots.txt says to us, and until when we believe it. */
export interface RobotsRow {
  /** Scheme, host and port. */
  origin: string
  /** `rules` as read, `all` where it has none, `none` where it could not be read. */
  verdict: 'rules' | 'all' | 'none'
  /** JSON, the rules that concern us. */
  rules: string
  /** Null where none is given. */
  crawl_delay_ms: number | null
  fetched_at: string
  expires_at: string
}

declare module '../database/tables.ts' {
  interface Tables {
    http_hosts: HostRow
    http_robots: RobotsRow
  }
}
