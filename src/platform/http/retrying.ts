import { HttpFailure } from './failures.ts'

const pausesMs = [2_000, 8_000]
const passingStatuses = new Set([502, 503, 504])
const passingDnsCodes = new Set(['EAI_AGAIN', 'ESERVFAIL', 'ETIMEOUT'])

/**
 * How long to wait before the same request may be tried again, or undefined where that is of no use: after failures that
 * pass by themselves twice, after a 500 once. What `Retry-After` says comes first, and is waited for up to `patienceMs`.
 */
export function retryPauseMs(error: unknown, tries: number, random: number, patienceMs: number): number | undefined {
  if (!(error instanceof HttpFailure) || tries > retriesFor(error)) return undefined
  if (error.retryAfterMs !== undefined) return error.retryAfterMs <= patienceMs ? error.retryAfterMs : undefined

  const pauseMs = pausesMs[tries - 1]
  return pauseMs === undefined ? undefined : pauseMs * (0.5 + random)
}

function retriesFor(failure: HttpFailure): number {
  switch (failure.code) {
    case 'connection':
    case 'timeout':
    case 'truncated':
      return 2
    case 'dns':
      return passingDnsCodes.has(causeCode(failure)) ? 2 : 0
    case 'http_5xx':
      return passingStatuses.has(failure.status ?? 0) ? 2 : failure.status === 500 ? 1 : 0
    default:
      return 0
  }
}

function causeCode({ cause }: HttpFailure): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
