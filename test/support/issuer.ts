import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { atEnd } from './endings.ts'

/** A little service of OpenID Connect on this machine, which tells of whoever the test says, truly or not. */
export type Issuer = Readonly<{
  address: string
  /** As LYCEUM_HTTP_ALLOW takes it. */
  hostAndPort: string
  client: Readonly<{ id: string; secret: string }>
  /** Who is signed in there. */
  person: { sub: string; name?: string; email?: string; email_verified?: boolean }
  /** What is wrong with the next token; null: nothing. */
  spoil: { next: Spoil | null }
  /** Whatever was asked of it. */
  asked: string[]
  /** Goes where the house sent the browser, and answers where the service sends it back to. */
  visit: (address: string) => Promise<string>
}>

type Token = { header: JWTHeaderParameters; claims: JWTPayload }
type Keys = Readonly<Record<'listed' | 'unlisted' | 'elliptic', CryptoKey>>

/** Changes a token before it is signed, or answers with a token of its own. */
export type Spoil = (token: Token, keys: Keys) => Promise<string> | undefined

type Grant = Readonly<{ challenge: string; nonce: string; redirect: string }>

export async function startIssuer(t: TestContext): Promise<Issuer> {
  const listed = await generateKeyPair('RS256', { extractable: true })
  const unlisted = await generateKeyPair('RS256')
  const elliptic = await generateKeyPair('ES256', { extractable: true })
  const keys = { listed: listed.privateKey, unlisted: unlisted.privateKey, elliptic: elliptic.privateKey }
  const jwks = {
    keys: [
      { ...(await exportJWK(listed.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
      { ...(await exportJWK(elliptic.publicKey)), kid: 'ec', alg: 'ES256', use: 'sig' },
    ],
  }
  const grants = new Map<string, Grant>()
  const client = { id: 'lyceum', secret: 'a secret of the client, long enough' }
  const person: Issuer['person'] = { sub: '17', name: 'Grace Example', email: 'grace@lu.se', email_verified: true }
  const spoil: Issuer['spoil'] = { next: null }
  const asked: string[] = []

  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  atEnd(t, () => server.closeAllConnections())
  atEnd(t, () => new Promise((resolve) => server.close(resolve)))
  const address = `http://127.0.0.1:${port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', address)
    asked.push(url.pathname)
    if (url.pathname === '/.well-known/openid-configuration') return json(response, 200, metadata(address))
    if (url.pathname === '/jwks') return json(response, 200, jwks)
    if (url.pathname === '/authorize') return authorize(url, response)
    if (url.pathname === '/token') return give(request, response)
    json(response, 404, {})
  }

  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const code = randomUUID()
    const redirect = searchParams.get('redirect_uri') ?? ''
    const [challenge, nonce] = [searchParams.get('code_challenge') ?? '', searchParams.get('nonce') ?? '']
    const isGood = searchParams.get('code_challenge_method') === 'S256' && searchParams.get('client_id') === client.id
    if (!isGood) {
      json(response, 400, { error: 'invalid_request' })
      return
    }
    grants.set(code, { challenge, nonce, redirect })
    const back = new URL(redirect)
    back.searchParams.set('code', code)
    back.searchParams.set('state', searchParams.get('state') ?? '')
    response.writeHead(302, { location: back.href }).end()
  }

  async function give(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += chunk
    const fields = new URLSearchParams(body)
    const grant = grants.get(fields.get('code') ?? '')
    grants.delete(fields.get('code') ?? '')
    const verifier = fields.get('code_verifier') ?? ''
    const isProven = createHash('sha256').update(verifier).digest('base64url') === grant?.challenge
    if (request.headers.authorization !== basic(client)) return json(response, 401, { error: 'invalid_client' })
    if (!grant || !isProven || grant.redirect !== fields.get('redirect_uri'))
      return json(response, 400, { error: 'invalid_grant' })
    const id_token = await makeToken(grant.nonce)
    json(response, 200, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token })
  }

  async function makeToken(nonce: string): Promise<string> {
    const nowSeconds = Math.floor(Date.now() / 1_000)
    const times = { iat: nowSeconds, exp: nowSeconds + 60 }
    const token: Token = {
      header: { alg: 'RS256', kid: 'rsa' },
      claims: { ...person, ...times, iss: address, aud: client.id, nonce },
    }
    const own = spoil.next?.(token, keys)
    spoil.next = null
    return own ?? new SignJWT(token.claims).setProtectedHeader(token.header).sign(keys.listed)
  }

  async function visit(there: string): Promise<string> {
    const { headers } = await fetch(there, { redirect: 'manual' })
    return headers.get('location') ?? ''
  }

  return { address, hostAndPort: `127.0.0.1:${port}`, client, person, spoil, asked, visit }
}

/** A token that nobody signed. */
export const unsigned: Spoil = async ({ claims }) => new UnsecuredJWT(claims).encode()

/** Signed with what both sides know, as if it were a key. */
export const signedWithSecret =
  (secret: string): Spoil =>
  ({ claims }) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret))

export const signedByStranger: Spoil = ({ claims, header }, { unlisted }) =>
  new SignJWT(claims).setProtectedHeader(header).sign(unlisted)

/** With a key of its own, by an algorithm that it does not say it uses. */
export const signedOtherwise: Spoil = ({ claims }, { elliptic }) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'ec' }).sign(elliptic)

const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
})

const basic = ({ id, secret }: Issuer['client']): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret).replaceAll('%20', '+')}`).toString('base64')}`

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
