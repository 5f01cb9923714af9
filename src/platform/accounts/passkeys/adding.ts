import { randomUUIDv7 } from 'node:crypto'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { passkeyAddedLetter } from '../letters/factor-letters.ts'
import { post, speakerFor } from '../letters/letter.ts'
import { actorOf, type Person } from '../person.ts'
import { finishPending, startPending } from '../second-factor/pending.ts'
import { deletePasskey, insertPasskey, listPasskeys } from './queries/passkeys.ts'
import type { MadePasskey } from './schemas.ts'
import { algorithms, demandSite, library, notTaken, readChallenge } from './verifying.ts'

const mostPasskeys = 20

/** What a browser is asked for that shall make a key, and the secret by which the answer is known again. */
export async function askForNewPasskey(platform: Platform, person: Person) {
  const { rpID } = demandSite(platform.config)
  const known = await listPasskeys(platform.db, person.id)
  if (known.length >= mostPasskeys)
    throw new UserError('conflict', 'accounts.passkeys-many', 'You have twenty passkeys. Remove one first.')
  const options = await (await library()).generateRegistrationOptions({
    rpName: 'Lyceum',
    rpID,
    userName: person.email,
    userDisplayName: person.name,
    userID: Buffer.from(person.id),
    attestationType: 'none',
    supportedAlgorithmIDs: [...algorithms],
    excludeCredentials: known.map(({ credential_id, transports_json }) => ({
      id: credential_id,
      transports: JSON.parse(transports_json),
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const value = { challenge: options.challenge, act: 'add' }
  const secret = await platform.db
    .transaction()
    .execute((tx) => startPending(platform, tx, { purpose: 'passkey', personId: person.id, value }))
  return { options, secret }
}

/**
 * Keeps a key that a browser has made for this person.
 *
 * @param secret What the cookie holds since the key was asked for.
 * @throws UserError `accounts.step-over`, `accounts.passkey`
 */
export async function addPasskey(
  platform: Platform,
  person: Person,
  secret: string | undefined,
  { name, response }: Readonly<{ name: string; response: MadePasskey }>,
): Promise<void> {
  const { rpID, expectedOrigin } = demandSite(platform.config)
  // Used up before it is looked at: a challenge is for one try.
  const pending = await platform.db.transaction().execute((tx) => finishPending(platform, tx, 'passkey', secret))
  if (pending.person_id !== person.id) throw notTaken()
  const expectedChallenge = readChallenge(pending, 'add')
  const { verifyRegistrationResponse } = await library()
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin,
    expectedRPID: rpID,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...algorithms],
  }).catch((cause) => {
    throw notTaken(cause)
  })
  if (!result.verified) throw notTaken()

  const { credential, credentialBackedUp } = result.registrationInfo
  const row = {
    id: randomUUIDv7(),
    person_id: person.id,
    credential_id: credential.id,
    public_key: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports_json: JSON.stringify(response.response.transports),
    name,
    is_synced: credentialBackedUp ? 1 : 0,
    created_at: platform.now(),
    last_used_at: null,
  }
  await platform.db.transaction().execute(async (tx) => {
    if (!(await insertPasskey(tx, row))) throw notTaken()
    await platform.activity.record(tx, {
      actor: actorOf(person),
      action: 'accounts.passkey-added',
      status: 'success',
      target: `accounts/person/${person.id}`,
      details: { passkey: row.id, name },
    })
    await post(platform, tx, person.email, passkeyAddedLetter(speakerFor(person.language), person.name, name))
  })
}

/** @throws UserError `accounts.no-such-passkey`, also for somebody else's */
export async function removePasskey(platform: Platform, person: Person, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await deletePasskey(tx, id, person.id)
    if (!row) throw new UserError('not-found', 'accounts.no-such-passkey', 'There is no such passkey.')
    await platform.activity.record(tx, {
      actor: actorOf(person),
      action: 'accounts.passkey-removed',
      status: 'success',
      target: `accounts/person/${person.id}`,
      details: { passkey: id, name: row.name },
    })
  })
}
