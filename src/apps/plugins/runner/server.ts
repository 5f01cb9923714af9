import { randomUUID } from 'node:crypto'
import multipart from '@fastify/multipart'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { zodCompilers } from '../../../platform/web/compilers.ts'
import { readQuery, refuseBadQuery } from '../../../platform/web/form-body.ts'
import { addApiDescription } from './api-description.ts'
import { prepareAsk } from './asking.ts'
import { answerError, notFound, RunnerError } from './errors.ts'
import { addFileRoutes } from './file-routes.ts'
import { sortedJson } from './json.ts'
import { addPageRoutes } from './page-routes.ts'
import { addPluginRoutes, withSlash } from './plugin-routes.ts'
import { addStaticRoutes } from './static-files.ts'
import { addTaskRoutes } from './task-routes.ts'

/** The methods of each address; what is there in another way answers 405, and without its slash it sends on. */
const addresses: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/$/, ['GET', 'HEAD']],
  [/^\/plugins\/(?:[^/]+\/)?$/, ['GET', 'HEAD']],
  [/^\/tasks\/\d+\/$/, ['GET', 'HEAD', 'POST']],
  [/^\/files\/\d+\/$/, ['GET', 'HEAD']],
  [/^\/(?:api-spec\.json|static\/[\w.-]+)$/, ['GET', 'HEAD']],
  [/^\/(?:redoc|rapidoc|swagger-ui|licenses)\/$/, ['GET', 'HEAD']],
]
/** Those that are there in development alone. */
const debugAddresses: typeof addresses = [[/^\/debug\/(?:|index|routes|frontend-debugger)$/, ['GET', 'HEAD']]]

const mostFormBytes = 20_000_000

/**
 * The plugin runner as a server of its own: other programs hold it to a contract in which the house's ways (sessions,
 * tokens in forms, problem+json) do not exist. It answers below /runner, and on a port of its own where one is set.
 */
export async function openRunner(platform: Platform): Promise<FastifyInstance> {
  const runner = fastify({
    loggerInstance: platform.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: mostFormBytes,
    exposeHeadRoutes: true,
    schemaController: zodCompilers,
    routerOptions: { maxParamLength: 2_000, caseSensitive: true, querystringParser: readQuery },
    rewriteUrl: ({ url = '/' }) => (/^\/runner(?:[/?]|$)/.test(url) ? rooted(url.slice('/runner'.length)) : url),
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  }) as unknown as FastifyInstance
  runner.setErrorHandler(answerError)
  runner.removeAllContentTypeParsers()
  runner.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  await runner.register(multipart, { throwFileSizeLimit: false })
  addHooks(runner)

  const ask = prepareAsk(platform)
  runner.get('/', { config: { rule: 'open' } }, (_request, reply) =>
    reply.type('application/json').send(sortedJson({ title: 'QHAna plugin runner api.' })),
  )
  addPluginRoutes(runner, platform, ask)
  addTaskRoutes(runner, platform, ask)
  addFileRoutes(runner, platform)
  addStaticRoutes(runner)
  addApiDescription(runner, platform)
  addPageRoutes(runner, platform)
  runner.setNotFoundHandler((request, reply) => answerNothing(platform, request, reply))
  await runner.ready()
  return runner
}

const rooted = (url: string): string => (url.startsWith('/') ? url : `/${url}`)

function addHooks(runner: FastifyInstance): void {
  runner.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    reply.headers({
      'access-control-allow-origin': origin ?? '*',
      ...(origin !== undefined && { vary: 'Origin' }),
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'",
      'x-request-id': request.id,
    })
    if (request.method === 'OPTIONS') return answerOptions(request, reply)
    refuseBadQuery(request.query)
  })
}

function answerOptions(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const headers = request.headers['access-control-request-headers']
  reply.header('access-control-allow-methods', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT')
  if (headers !== undefined) reply.header('access-control-allow-headers', headers)
  return reply.code(200).header('allow', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT').send()
}

/** @throws RunnerError 404, or 405 where the address is there for other methods. */
function answerNothing({ config }: Platform, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '/'
  const methods = methodsOf(path, config)
  if (methods) {
    reply.header('allow', methods.join(', '))
    throw new RunnerError(405)
  }
  if (path.endsWith('/') || !methodsOf(`${path}/`, config)) throw notFound()
  return reply.redirect(withSlash(config.runner.baseUrl, request.url), 308)
}

const methodsOf = (path: string, { dev }: Platform['config']): readonly string[] | undefined =>
  [...addresses, ...(dev ? debugAddresses : [])].find(([pattern]) => pattern.test(path))?.[1]
