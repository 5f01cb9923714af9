import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import { startPending } from './second-factor/pending.ts'
import { findConfirmedFactor } from './second-factor/queries/factors.ts'
import { type StartedSession, startSession, type Visit } from './sessions.ts'
import type { PersonRow } from './tables.ts'

/** What a first proof of who one is leads to: a session, or the question for the second, which is none. */
export type Admission =
  | Readonly<{ kind: 'session'; session: StartedSession }>
  | Readonly<{ kind: 'second-step' /** For the cookie. */; secret: string }>

export type Entrance = Readonly<{
  visit: Visit
  /** The secret of the session under which the visitor came; it ends. */
  replaced?: string | undefined
  /** What was proven, for the activity log: `password`, `passkey`, `app`, the name of a provider, or how the account came about. */
  by: string
}>

/** Lets somebody in who has proven once who they are, unless they want to be asked twice. */
export async function admit(platform: Platform, tx: Db, person: PersonRow, entrance: Entrance): Promise<Admission> {
  const isAskedTwice = (await findConfirmedFactor(tx, person.id)) !== undefined
  if (!isAskedTwice) return { kind: 'session', session: await letIn(platform, tx, person, entrance) }
  const value = { by: entrance.by }
  return {
    kind: 'second-step',
    secret: await startPending(platform, tx, { purpose: 'second-factor', personId: person.id, value }),
  }
}

/** Opens the session, once everything that is asked for was proven. */
export async function letIn(
  platform: Platform,
  tx: Db,
  person: Pick<PersonRow, 'id' | 'role'>,
  { visit, replaced, by }: Entrance,
): Promise<StartedSession> {
  await platform.activity.record(tx, {
    actor: person.id,
    action: 'accounts.signed-in',
    status: 'success',
    target: `accounts/person/${person.id}`,
    details: { address: visit.address, by },
  })
  return startSession(platform, tx, person, visit, replaced)
}
