import { hostname } from 'node:os'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { gatherLines, openLogFile } from '../log-files.ts'
import { escapeControls } from '../log-lines.ts'
import type { Platform } from '../platform.ts'
import { redactText } from '../redact.ts'
import type { Web } from './web.ts'

/** Each request is answered once, or its visitor left before. */
export type Answered = Readonly<{ request: FastifyRequest; reply: FastifyReply; status: number; durationMs: number }>

const longestPath = 500
const longestAgent = 200
/** As others say it too: the visitor closed the connection before there was an answer. */
const leftEarly = 499
/** A parameter that is good for something by itself is written down nowhere. */
const secretParameter = /:(?:secret|token|key|ticket)\b/

/** Calls back once for each request, when its answer has been sent or its visitor has left. */
export function onAnswered(web: Web, tell: (answered: Answered) => void): void {
  const open = new WeakMap<FastifyRequest, FastifyReply>()
  const answered = (request: FastifyRequest, status?: number): void => {
    const reply = open.get(request)
    if (!reply || !open.delete(request)) return
    tell({ request, reply, status: status ?? reply.statusCode, durationMs: reply.elapsedTime })
  }
  web.addHook('onRequest', async (request, reply) => void open.set(request, reply))
  web.addHook('onResponse', async (request) => answered(request))
  web.addHook('onRequestAbort', async (request) => answered(request, leftEarly))
}

/**
 * Writes a line for each answer to `access-…` in `logs/`: who asked for what, and what came of it. Questions of machines
 * whether the house lives are left out while it does. Queries are left out too: what people search for is theirs.
 */
export function keepAccessLog(web: Web, platform: Platform): void {
  const { instance, logLevel } = platform.config
  if (logLevel === 'silent') return
  const file = gatherLines(openLogFile(join(instance, 'logs'), 'access'))
  const head = { host: hostname(), pid: process.pid, role: 'web' }
  onAnswered(web, ({ request, reply, status, durationMs }) => {
    if (request.routeOptions.config?.probe && status < 400) return
    const line = { time: new Date().toISOString(), ...head, ...facts(request, reply, status, durationMs) }
    file.write(`${escapeControls(JSON.stringify(line))}\n`)
  })
  web.addHook('onClose', async () => file.close())
}

function facts(request: FastifyRequest, reply: FastifyReply, status: number, durationMs: number) {
  const { url: route = '' } = request.routeOptions
  const bytes = Number(reply.getHeader('content-length'))
  return {
    requestId: request.id,
    method: request.method,
    route: route === '' ? undefined : route,
    path: secretParameter.test(route) ? undefined : pathOf(request),
    status,
    ms: Math.round(durationMs * 10) / 10,
    bytes: Number.isFinite(bytes) ? bytes : undefined,
    address: request.ip,
    person: request.person?.id,
    token: request.person?.tokenId ?? undefined,
    agent: redactText((request.headers['user-agent'] ?? '').slice(0, longestAgent)) || undefined,
  }
}

const pathOf = (request: FastifyRequest): string =>
  redactText((request.url.split('?', 1)[0] ?? '/').slice(0, longestPath))
