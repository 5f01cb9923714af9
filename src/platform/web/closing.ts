import type { Web } from './web.ts'

const lookEveryMs = 100

/**
 * When the server closes, requests under way are answered, and the answers say that their connection ends with them.
 * Whoever keeps one open all the same, since its answer had begun before, is let go once it is idle: closing waits for the
 * last connection, not for the last answer.
 */
export function closeConnections(web: Web): void {
  let isClosing = false
  let looking: NodeJS.Timeout | undefined
  web.addHook('preClose', async () => {
    isClosing = true
    looking = setInterval(() => web.server.closeIdleConnections(), lookEveryMs)
  })
  web.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
  web.addHook('onClose', async () => clearInterval(looking))
}
