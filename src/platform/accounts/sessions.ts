import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { networkOf } from './limits.ts'
import { actorOf, type Person, type Role } from './person.ts'
import {
  deleteEndedSessions,
  deleteSession,
  deleteSessionByToken,
  deleteSessions,
  insertSession,
  type LiveSession,
  touchSession,
} from './queries/sessions.ts'
import { digestOf, newSecret } from './secrets.ts'
import type { PersonRow } from './tables.ts'
import { dayMs, hourMs, minuteMs, moved } from './times.ts'

const idleMs = 7 * dayMs
const longestMs = 30 * dayMs
const longestAdministratorMs = 12 * hourMs
/** Uses are written down this often, so that a page costs no write. */
const touchMs = hourMs
/** So long after signing in, a person need not prove again who they are. */
const freshMs = 10 * minuteMs

/** Where a visitor comes from, as the server saw it. */
export type Visit = Readonly<{ address: string; userAgent: string | undefined }>

export type StartedSession = Readonly<{
  /** What the cookie shall hold; stored nowhere else. */
  secret: string
  maxAgeSeconds: number
}>

/** Opens a session under a new secret. The one under which the visitor came, if any, ends: nobody can have planted it. */
export async function startSession(
  platform: Platform,
  tx: Db,
  person: Pick<PersonRow, 'id' | 'role'>,
  visit: Visit,
  replaced?: string,
): Promise<StartedSession> {
  const secret = newSecret()
  const now = platform.now()
  const lifeMs = longestMsOf(person.role)
  if (replaced) await deleteSessionByToken(tx, digestOf(replaced))
  await deleteEndedSessions(tx, now)
  await insertSession(tx, {
    id: randomUUIDv7(),
    token: digestOf(secret),
    person_id: person.id,
    created_at: now,
    updated_at: now,
    expires_at: moved(now, Math.min(idleMs, lifeMs)),
    ends_at: moved(now, lifeMs),
    ip_address: networkOf(visit.address),
    user_agent: visit.userAgent?.slice(0, 300) ?? null,
  })
  return { secret, maxAgeSeconds: lifeMs / 1_000 }
}

/** Ends the session of this visit. */
export async function signOut(platform: Platform, person: Person, sessionId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    if (await deleteSession(tx, sessionId, person.id)) await record(platform, tx, person, 'accounts.signed-out')
  })
}

/**
 * Ends one session of a person's own.
 *
 * @throws UserError `accounts.no-such-session`, also for somebody else's
 */
export async function endSession(platform: Platform, person: Person, sessionId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const wasThere = await deleteSession(tx, sessionId, person.id)
    if (!wasThere) throw new UserError('not-found', 'accounts.no-such-session', 'There is no such session.')
    await record(platform, tx, person, 'accounts.session-ended')
  })
}

/** Signs a person out everywhere but here; answers how many sessions that were. */
export function endOtherSessions(platform: Platform, person: Person, sessionId: string | undefined): Promise<number> {
  return platform.db.transaction().execute(async (tx) => {
    const count = await deleteSessions(tx, person.id, sessionId)
    await record(platform, tx, person, 'accounts.sessions-ended', { count })
    return count
  })
}

/** Moves the end of a session on, at most once an hour. */
export async function keepAlive(platform: Platform, session: LiveSession): Promise<void> {
  const now = platform.now()
  const endsInMs = Date.parse(session.ends_at) - Date.parse(now)
  const expiresAt = moved(now, Math.min(idleMs, endsInMs))
  if (Date.parse(expiresAt) - Date.parse(session.expires_at) < touchMs) return
  await platform.database.unflushed((tx) => touchSession(tx, session.id, now, expiresAt))
}

/** Whether its person proved just now who they are. */
export const isFresh = (session: Pick<LiveSession, 'created_at'>, now: string): boolean =>
  Date.parse(now) - Date.parse(session.created_at) < freshMs

const longestMsOf = (role: Role): number => (role === 'admin' ? longestAdministratorMs : longestMs)

function record(
  platform: Platform,
  tx: Db,
  person: Person,
  action: string,
  details?: Record<string, unknown>,
): Promise<void> {
  return platform.activity.record(tx, {
    actor: actorOf(person),
    action,
    target: `accounts/person/${person.id}`,
    details,
  })
}
