import type { Db } from '../../database/tables.ts'
import { deletePendingOf } from '../second-factor/queries/pending.ts'
import type { SessionRow } from '../tables.ts'
import { type Asker, askerColumns } from './asker.ts'

/** A session together with the person it belongs to: what each request needs to know. */
export type LiveSession = Asker &
  Pick<SessionRow, 'id' | 'created_at' | 'expires_at' | 'ends_at'> &
  Readonly<{
    /** Since when a second factor is asked of the person; null: it is not. */
    factor_since: string | null
  }>

/** Finds a session by the digest of its cookie; undefined where it has ended or its person is locked out. */
export type FindLiveSession = (digest: string, now: string) => Promise<LiveSession | undefined>

/** The one query of each request. It is made once and only given new values: building it takes longer than running it. */
export function prepareFindLiveSession(db: Db): FindLiveSession {
  const query = db
    .selectFrom('accounts_sessions as session')
    .innerJoin('accounts_people as person', 'person.id', 'session.person_id')
    .select(['session.id', 'session.created_at', 'session.expires_at', 'session.ends_at'])
    .select(askerColumns)
    .select((session) =>
      session
        .selectFrom('accounts_factors as factor')
        .select('factor.confirmed_at')
        .whereRef('factor.person_id', '=', 'person.id')
        .as('factor_since'),
    )
    .where('session.token', '=', '')
    .where('session.expires_at', '>', '')
    .where('person.disabled_at', 'is', null)
    .compile()

  return async (digest, now) => (await db.executeQuery<LiveSession>({ ...query, parameters: [digest, now] })).rows[0]
}

export async function insertSession(db: Db, session: SessionRow): Promise<void> {
  await db.insertInto('accounts_sessions').values(session).execute()
}

/** Sessions of one person that have not ended, latest first. */
export function listSessions(db: Db, personId: string, now: string): Promise<SessionRow[]> {
  return db
    .selectFrom('accounts_sessions')
    .selectAll()
    .where('person_id', '=', personId)
    .where('expires_at', '>', now)
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

/** The same with those that have ended and are not cleared out yet. */
export function listEverySession(db: Db, personId: string): Promise<SessionRow[]> {
  return db.selectFrom('accounts_sessions').selectAll().where('person_id', '=', personId).orderBy('id').execute()
}

/** Says that a session was used; nothing where it was ended meanwhile. */
export async function touchSession(db: Db, id: string, now: string, expiresAt: string): Promise<void> {
  await db
    .updateTable('accounts_sessions')
    .set({ updated_at: now, expires_at: expiresAt })
    .where('id', '=', id)
    .execute()
}

/** False where this person has no such session. */
export async function deleteSession(db: Db, id: string, personId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('accounts_sessions')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Ends a session whoever it belongs to; the cookie itself is the proof. */
export async function deleteSessionByToken(db: Db, digest: string): Promise<void> {
  await db.deleteFrom('accounts_sessions').where('token', '=', digest).execute()
}

/** Ends all sessions of a person but one, with every sign-in that is half done, and answers how many. */
export async function deleteSessions(db: Db, personId: string, exceptId = ''): Promise<number> {
  await deletePendingOf(db, personId)
  const { numDeletedRows } = await db
    .deleteFrom('accounts_sessions')
    .where('person_id', '=', personId)
    .where('id', '!=', exceptId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export async function deleteEndedSessions(db: Db, now: string): Promise<void> {
  await db.deleteFrom('accounts_sessions').where('expires_at', '<=', now).execute()
}

/** Whether this person is signed in from an address now. */
export async function isKnownAddress(db: Db, personId: string, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('accounts_sessions')
    .select('id')
    .where('person_id', '=', personId)
    .where('ip_address', '=', address)
    .executeTakeFirst()
  return row !== undefined
}
