import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Web } from './web.ts'

const address = '/csp-reports'
const mostBytes = 16 * 1024
const mostAMinute = 30
const longestText = 500

/**
 * `POST /csp-reports`: what browsers refused to load, for the log; clipped, and not more than the log can bear. Browsers
 * send reports without any token, so this stands before the guard. It changes nothing.
 */
export function takeReports(web: Web): void {
  let taken = 0
  const forget = setInterval(() => {
    taken = 0
  }, 60_000).unref()
  web.addHook('onClose', async () => clearInterval(forget))

  web.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST' || request.url !== address) return
    if (++taken > mostAMinute) return reply.code(429).header('retry-after', '60').send()
    return takeReport(request, reply)
  })
}

async function takeReport(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  let text = ''
  for await (const chunk of request.raw) {
    text += String(chunk)
    if (text.length > mostBytes) return reply.code(413).header('connection', 'close').send()
  }
  request.log.warn({ report: text.slice(0, longestText), requestId: request.id }, 'policy broken')
  return reply.code(204).send()
}
