import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { type Admission, admit } from '../admitting.ts'
import { identityLinkedLetter } from '../letters/factor-letters.ts'
import { post, speakerFor } from '../letters/letter.ts'
import { countUse, networkOf } from '../limits.ts'
import { listPasskeys } from '../passkeys/queries/passkeys.ts'
import type { Person } from '../person.ts'
import { actorOf } from '../person.ts'
import { findPerson, findPersonByEmail, passwordProvider } from '../queries/people.ts'
import { finishPending, startPending } from '../second-factor/pending.ts'
import type { Visit } from '../sessions.ts'
import type { PersonRow } from '../tables.ts'
import { minuteMs } from '../times.ts'
import { comeBack, type Identity, leaveFor } from './client.ts'
import {
  deleteIdentity,
  findPersonByIdentity,
  insertIdentity,
  listIdentities,
  providerKey,
} from './queries/identities.ts'
import { findProviderBySlug } from './queries/providers.ts'
import type { ProviderRow } from './tables.ts'

/** What is remembered while somebody is at a service. `link`: they are signed in here, and want to connect the two. */
const Leave = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  act: z.enum(['sign-in', 'link']),
})

export type Departure = Readonly<{ provider: ProviderRow; address: string; secret: string }>

/**
 * Sends somebody to a service, to sign in there.
 *
 * @param linking Who is signed in here and wants to connect the two; undefined to come in.
 * @throws UserError `accounts.no-such-provider`, `accounts.provider-away`, `accounts.too-many-attempts`
 */
export async function depart(
  platform: Platform,
  slug: string,
  next: string,
  visit: Visit,
  { linking, isAnew = false }: Readonly<{ linking?: Person; isAnew?: boolean }> = {},
): Promise<Departure> {
  await countUse(platform.db, `provider ${networkOf(visit.address)}`, 30, minuteMs, platform.now())
  const provider = await demandEnabled(platform.db, slug)
  const { address, errand } = await leaveFor(platform, provider, isAnew).catch((cause) => {
    throw new UserError('unavailable', 'accounts.provider-away', 'This service cannot be reached just now.', { cause })
  })
  const value = { ...errand, provider: provider.id, next, act: linking ? 'link' : 'sign-in' }
  const pending = { purpose: 'provider', value, ...(linking && { personId: linking.id }) } as const
  const secret = await platform.db.transaction().execute((tx) => startPending(platform, tx, pending))
  return { provider, address, secret }
}

/** What came of it: somebody comes in, two are connected now, or somebody is new here. */
export type Arrival =
  | Readonly<{ kind: 'in'; admission: Admission; next: string }>
  | Readonly<{ kind: 'linked'; provider: ProviderRow }>
  | Readonly<{ kind: 'new' /** For the cookie. */; secret: string }>

/**
 * Takes somebody back from a service.
 *
 * @param query What stands behind the question mark of the address.
 * @throws UserError `accounts.step-over`, `accounts.provider-refused`, `accounts.identity-taken`, `accounts.sign-in-refused`
 */
export async function arrive(
  platform: Platform,
  slug: string,
  query: string,
  {
    secret,
    visit,
    person,
    replaced,
  }: Readonly<{
    secret: string | undefined
    visit: Visit
    person: Person | undefined
    replaced: string | undefined
  }>,
): Promise<Arrival> {
  // Used up before anything is asked: a second visit of the same address finds nothing.
  const pending = await platform.db.transaction().execute((tx) => finishPending(platform, tx, 'provider', secret))
  const { provider: providerId, next, act, ...errand } = Leave.parse(JSON.parse(pending.value_json))
  const provider = await demandEnabled(platform.db, slug)
  if (provider.id !== providerId) throw refused()
  const identity = await comeBack(platform, provider, errand, query).catch((cause) => {
    throw refused(cause)
  })

  return platform.db.transaction().execute(async (tx): Promise<Arrival> => {
    if (act === 'link') {
      if (!person || person.id !== pending.person_id) throw refused()
      await link(platform, tx, person, provider, identity)
      return { kind: 'linked', provider }
    }
    const known = await findPersonByIdentity(tx, providerKey(provider.id), identity.subject)
    if (!known) {
      const value = { ...identity, provider: provider.id }
      return { kind: 'new', secret: await startPending(platform, tx, { purpose: 'welcome', value }) }
    }
    if (known.disabled_at !== null)
      throw new UserError('forbidden', 'accounts.locked-out', 'This account is locked. Ask an administrator.')
    return { kind: 'in', admission: await admit(platform, tx, known, { visit, replaced, by: provider.name }), next }
  })
}

/**
 * Disconnects an account from a service.
 *
 * @throws UserError `accounts.no-such-identity`, `accounts.last-entrance` where it is the only way in
 */
export async function unlink(platform: Platform, person: Person, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const identities = await listIdentities(tx, person.id)
    const row = identities.find((one) => one.id === id && one.provider_id !== passwordProvider)
    if (!row) throw new UserError('not-found', 'accounts.no-such-identity', 'There is no such connection.')
    const isOnly = identities.length === 1 && (await listPasskeys(tx, person.id)).length === 0
    if (isOnly)
      throw new UserError(
        'conflict',
        'accounts.last-entrance',
        'This is your only way in. Get a password or a passkey first.',
      )
    await deleteIdentity(tx, id)
    await platform.activity.record(tx, {
      actor: actorOf(person),
      action: 'accounts.identity-unlinked',
      status: 'success',
      target: `accounts/person/${person.id}`,
      details: { provider: row.provider_id },
    })
  })
}

/** Writes down by which name a service knows a person. @throws UserError `accounts.identity-taken` */
export async function keepIdentity(
  platform: Platform,
  tx: Db,
  personId: string,
  provider: Pick<ProviderRow, 'id'>,
  { subject }: Pick<Identity, 'subject'>,
): Promise<void> {
  const now = platform.now()
  const row = {
    id: randomUUIDv7(),
    person_id: personId,
    provider_id: providerKey(provider.id),
    account_id: subject,
    password: null,
    created_at: now,
    updated_at: now,
  }
  if (await insertIdentity(tx, row)) return
  throw new UserError('conflict', 'accounts.identity-taken', 'Somebody else here is connected with this account.')
}

async function link(
  platform: Platform,
  tx: Db,
  { id }: Person,
  provider: ProviderRow,
  identity: Identity,
): Promise<void> {
  const owner = await findPersonByIdentity(tx, providerKey(provider.id), identity.subject)
  if (owner?.id === id) return
  await keepIdentity(platform, tx, id, provider, identity)
  const { email, name, language } = (await findPerson(tx, id)) as PersonRow
  await post(platform, tx, email, identityLinkedLetter(speakerFor(language), name, provider.name))
  await platform.activity.record(tx, {
    actor: id,
    action: 'accounts.identity-linked',
    status: 'success',
    target: `accounts/person/${id}`,
    details: { provider: provider.name },
  })
}

async function demandEnabled(db: Db, slug: string): Promise<ProviderRow> {
  const provider = await findProviderBySlug(db, slug)
  if (provider && provider.enabled_at !== null) return provider
  throw new UserError('not-found', 'accounts.no-such-provider', 'There is no such service.')
}

const refused = (cause?: unknown): UserError =>
  new UserError('invalid', 'accounts.provider-refused', 'Signing in there did not succeed. Please try again.', {
    cause,
  })

/** Whether an address is somebody's here; asked only where a service has proven whose it is. */
export const isTaken = async (db: Db, email: string): Promise<boolean> =>
  (await findPersonByEmail(db, email)) !== undefined
