import type { Config } from '../../../config.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import type { PendingRow } from '../second-factor/tables.ts'
import { findPasskey } from './queries/passkeys.ts'
import type { SignedPasskey } from './schemas.ts'
import { type PasskeySite, passkeySite } from './site.ts'
import type { PasskeyRow } from './tables.ts'

/** Loaded on first use: it brings the whole of X.509. */
export const library = () => import('@simplewebauthn/server')

/** Ed25519, P-256, RSA: what devices have. @see RFC 9053 for the numbers */
export const algorithms = [-8, -7, -257] as const

/** @throws UserError `accounts.passkeys-nowhere` */
export function demandSite(config: Config): PasskeySite {
  const site = passkeySite(config)
  if (site) return site
  throw new UserError(
    'conflict',
    'accounts.passkeys-nowhere',
    'Passkeys need a house with a name and https. This one is reached by a number.',
  )
}

/** The same words whatever was wrong. */
export const notTaken = (cause?: unknown): UserError =>
  new UserError('invalid', 'accounts.passkey', 'This passkey could not be taken. Please try again.', { cause })

/** What was asked to be signed. @param act A challenge to sign in is none to add a key, and the other way round. */
export function readChallenge({ value_json }: PendingRow, act: 'add' | 'sign-in' | 'second-step'): string {
  const { challenge, act: asked } = JSON.parse(value_json)
  if (asked !== act || typeof challenge !== 'string') throw notTaken()
  return challenge
}

export type Verified = Readonly<{ passkey: PasskeyRow; counter: number }>

/**
 * Looks whether a known key has signed the challenge, on our pages.
 *
 * @param isPersonChecked Whether the device must have asked for a finger, a face or a PIN: then it is two factors in one.
 * @throws UserError `accounts.passkey`
 */
export async function verifyPasskey(
  platform: Platform,
  response: SignedPasskey,
  challenge: string,
  isPersonChecked: boolean,
): Promise<Verified> {
  const { rpID, expectedOrigin } = demandSite(platform.config)
  const passkey = await findPasskey(platform.db, response.id)
  if (!passkey) throw notTaken()
  const { verifyAuthenticationResponse } = await library()
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin,
    expectedRPID: rpID,
    requireUserVerification: isPersonChecked,
    credential: {
      id: passkey.credential_id,
      publicKey: new Uint8Array(Buffer.from(passkey.public_key, 'base64url')),
      counter: passkey.counter,
    },
  }).catch((cause) => {
    throw notTaken(cause)
  })
  if (!result.verified) throw notTaken()
  return { passkey, counter: result.authenticationInfo.newCounter }
}
