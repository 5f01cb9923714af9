import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { digestOf, newSecret } from '../secrets.ts'
import { minuteMs, moved } from '../times.ts'
import { deletePendingBefore, findPending, insertPending, takePending } from './queries/pending.ts'
import type { PendingPurpose, PendingRow } from './tables.ts'

/** So long a person has for the second step. */
export const pendingMs = 10 * minuteMs

export type NewPending = Readonly<{ purpose: PendingPurpose; personId?: string; value?: unknown }>

/** Remembers what somebody is in the middle of, under a secret for the cookie. It is no session, and opens nothing. */
export async function startPending(platform: Platform, tx: Db, pending: NewPending): Promise<string> {
  const { purpose, personId = null, value = {} } = pending
  const secret = newSecret()
  const now = platform.now()
  await deletePendingBefore(tx, now)
  await insertPending(tx, {
    id: randomUUIDv7(),
    purpose,
    token: digestOf(secret),
    person_id: personId,
    value_json: JSON.stringify(value),
    created_at: now,
    expires_at: moved(now, pendingMs),
  })
  return secret
}

/** @throws UserError `accounts.step-over` */
export async function lookAtPending(
  { db, now }: Platform,
  purpose: PendingPurpose,
  secret: string | undefined,
): Promise<PendingRow> {
  return demandPending(secret === undefined ? undefined : await findPending(db, purpose, digestOf(secret), now()))
}

/** Ends it: of several at once, one goes on. @throws UserError `accounts.step-over` */
export async function finishPending(
  { now }: Platform,
  tx: Db,
  purpose: PendingPurpose,
  secret: string | undefined,
): Promise<PendingRow> {
  const row = secret === undefined ? undefined : await takePending(tx, purpose, digestOf(secret))
  return demandPending(row && row.expires_at > now() ? row : undefined)
}

function demandPending(row: PendingRow | undefined): PendingRow {
  if (row) return row
  throw new UserError('gone', 'accounts.step-over', 'This took too long, or was done already. Please sign in again.')
}
