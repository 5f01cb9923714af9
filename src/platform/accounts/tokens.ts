import { randomUUIDv7 } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { deleteToken, insertToken, type LiveToken, touchToken } from './queries/tokens.ts'
import { digestOf, newSecret } from './secrets.ts'
import type { TokenRow } from './tables.ts'
import { dayMs, minuteMs, moved } from './times.ts'
import type { TokenForm } from './token-scopes.ts'

/** Scanners for leaked secrets know a token by its beginning. */
export const tokenPrefix = 'lyc_'
const shownLetters = tokenPrefix.length + 6
const touchMs = 5 * minuteMs

export type MadeToken = Readonly<{ row: TokenRow /** Shown once, stored nowhere. */; secret: string }>

/** Makes an API token that speaks for a person. */
export async function makeToken(platform: Platform, personId: string, form: TokenForm, by: string): Promise<MadeToken> {
  const secret = tokenPrefix + newSecret()
  const now = platform.now()
  const row: TokenRow = {
    id: randomUUIDv7(),
    person_id: personId,
    name: form.name,
    token: digestOf(secret),
    start: secret.slice(0, shownLetters),
    scope: form.scope,
    areas_json: form.areas ? JSON.stringify(form.areas) : null,
    created_at: now,
    expires_at: form.days === 'none' ? null : moved(now, Number(form.days) * dayMs),
    last_used_at: null,
  }
  await platform.db.transaction().execute(async (tx) => {
    await insertToken(tx, row)
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.token-made',
      status: 'success',
      target: `accounts/token/${row.id}`,
      after: { name: row.name, scope: row.scope, areas: form.areas ?? null, expires: row.expires_at, person: personId },
    })
  })
  return { row, secret }
}

/**
 * Revokes a token of this person; it is not heard from the next request on.
 *
 * @throws UserError `accounts.no-such-token`, also for somebody else's
 */
export async function revokeToken(platform: Platform, personId: string, tokenId: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await deleteToken(tx, tokenId, personId)
    if (!row) throw new UserError('not-found', 'accounts.no-such-token', 'There is no such token.')
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.token-revoked',
      status: 'success',
      target: `accounts/token/${row.id}`,
      before: { name: row.name, scope: row.scope, expires: row.expires_at, person: personId },
    })
  })
}

/** Writes down that a token was used, at most every five minutes. */
export async function noteUse(platform: Platform, token: LiveToken): Promise<void> {
  const now = platform.now()
  if (token.last_used_at !== null && Date.parse(now) - Date.parse(token.last_used_at) < touchMs) return
  await platform.database.unflushed((tx) => touchToken(tx, token.id, now))
  platform.log.info({ tokenId: token.id, personId: token.person_id }, 'API token used')
}
