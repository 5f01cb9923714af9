import { fastify, LogController } from 'fastify'
import { parts } from './parts.ts'
import { addMetricsRoute } from './platform/metrics/routes.ts'
import type { Platform } from './platform/platform.ts'
import { zodCompilers } from './platform/web/compilers.ts'
import { addHealthRoutes } from './platform/web/health.ts'
import { securityHeaders } from './platform/web/security.ts'
import type { Web } from './platform/web/web.ts'

const longestRequestMs = 10_000
const longestBodyBytes = 1_024

/** What a worker process answers on its port: how it is, and its figures. It has no pages, no sessions and no API. */
export async function openWorkerListener(platform: Platform, isReady: () => boolean): Promise<Web> {
  const web = fastify({
    loggerInstance: platform.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: longestBodyBytes,
    requestTimeout: longestRequestMs,
    schemaController: zodCompilers,
    // Whoever watches holds a connection open; a stop does not wait for it.
    forceCloseConnections: 'idle',
  }) as unknown as Web
  const headers = securityHeaders(platform.config.baseUrl)
  web.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
  addHealthRoutes(web, platform, isReady)
  addMetricsRoute(web, platform, parts)
  await web.ready()
  return web
}
