import type { Db } from '../../database/tables.ts'
import type { TokenRow } from '../tables.ts'
import { type Asker, askerColumns } from './asker.ts'

/** An API token together with the person it speaks for. */
export type LiveToken = Asker & Pick<TokenRow, 'id' | 'scope' | 'areas_json' | 'last_used_at'>

export type FindLiveToken = (digest: string, now: string) => Promise<LiveToken | undefined>

/** Finds a token by its digest; undefined where it has expired or its person is locked out. Made once, like that of sessions. */
export function prepareFindLiveToken(db: Db): FindLiveToken {
  const query = db
    .selectFrom('accounts_tokens as token')
    .innerJoin('accounts_people as person', 'person.id', 'token.person_id')
    .select(['token.id', 'token.scope', 'token.areas_json', 'token.last_used_at'])
    .select(askerColumns)
    .where('token.token', '=', '')
    .where((row) => row.or([row('token.expires_at', 'is', null), row('token.expires_at', '>', '')]))
    .where('person.disabled_at', 'is', null)
    .compile()

  return async (digest, now) => (await db.executeQuery<LiveToken>({ ...query, parameters: [digest, now] })).rows[0]
}

export async function insertToken(db: Db, token: TokenRow): Promise<void> {
  await db.insertInto('accounts_tokens').values(token).execute()
}

/** Tokens of one person, latest first. */
export function listTokens(db: Db, personId: string): Promise<TokenRow[]> {
  return db
    .selectFrom('accounts_tokens')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
}

/** The row that was there, or undefined where this person has no such token. */
export function deleteToken(db: Db, id: string, personId: string): Promise<TokenRow | undefined> {
  return db
    .deleteFrom('accounts_tokens')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .returningAll()
    .executeTakeFirst()
}

export async function touchToken(db: Db, id: string, now: string): Promise<void> {
  await db.updateTable('accounts_tokens').set({ last_used_at: now }).where('id', '=', id).execute()
}
