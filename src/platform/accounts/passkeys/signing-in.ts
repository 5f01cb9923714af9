import type { Db } from '../../database/tables.ts'
import type { Platform } from '../../platform.ts'
import { letIn } from '../admitting.ts'
import { countUse, networkOf } from '../limits.ts'
import { findPerson } from '../queries/people.ts'
import { finishPending, lookAtPending, startPending } from '../second-factor/pending.ts'
import { countCode } from '../second-factor/proving.ts'
import { updatePending } from '../second-factor/queries/pending.ts'
import { personOfStep } from '../second-factor/second-step.ts'
import type { StartedSession, Visit } from '../sessions.ts'
import type { PersonRow } from '../tables.ts'
import { minuteMs } from '../times.ts'
import { listPasskeys, notePasskeyUse } from './queries/passkeys.ts'
import type { SignedPasskey } from './schemas.ts'
import { demandSite, library, notTaken, readChallenge, type Verified, verifyPasskey } from './verifying.ts'

/** What a browser is asked that shall sign with whatever key it has for this house. */
export async function askForPasskey(platform: Platform, { address }: Visit) {
  const { rpID } = demandSite(platform.config)
  await countUse(platform.db, `passkey ${networkOf(address)}`, 30, minuteMs, platform.now())
  const options = await (await library()).generateAuthenticationOptions({ rpID, userVerification: 'required' })
  const value = { challenge: options.challenge, act: 'sign-in' }
  const secret = await platform.db
    .transaction()
    .execute((tx) => startPending(platform, tx, { purpose: 'passkey', value }))
  return { options, secret }
}

/**
 * Opens a session for whoever has the key: the device has made sure that it is its owner, so that this is both factors.
 *
 * @throws UserError `accounts.step-over`, `accounts.passkey`, `accounts.too-many-attempts`
 */
export async function signInWithPasskey(
  platform: Platform,
  secret: string | undefined,
  response: SignedPasskey,
  visit: Visit,
  replaced: string | undefined,
): Promise<StartedSession> {
  await countUse(platform.db, `passkey ${networkOf(visit.address)}`, 30, minuteMs, platform.now())
  const pending = await platform.db.transaction().execute((tx) => finishPending(platform, tx, 'passkey', secret))
  const verified = await verifyPasskey(platform, response, readChallenge(pending, 'sign-in'), true)
  return platform.db.transaction().execute(async (tx) => {
    const person = await spend(platform, tx, verified)
    return letIn(platform, tx, person, { visit, replaced, by: 'passkey' })
  })
}

/** What a browser is asked in the second step of a sign-in: one of the keys of this person. */
export async function askForPasskeyOfStep(platform: Platform, secret: string | undefined) {
  const { rpID } = demandSite(platform.config)
  const person = await personOfStep(platform, secret)
  const { id, value_json } = await lookAtPending(platform, 'second-factor', secret)
  const known = await listPasskeys(platform.db, person.id)
  if (known.length === 0) throw notTaken()
  const options = await (await library()).generateAuthenticationOptions({
    rpID,
    userVerification: 'preferred',
    allowCredentials: known.map(({ credential_id, transports_json }) => ({
      id: credential_id,
      transports: JSON.parse(transports_json),
    })),
  })
  const value = { ...JSON.parse(value_json), challenge: options.challenge, act: 'second-step' }
  await platform.db.transaction().execute((tx) => updatePending(tx, id, JSON.stringify(value)))
  return { options }
}

/** The second step by a key in the place of a code. @throws UserError as above */
export async function finishWithPasskey(
  platform: Platform,
  secret: string | undefined,
  response: SignedPasskey,
  visit: Visit,
  replaced: string | undefined,
): Promise<StartedSession> {
  const person = await personOfStep(platform, secret)
  await countCode(platform, person.id)
  const challenge = readChallenge(await lookAtPending(platform, 'second-factor', secret), 'second-step')
  const verified = await verifyPasskey(platform, response, challenge, false)
  if (verified.passkey.person_id !== person.id) throw notTaken()
  return platform.db.transaction().execute(async (tx) => {
    await finishPending(platform, tx, 'second-factor', secret)
    await spend(platform, tx, verified)
    return letIn(platform, tx, person, { visit, replaced, by: 'password, passkey' })
  })
}

/** Whose key it is; two answers with one count are one. */
async function spend({ now }: Platform, tx: Db, { passkey, counter }: Verified): Promise<PersonRow> {
  const person = await findPerson(tx, passkey.person_id)
  if (!person || person.disabled_at !== null) throw notTaken()
  if (!(await notePasskeyUse(tx, passkey, counter, now()))) throw notTaken()
  return person
}
