import type { Logger } from 'pino'
import type { Activity } from '../activity/activity.ts'
import type { Db } from '../database/tables.ts'

/**
 * Writes into the activity log when the breaker of a host opens or closes. Nobody waits for it: what cannot be written is
 * in the log of the process all the same.
 */
export const tellBreakers =
  (db: Db, activity: Activity, log: Pick<Logger, 'warn'>) =>
  (host: string, change: 'opened' | 'closed', until: string): void => {
    const message = change === 'opened' ? `${host} is left in peace until ${until}.` : `${host} answers again.`
    const status = change === 'opened' ? 'warning' : 'success'
    db.transaction()
      .execute((tx) =>
        activity.record(tx, {
          actor: 'system',
          action: `http.breaker-${change}`,
          status,
          target: `http/host/${host}`,
          host,
          message,
        }),
      )
      .catch((error: unknown) => log.warn({ err: error, host }, 'a change of a breaker could not be written down'))
  }
