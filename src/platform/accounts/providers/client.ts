import type { Configuration } from 'openid-client'
import type { Platform } from '../../platform.ts'
import { seal, unseal } from '../../web/sealing.ts'
import { urlOf } from '../answering.ts'
import { links } from '../links.ts'
import { fetchThrough } from './fetching.ts'
import type { ProviderRow } from './tables.ts'

/** Loaded on first use. */
const library = () => import('openid-client')

/** What must be the same when somebody comes back as when they left. */
export type Errand = Readonly<{ state: string; nonce: string; verifier: string }>

/** What a service says of somebody. */
export type Identity = Readonly<{
  /** Its own name for them; never given to anybody else. */
  subject: string
  name: string | null
  /** Lower case; null where it says none. */
  email: string | null
  /** Whether the service says that it is theirs, and the house takes its word for it. */
  isEmailProven: boolean
}>

export const sealSecret = (secret: string, providerId: string, houseSecret: string): string =>
  seal(secret, houseSecret, `accounts_providers ${providerId}`)

/**
 * Where the browser shall go, and what must come back.
 *
 * @param isAnew Whether somebody who is signed in shall prove it once more.
 * @throws Error where the service cannot be reached, or is none.
 */
export async function leaveFor(
  platform: Platform,
  provider: ProviderRow,
  isAnew: boolean,
): Promise<Readonly<{ address: string; errand: Errand }>> {
  const oidc = await library()
  const configuration = await discover(platform, provider)
  const errand = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier() }
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: returnAddress(platform, provider),
    scope: provider.scope,
    state: errand.state,
    nonce: errand.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(errand.verifier),
    code_challenge_method: 'S256',
    ...(isAnew && { prompt: 'login' }),
  })
  return { address: url.href, errand }
}

/**
 * Who came back. State, nonce, issuer, audience, times and the signature of the token are looked at, though it came by
 * a direct line: a proxy in between shall not be able to say who somebody is.
 *
 * @param query As it stands in the address, without the question mark.
 * @throws Error for whatever is not as it must be.
 */
export async function comeBack(
  platform: Platform,
  provider: ProviderRow,
  errand: Errand,
  query: string,
): Promise<Identity> {
  const oidc = await library()
  const configuration = await discover(platform, provider)
  const address = new URL(`${returnAddress(platform, provider)}?${query}`)
  const tokens = await oidc.authorizationCodeGrant(configuration, address, {
    expectedState: errand.state,
    expectedNonce: errand.nonce,
    pkceCodeVerifier: errand.verifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) throw new Error('The service gave no ID token.')
  const { userinfo_endpoint } = configuration.serverMetadata()
  // Many services say name and address there alone.
  const more =
    userinfo_endpoint && claims.email === undefined
      ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
      : {}
  return readIdentity({ ...more, ...claims }, provider)
}

/** Whether the service answers as one. @throws Error */
export async function checkProvider(platform: Platform, provider: ProviderRow): Promise<void> {
  const metadata = (await discover(platform, provider)).serverMetadata()
  if (!metadata.authorization_endpoint || !metadata.token_endpoint || !metadata.jwks_uri)
    throw new Error('The service names no addresses for signing in.')
}

/** To be told to the service. */
export const returnAddress = (platform: Pick<Platform, 'config'>, { slug }: Pick<ProviderRow, 'slug'>): string =>
  urlOf(platform, links.providerReturn(slug))

async function discover(platform: Platform, provider: ProviderRow): Promise<Configuration> {
  const oidc = await library()
  const secret = unseal(provider.client_secret, platform.secret, `accounts_providers ${provider.id}`)
  if (secret === undefined) throw new Error('The secret of the service was sealed under another secret of the house.')
  const issuer = new URL(provider.issuer)
  const metadata = { [oidc.clockSkew]: Math.round((Date.parse(platform.now()) - Date.now()) / 1_000) }
  return oidc.discovery(issuer, provider.client_id, metadata, oidc.ClientSecretBasic(secret), {
    [oidc.customFetch]: fetchThrough(platform.http),
    // Loopback alone: see the schema of the form.
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
  })
}

type Claims = Readonly<{ sub?: unknown; name?: unknown; given_name?: unknown; family_name?: unknown }> &
  Readonly<Record<string, unknown>>

function readIdentity(claims: Claims, provider: ProviderRow): Identity {
  const parts = [claims.given_name, claims.family_name].filter((part) => typeof part === 'string').join(' ')
  const name = typeof claims.name === 'string' ? claims.name : parts
  const email = typeof claims.email === 'string' ? claims.email.trim().toLowerCase() : ''
  return {
    subject: String(claims.sub),
    name: clean(name).slice(0, 200) || null,
    email: email === '' || email.length > 254 ? null : email,
    isEmailProven: email !== '' && claims.email_verified === true && provider.is_email_trusted === 1,
  }
}

/** A name goes into pages and letters: no line ends, nothing that steers. */
const clean = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
