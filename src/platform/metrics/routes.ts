import type { FastifyReply } from 'fastify'
import { bearerOf, prepareIdentify, type Visitor } from '../accounts/identifying.ts'
import { can } from '../accounts/permissions.ts'
import { demandScope } from '../accounts/token-scopes.ts'
import type { Part } from '../app.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { onAnswered } from '../web/access-log.ts'
import type { Web } from '../web/web.ts'
import { isFromHere } from './admitting.ts'
import type { Counts } from './counting.ts'
import { openGauges } from './gauges.ts'
import { requestAnswered } from './measures.ts'

/**
 * `GET /metrics`, for programs on this machine and for the tokens of administrators; to everybody else there is no such
 * address. Nothing is loaded and nothing is counted before the first one asks.
 */
export function addMetricsRoute(web: Web, platform: Platform, parts: readonly Part[]): void {
  const identify = prepareIdentify(platform)
  const gauges = openGauges(platform, parts)
  let counts: Promise<Counts> | undefined

  onAnswered(web, ({ request, status, durationMs }) => {
    const { method, routeOptions } = request
    requestAnswered.tell({ method, route: routeOptions.url, status, ms: durationMs })
  })
  web.addHook('onClose', async () => (await counts)?.stop())

  // `vital`, so that a house in distress can still be looked at; `open`, since a program on this machine has no account.
  const config = { rule: 'open', api: true, vital: true, probe: true } as const
  web.get('/metrics', { config }, async (request, reply) => {
    if (bearerOf(request) !== undefined) {
      const visitor = await identify(request)
      if (!mayRead(visitor)) return refuse(reply, 401, 'This token is unknown, too old, or not for the metrics.')
    } else if (!isFromHere(request, platform.config)) return refuse(reply, 404, 'There is nothing here.')
    const { scrape } = await import('./scraping.ts')
    counts ??= import('./counting.ts').then(({ startCounting }) => startCounting('web'))
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await scrape(platform, await counts, gauges))
  })
}

function mayRead({ person, scope }: Visitor): boolean {
  if (!can(person, 'metrics.read') || !scope) return false
  try {
    demandScope(scope, 'metrics.read', false)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

function refuse(reply: FastifyReply, status: number, detail: string): FastifyReply {
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  const problem = { type: 'about:blank', title: detail, status, request_id: reply.request.id }
  return reply.code(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem))
}
