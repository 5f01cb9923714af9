import type { FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../errors.ts'
import { answerError } from './errors.ts'
import type { Web } from './web.ts'

/** How slow a client or a handler may be; a test may have less patience. */
export type SlowLimits = Readonly<{
  headersMs: number
  /** An ordinary body, from the first byte of the request to its last. */
  bodyMs: number
  /** From the last byte of the request to the first of the answer. */
  handlerMs: number
  /** An upload may take as long as it likes, while so many bytes a second arrive; not judged in its first `graceMs`. */
  leastBytesASecond: number
  graceMs: number
  /** A reader who takes not a single byte for so long is let go. */
  stalledMs: number
  lookEveryMs: number
}>

/** What is left to Node itself (`headersMs`, `stalledMs`) is set by `server.ts`. */
export const usualSlowLimits: SlowLimits = {
  headersMs: 10_000,
  bodyMs: 60_000,
  handlerMs: 30_000,
  leastBytesASecond: 1_000,
  graceMs: 30_000,
  stalledMs: 60_000,
  lookEveryMs: 1_000,
}

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
export function watchSlowRequests(web: Web, limits: SlowLimits = usualSlowLimits): void {
  const open = new Map<FastifyRequest, Watched>()
  web.addHook('onRequest', async (request, reply) => {
    open.set(request, { request, reply, since: performance.now(), complete: { at: undefined } })
    request.raw.on('close', () => request.raw.complete || open.delete(request))
    reply.raw.on('close', () => open.delete(request))
  })
  const looking = setInterval(() => {
    for (const watched of open.values()) look(watched, limits, performance.now(), () => open.delete(watched.request))
  }, limits.lookEveryMs).unref()
  web.addHook('onClose', async () => clearInterval(looking))
}

function look({ request, reply, since, complete }: Watched, limits: SlowLimits, now: number, forget: () => void): void {
  if (reply.sent || reply.raw.headersSent) {
    forget()
    return
  }
  if (!request.raw.complete) {
    if (!isBodyTooSlow(request, limits, now - since)) return
    forget()
    request.raw.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return
  }
  complete.at ??= now
  if (now - complete.at < limits.handlerMs) return
  forget()
  const message = 'This took too long, and was given up. Please try again.'
  void answerError(new UserError('unavailable', 'web.slow', message, { retryAfterSeconds: 5 }), request, reply)
}

function isBodyTooSlow(request: FastifyRequest, limits: SlowLimits, tookMs: number): boolean {
  if (!request.routeOptions.config.upload) return tookMs > limits.bodyMs
  return tookMs > limits.graceMs && request.raw.socket.bytesRead < (tookMs / 1000) * limits.leastBytesASecond
}
