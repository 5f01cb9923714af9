import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { UserError } from '../errors.ts'
import type { Live } from '../live/live.ts'
import type { Web } from './web.ts'

const mostAPerson = 5
const mostInAll = 500
const mostTopics = 30
const reconnectMs = 3_000
const heartbeatMs = 25_000
/** A stream ends after this time and the browser opens it again, so that a session that ended ends here too. */
const longestMs = 5 * 60_000
/** A reader who is so far behind is let go. */
const mostWaitingBytes = 64 * 1024

const LiveQuery = z.object({
  topics: z
    .string()
    .max(4_000)
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(
      z
        .array(z.string().regex(/^[\w./-]{1,120}$/))
        .min(1)
        .max(mostTopics),
    ),
})

/**
 * `GET /live?topics=job/1,job/2`: an event stream that names each topic as it is heard, and nothing else. What changed is
 * fetched by the page itself, under its own rules.
 */
export function addLiveRoutes(web: Web, live: Live): void {
  const streams = new Map<ServerResponse, string>()
  let lastId = 0

  web.get('/live', { schema: { querystring: LiveQuery }, config: { rule: 'house.read' } }, (request, reply) => {
    const personId = request.person?.id ?? ''
    refuseTooMany([...streams.values()], personId)
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, {
      ...headersOf(reply.getHeaders()),
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
    })
    stream.write(`retry: ${reconnectMs}\n\n`)
    streams.set(stream, personId)

    const stop = live.subscribe(request.query.topics, (topic) => {
      if (stream.writableLength > mostWaitingBytes) stream.destroy()
      else stream.write(`id: ${++lastId}\nevent: heard\ndata: ${topic}\n\n`)
    })
    const beating = setInterval(() => stream.write(': still here\n\n'), heartbeatMs).unref()
    const ending = setTimeout(() => stream.end(), longestMs).unref()
    stream.on('close', () => {
      stop()
      clearInterval(beating)
      clearTimeout(ending)
      streams.delete(stream)
    })
  })

  web.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.end('retry: 1000\n\n')
  })
}

function refuseTooMany(people: readonly string[], personId: string): void {
  const own = people.filter((id) => id === personId).length
  if (own < mostAPerson && people.length < mostInAll) return
  const message = 'Too many pages listen for changes already; this one looks by itself every few seconds.'
  throw new UserError('too-many', 'web.live-streams', message, { retryAfterSeconds: 30 })
}

/** Headers that were set on the reply, for an answer that is written past it. */
const headersOf = (
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
): Record<string, number | string | string[]> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
