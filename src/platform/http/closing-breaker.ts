import type { Platform } from '../platform.ts'
import { databaseLedger } from './host-ledger.ts'
import { freshHost, type HostState } from './host-state.ts'

/**
 * Lets a host be asked again whose breaker is open, or is tried. Its pace stays, and so does the quiet that the host
 * itself asked for. False where there was nothing to close.
 */
export async function closeBreaker(platform: Platform, by: string, host: string): Promise<boolean> {
  const ledger = databaseLedger(platform.database, platform.now)
  const wasOpen = await ledger.change(host, (state): readonly [HostState, boolean] => {
    if (state.breakerMs === 0 && state.failedAt.length === 0) return [state, false]
    const { failedAt, breakerMs, breakerUntil, forgiven } = freshHost
    return [{ ...state, failedAt, breakerMs, breakerUntil, forgiven }, true]
  })
  if (wasOpen)
    await platform.db.transaction().execute((tx) =>
      platform.activity.record(tx, {
        actor: by,
        action: 'http.breaker-reset',
        target: `http/host/${host}`,
        host,
        message: `${host} may be asked again at once.`,
      }),
    )
  return wasOpen
}
