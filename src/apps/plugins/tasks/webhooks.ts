import { UserError } from '../../../platform/errors.ts'
import { HttpFailure } from '../../../platform/http/failures.ts'
import { type Caller, reach } from './reaching.ts'

/**
 * Tells one webhook that there is news of a task. It carries none: the receiver reads the task again. What it answers
 * counts for nothing.
 *
 * @throws UserError of the kind `unavailable` where nobody answers, which may be tried again.
 */
export async function callWebhook(caller: Caller, webhook: string, source: string, event: string): Promise<void> {
  try {
    await reach(caller, 'plugins.webhook', {
      url: withQuery(webhook, { source, event }),
      method: 'POST',
      body: '',
      timeouts: { firstByteMs: 1_000, idleMs: 1_000, wholeMs: 3_000 },
      maxBytes: 1_000_000,
      maxRedirects: 0,
      expect: anyStatus,
    })
  } catch (error) {
    if (error instanceof HttpFailure && isAway.has(error.code)) throw unreachable(error)
    if (!(error instanceof HttpFailure)) throw error
  }
}

const anyStatus = Array.from({ length: 300 }, (_, index) => 300 + index)
const isAway = new Set(['connection', 'dns', 'timeout', 'host_busy', 'host_paused', 'http_5xx', 'rate_limited'])

const unreachable = (cause: HttpFailure): UserError =>
  new UserError('unavailable', 'plugins.webhook', cause.message, { cause })

/** Appended behind any query that is there. */
function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const [rest = '', fragment] = address.split('#', 2)
  const added = new URLSearchParams(query).toString()
  return `${rest}${rest.includes('?') ? '&' : '?'}${added}${fragment === undefined ? '' : `#${fragment}`}`
}
