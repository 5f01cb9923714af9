import { UserError } from '../../../platform/errors.ts'
import { HttpFailure, type HttpFailureCode } from '../../../platform/http/failures.ts'
import type { FailureCode } from '../failure-codes.ts'

/** Why one source or one address gave nothing. */
export type Rejection = Readonly<{
  code: FailureCode
  detail: string
  /** HTTP status; absent where none came. */
  status?: number | undefined
  retryAfterMs?: number | undefined
  /** The host is left in peace by our own books (breaker, pace): nothing was asked, and no try is spent. */
  isResting?: boolean
}>

const codes: Readonly<Record<HttpFailureCode, FailureCode>> = {
  bad_address: 'blocked_address',
  blocked_address: 'blocked_address',
  insecure_redirect: 'blocked_address',
  redirect_loop: 'http_4xx',
  robots_disallowed: 'robots_disallowed',
  robots_unreachable: 'connection',
  host_busy: 'rate_limited',
  host_paused: 'rate_limited',
  dns: 'dns',
  connection: 'connection',
  tls_error: 'tls_error',
  timeout: 'timeout',
  rate_limited: 'rate_limited',
  http_4xx: 'http_4xx',
  http_5xx: 'http_5xx',
  too_large: 'too_large',
  truncated: 'truncated',
  bad_response: 'not_pdf',
  aborted: 'aborted',
}

/**
 * The rejection behind a failed request, or a disk that is full or broken.
 *
 * @throws the error itself where it is neither, or says that the job was called off.
 */
export function rejectionOf(error: unknown): Rejection {
  if (error instanceof HttpFailure && error.code !== 'aborted') {
    const { code, status, retryAfterMs, message } = error
    const isResting = code === 'host_busy' || code === 'host_paused'
    return { code: codeFor(code, status), detail: message, status, retryAfterMs, isResting }
  }
  if (isDiskFull(error)) return { code: 'disk_full', detail: 'The disk is full.' }
  if (isStorageFault(error)) return { code: 'storage_error', detail: `The file could not be written (${error.code}).` }
  throw error
}

function codeFor(code: HttpFailureCode, status: number | undefined): FailureCode {
  if (status === 401 || status === 402) return 'paywalled'
  if (status === 403 || status === 451) return 'forbidden'
  return codes[code]
}

/** What the file system throws; errors of the network carry other calls. */
function isStorageFault(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return false
  return fileCalls.has(String(error.syscall))
}

const fileCalls = new Set([
  'open',
  'read',
  'write',
  'close',
  'fsync',
  'ftruncate',
  'rename',
  'stat',
  'unlink',
  'mkdir',
  'link',
  'copyfile',
])

const isDiskFull = (error: unknown): boolean =>
  (error instanceof UserError && error.kind === 'no-space') ||
  (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
