import { z } from 'zod'
import type { Db } from '../../../platform/database/tables.ts'
import { UserError } from '../../../platform/errors.ts'
import { HttpFailure } from '../../../platform/http/failures.ts'
import type { Platform } from '../../../platform/platform.ts'
import { defineTask } from '../../../platform/tasks/tasks.ts'
import { absolute } from '../links.ts'
import { listSubscriptions } from '../queries/subscriptions.ts'

export type TaskEvent = 'status' | 'steps' | 'details'

const Notification = z.object({ webhook: z.string(), taskSeq: z.number(), event: z.string() })

/**
 * Tells one subscriber. It carries no news, only that there is some: the receiver reads the task again. What a receiver
 * answers counts for nothing; only where nobody answers it is tried again.
 */
export const notifySubscriber = defineTask({
  name: 'plugins.notify',
  title: 'Tell a subscriber of a plugin task',
  input: Notification,
  retry: { attempts: 4, backoffMs: 1_000 },
  timeoutMs: 20_000,
  concurrency: 4,
  run: async (platform, { webhook, taskSeq, event }, job) => {
    try {
      await platform.http.request('plugins.webhook', {
        url: withQuery(webhook, { source: absolute(platform.config).task(taskSeq), event }),
        method: 'POST',
        body: '',
        timeouts: { firstByteMs: 1_000, idleMs: 1_000, wholeMs: 3_000 },
        maxBytes: 1_000_000,
        maxRedirects: 0,
        signal: job.signal,
        politeness: webPoliteness,
        expect: anyStatus,
      })
    } catch (error) {
      if (error instanceof HttpFailure && isAway.has(error.code)) throw unreachable(error)
      if (!(error instanceof HttpFailure)) throw error
    }
  },
})

/** Programs that talk to programs: side by side, and not asked by robots.txt. */
export const webPoliteness = { pace: { concurrency: 8, minIntervalMs: 0, jitter: 0 }, robots: false, waitMs: 5_000 }

const anyStatus = Array.from({ length: 500 }, (_, index) => 100 + index).filter((status) => status >= 300)
const isAway = new Set(['connection', 'dns', 'timeout', 'host_busy', 'host_paused', 'http_5xx', 'rate_limited'])

const unreachable = (cause: HttpFailure): UserError =>
  new UserError('unavailable', 'plugins.webhook', cause.message, { cause })

/** Has subscribers told, once the transaction stands. Each event goes to those who want it, and to those who want all. */
export async function emit(tx: Db, platform: Platform, taskSeq: number, events: readonly TaskEvent[]): Promise<void> {
  const subscriptions = await listSubscriptions(tx, taskSeq)
  for (const event of events) {
    for (const { webhook_href, event: wanted } of subscriptions) {
      if (wanted !== '' && wanted !== event) continue
      await platform.tasks.enqueue(tx, notifySubscriber, { webhook: webhook_href, taskSeq, event })
    }
  }
}

/** Appended behind any query that is there. */
function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const [rest = '', fragment] = address.split('#', 2)
  const added = new URLSearchParams(query).toString()
  return `${rest}${rest.includes('?') ? '&' : '?'}${added}${fragment === undefined ? '' : `#${fragment}`}`
}
