import { randomUUID } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import { type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify'
import type { App, Part } from '../app.ts'
import { UserError } from '../errors.ts'
import { becauseOf } from '../log-cause.ts'
import { addMetricsRoute } from '../metrics/routes.ts'
import type { Platform } from '../platform.ts'
import { keepAccessLog } from './access-log.ts'
import { addApiRoutes } from './api-routes.ts'
import { addAssetRoutes, openAssets } from './assets.ts'
import { closeConnections } from './closing.ts'
import { zodCompilers } from './compilers.ts'
import { addCrawlerRoutes } from './crawlers.ts'
import { takeReports } from './csp-reports.ts'
import { addDocsRoutes } from './docs-routes.ts'
import { answerError, notFound, unsupportedBody } from './errors.ts'
import { readFormBody, readQuery, refuseBadQuery } from './form-body.ts'
import { readFrames } from './frame-reading.ts'
import { addHealthRoutes } from './health.ts'
import { keepAnswers } from './idempotency.ts'
import { readJsonBody } from './json-body.ts'
import { openLanguages } from './languages.ts'
import { addLiveRoutes } from './live-routes.ts'
import { allowedMethods, watchRoutes } from './methods.ts'
import { settleNotices } from './notices.ts'
import { watchApiRoutes } from './openapi.ts'
import { type OverloadLimits, shedLoad } from './overload.ts'
import type { LeastFree } from './readiness.ts'
import { addHouseRoutes } from './routes.ts'
import { isOddPath, securityHeaders } from './security.ts'
import { type SlowLimits, usualSlowLimits, watchSlowRequests } from './slow-clients.ts'
import { addUploads } from './uploads.ts'
import type { Guard, Web } from './web.ts'

export type WebOptions = Readonly<{
  platform: Platform
  /** All parts of the house, apps included. */
  parts: readonly Part[]
  /** The apps, in the order of the side bar. */
  apps: readonly App[]
  guard: Guard
  /** False while the process starts or stops; `/readyz` then says so. */
  isReady?: () => boolean
  /** When a request is refused because the process has too much to do. */
  overload?: OverloadLimits
  /** Below which room on the disk `/readyz` says no. */
  leastFree?: LeastFree
  /** How slow a client or a handler may be. */
  slow?: SlowLimits
}>

const megabyte = 1024 * 1024

/**
 * The web server with every route of the house, ready for `listen` or `inject`.
 *
 * @throws Error where a route says not who may come in.
 */
export async function openWeb(options: WebOptions): Promise<Web> {
  const { platform, parts, apps, guard, isReady = () => true, slow = usualSlowLimits } = options
  const web = makeServer(platform, slow)
  web.decorate('house', { platform, parts, apps, assets: openAssets(), languages: openLanguages() })
  web.decorateRequest('person', undefined)
  web.decorateRequest('csrfToken', '')
  web.decorateRequest('checkToken', () => {})
  addParsers(web)
  nameCauses(web)
  keepAccessLog(web, platform)
  addHooks(web)
  watchSlowRequests(web, slow)
  closeConnections(web)
  shedLoad(web, options.overload)
  await web.register(fastifyCookie)
  await addUploads(web)
  const patterns = watchRoutes(web)
  const apiRoutes = watchApiRoutes(web)
  takeReports(web)
  guard(web)
  keepAnswers(web, platform)

  addAssetRoutes(web, web.house.assets)
  addHealthRoutes(web, platform, isReady, options.leastFree)
  addMetricsRoute(web, platform, parts)
  addHouseRoutes(web, platform)
  addDocsRoutes(web)
  addCrawlerRoutes(web, platform)
  addApiRoutes(web, apiRoutes, platform.config.baseUrl)
  addLiveRoutes(web, platform.live)
  await readFrames(web, [...new Set([...parts, ...apps])])
  for (const part of new Set([...parts, ...apps])) (await part.routes?.())?.(web, platform)

  web.setNotFoundHandler((request, reply) => {
    const allowed = allowedMethods(patterns, request)
    if (allowed.length === 0 || isOddPath(pathOf(request))) throw notFound()
    reply.header('allow', allowed.join(', '))
    throw new UserError('method-not-allowed', 'web.method', 'That cannot be done at this address.')
  })
  await web.ready()
  return web
}

function makeServer(platform: Platform, slow: SlowLimits): Web {
  const server = fastify({
    loggerInstance: platform.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: platform.config.trustProxy.length > 0 ? [...platform.config.trustProxy] : false,
    bodyLimit: megabyte,
    // Bodies and handlers have the clock of `slow-clients.ts`, since uploads need another than forms.
    requestTimeout: 0,
    // Whoever neither sends nor takes a byte for so long is let go, wherever the request stands.
    connectionTimeout: slow.stalledMs,
    keepAliveTimeout: 65_000,
    http: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: slow.headersMs,
      connectionsCheckingInterval: slow.lookEveryMs,
    },
    exposeHeadRoutes: true,
    schemaController: zodCompilers,
    routerOptions: { maxParamLength: 500, caseSensitive: true, querystringParser: readQuery },
    frameworkErrors: (error, request, reply) => {
      reply.headers(securityHeaders(platform.config.baseUrl))
      void answerError(error, request, reply)
    },
  })
  server.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  // A failed schema keeps all it found: `errors.ts` says it in the language of the visitor.
  server.setSchemaErrorFormatter((errors) => (errors instanceof Error ? errors : new Error('A schema failed.')))
  return server as unknown as Web
}

function addParsers(web: Web): void {
  web.removeAllContentTypeParsers()
  web.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    settle(done, () => readJsonBody(body as Buffer))
  })
  web.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    settle(done, () => readFormBody(body as string))
  })
}

function settle(done: (error: Error | null, body?: unknown) => void, read: () => unknown): void {
  try {
    done(null, read())
  } catch (error) {
    done(error as Error)
  }
}

/** Whatever happens for a request goes back to it; once the body is read, its cause must be named again. */
function nameCauses(web: Web): void {
  web.addHook('onRequest', (request, _reply, done) => becauseOf({ requestId: request.id }, done))
  web.addHook('preValidation', (request, _reply, done) => becauseOf({ requestId: request.id }, done))
}

function addHooks(web: Web): void {
  const headers = securityHeaders(web.house.platform.config.baseUrl)
  const longestUrl = 8 * 1024

  web.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers(headers).header('x-request-id', request.id)
    if (request.url.length > longestUrl)
      throw new UserError('too-large', 'web.address-long', 'The address is too long: at most 8 KB.')
    if (pathOf(request).includes('%00'))
      throw new UserError('malformed', 'web.address', 'The address holds a character that no address may hold.')
    if (isOddPath(pathOf(request))) throw notFound()
    refuseBadQuery(request.query)
    const coding = request.headers['content-encoding']
    if (coding !== undefined && coding !== 'identity') throw unsupportedBody()
  })
  web.addHook('onSend', async (request, reply) => settleNotices(request, reply))
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/'
