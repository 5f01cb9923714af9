import type { Platform } from '../platform.ts'
import { type LeastFree, openReadiness } from './readiness.ts'
import type { Web } from './web.ts'

/**
 * `GET /healthz`: the process turns. `GET /readyz`: the database, the files and the queue answer within a second, the disk
 * is not full, and the process is not stopping (`isReady`). Neither needs a session, and neither tells versions or reasons.
 */
export function addHealthRoutes(web: Web, platform: Platform, isReady: () => boolean, leastFree?: LeastFree): void {
  const config = { rule: 'open', api: true, vital: true, probe: true } as const
  const isWell = openReadiness(platform, leastFree)
  web.get('/healthz', { config }, async () => ({ status: 'ok' }))
  web.get('/readyz', { config }, async (_request, reply) => {
    const isUp = isReady() && (await isWell()) && isReady()
    reply.code(isUp ? 200 : 503)
    if (!isUp) reply.header('retry-after', '2')
    return { status: isUp ? 'ready' : 'not ready' }
  })
}
