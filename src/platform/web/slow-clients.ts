import type { FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'
import { answerError } from './errors.ts'
import type { Web } from './web.ts'

/** How long an ordinary body may take to arrive, and a handler to begin its answer. */
const bodyMs = 60_000
const handlerMs = 30_000
/** An upload may take as long as it likes, while this many bytes a second arrive; not judged in its first 30 s. */
const leastBytesASecond = 1_000
const graceMs = 30_000
const lookEveryMs = 1_000

type Watched = Readonly<{
  request: FastifyRequest
  reply: FastifyReply
  since: number
  complete: { at: number | undefined }
}>

/**
 * Ends what takes too long, so that a slow client or a stuck handler costs only itself. One look a second over all open
 * requests is cheaper than a timer for each; streams that have begun are not touched.
 */
export function watchSlowRequests(web: Web): void {
  const open = new Map<FastifyRequest, Watched>()
  web.addHook('onRequest', async (request, reply) => {
    open.set(request, { request, reply, since: performance.now(), complete: { at: undefined } })
    request.raw.on('close', () => request.raw.complete || open.delete(request))
    reply.raw.on('close', () => open.delete(request))
  })
  const looking = setInterval(() => {
    for (const watched of open.values()) look(watched, performance.now(), () => open.delete(watched.request))
  }, lookEveryMs).unref()
  web.addHook('onClose', async () => clearInterval(looking))
}

function look({ request, reply, since, complete }: Watched, now: number, forget: () => void): void {
  if (reply.sent || reply.raw.headersSent) {
    forget()
    return
  }
  if (!request.raw.complete) {
    if (!isBodyTooSlow(request, now - since)) return
    forget()
    request.raw.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return
  }
  complete.at ??= now
  if (now - complete.at < handlerMs) return
  forget()
  const message = 'This took too long, and was given up. Please try again.'
  void answerError(new UserError('unavailable', 'web.slow', message, { retryAfterSeconds: 5 }), request, reply)
}

function isBodyTooSlow(request: FastifyRequest, tookMs: number): boolean {
  if (!request.routeOptions.config.upload) return tookMs > bodyMs
  return tookMs > graceMs && request.raw.socket.bytesRead < (tookMs / 1000) * leastBytesASecond
}
