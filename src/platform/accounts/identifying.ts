import type { FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { readCookie } from './cookies.ts'
import type { Person } from './person.ts'
import { meetProxied, unknown } from './proxy/first-sight.ts'
import { prepareProxyName } from './proxy/naming.ts'
import { type ProxiedPerson, prepareFindProxied } from './proxy/queries.ts'
import { personOfAsker } from './queries/asker.ts'
import { type LiveSession, prepareFindLiveSession } from './queries/sessions.ts'
import { type LiveToken, prepareFindLiveToken } from './queries/tokens.ts'
import { digestOf } from './secrets.ts'
import { keepAlive } from './sessions.ts'
import type { TokenAreas, TokenScope } from './tables.ts'
import { readAreas } from './token-scopes.ts'
import { noteUse, tokenPrefix } from './tokens.ts'

/** Who asks, and by what they are known: a session, a token, a trusted proxy, or nothing. */
export type Visitor = Readonly<{
  person: Person | undefined
  session: LiveSession | undefined
  /** What an API token may do; undefined without one. */
  scope: Readonly<{ scope: TokenScope; areas: TokenAreas | null }> | undefined
  /** What a trusted proxy calls them who has signed them in; undefined where none has. */
  proxyName: string | undefined
  /** Spoken for by a bearer token, good or bad: then cookies are not read, and no browser sends it unasked. */
  isByBearer: boolean
}>

const nobody: Visitor = {
  person: undefined,
  session: undefined,
  scope: undefined,
  proxyName: undefined,
  isByBearer: false,
}

/** Finds out who asks, with one indexed query, and none for a visitor whom nothing speaks for. */
export function prepareIdentify(platform: Platform): (request: FastifyRequest) => Promise<Visitor> {
  const { config, db, now, log } = platform
  const findSession = prepareFindLiveSession(db)
  const findToken = prepareFindLiveToken(db)
  const findProxied = prepareFindProxied(db)
  const proxyNameOf = prepareProxyName(config)

  return async (request) => {
    const bearer = bearerOf(request)
    if (bearer !== undefined) return byBearer(bearer)
    const proxyName = proxyNameOf(request)
    if (proxyName !== undefined) return byProxy(proxyName)
    const secret = readCookie(request, config, 'session')
    const session = secret && (await findSession(digestOf(secret), now()))
    if (!session) return nobody
    // Bookkeeping: a busy database must not turn a reader away.
    await keepAlive(platform, session).catch((error) => log.warn({ err: error }, 'session not kept alive'))
    return { ...nobody, person: personOfAsker(session, null), session }
  }

  async function byProxy(proxyName: string): Promise<Visitor> {
    const person = (await findProxied(proxyName)) ?? (await firstSeen(proxyName))
    if (!person || person.disabled_at !== null) throw unknown()
    return { ...nobody, person: personOfAsker(person, null), proxyName }
  }

  /** A page asks for several things at once: only one of these requests makes the account. */
  async function firstSeen(proxyName: string): Promise<ProxiedPerson | undefined> {
    const failure = await meetProxied(platform, proxyName).catch((error: unknown) => error)
    const person = await findProxied(proxyName)
    if (!person && failure) throw failure
    return person
  }

  async function byBearer(secret: string): Promise<Visitor> {
    const token = secret.startsWith(tokenPrefix) ? await findToken(digestOf(secret), now()) : undefined
    if (!token) return { ...nobody, isByBearer: true }
    await noteUse(platform, token).catch((error) => log.warn({ err: error }, 'use of API token not noted'))
    return { ...nobody, person: personOfAsker(token, token.id), scope: scopeOf(token), isByBearer: true }
  }
}

/**
 * What stands in `Authorization: Bearer …`. Other schemes are not ours: a browser sends those of a proxy unasked, so that
 * they must not lift what protects cookies.
 */
export const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer(?: +(.*))?$/i
    .exec(request.headers.authorization ?? '')
    ?.slice(1)
    .map((text = '') => text.trim())[0]

/** What a request with a bad bearer token gets. */
export const badToken = (): UserError =>
  new UserError('unauthenticated', 'accounts.token-refused', 'This API token is unknown, revoked or too old.')

const scopeOf = ({ scope, areas_json }: LiveToken) => ({ scope, areas: readAreas(areas_json) })
