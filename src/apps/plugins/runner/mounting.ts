import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { offerInside } from '../tasks/inside.ts'

/**
 * Lets the runner answer below /runner, as a server within the server: whatever of the house stands before it is asked
 * for neither session nor token. It is opened with the first request. With a port of its own it listens there besides.
 */
export function mountRunner(web: Web, platform: Platform): void {
  let opened: Promise<FastifyInstance> | undefined
  const runner = (): Promise<FastifyInstance> => {
    opened ??= import('./server.ts').then(({ openRunner }) => openRunner(platform))
    return opened
  }
  offerInside(platform, runner)
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
  for (const url of ['/runner', '/runner/*']) {
    web.route({
      method: methods,
      url,
      config: { rule: 'open', apart: true },
      onRequest: async (request, reply) => {
        const { routing } = await runner()
        reply.hijack()
        // The runner sees its own part of the address; the access log is to hold the whole one.
        const { url } = request.raw
        reply.raw.prependOnceListener('finish', () => {
          request.raw.url = url
        })
        routing(request.raw, reply.raw)
      },
      handler: () => {},
    })
  }
  web.addHook('onListen', async () => {
    const { port } = platform.config.runner
    if (port !== undefined) await (await runner()).listen({ host: platform.config.host, port })
  })
  web.addHook('onClose', async () => {
    await (await opened)?.close()
  })
}
