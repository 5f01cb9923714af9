/** Why a request to the outside failed. A closed list: `failureSentences` holds the words for each. */
export type HttpFailureCode =
  | 'bad_address'
  | 'blocked_address'
  | 'insecure_redirect'
  | 'redirect_loop'
  | 'robots_disallowed'
  | 'robots_unreachable'
  | 'host_busy'
  | 'host_paused'
  | 'dns'
  | 'connection'
  | 'tls_error'
  | 'timeout'
  | 'rate_limited'
  | 'http_4xx'
  | 'http_5xx'
  | 'too_large'
  | 'truncated'
  | 'bad_response'
  | 'aborted'

/** What a person reads, with the host as it was given: never what it resolved to, never a word of the answer. */
const failureSentences: Readonly<Record<HttpFailureCode, (host: string) => string>> = {
  bad_address: (host) => `"${host}" is not a web address.`,
  blocked_address: (host) => `"${host}" is not an address that may be fetched from.`,
  insecure_redirect: (host) => `"${host}" is only offered without encryption, which a secure address may not lead to.`,
  redirect_loop: (host) => `"${host}" leads from address to address without end.`,
  robots_disallowed: (host) => `"${host}" asks programs not to fetch this address (robots.txt).`,
  robots_unreachable: (host) => `"${host}" could not say what programs may fetch (robots.txt).`,
  host_busy: (host) => `"${host}" is being asked as often as is polite already.`,
  host_paused: (host) => `"${host}" is left in peace for a while, after failures or at its own request.`,
  dns: (host) => `"${host}" could not be found.`,
  connection: (host) => `The connection to "${host}" failed.`,
  tls_error: (host) => `"${host}" could not prove who it is (TLS certificate).`,
  timeout: (host) => `"${host}" did not answer in time.`,
  rate_limited: (host) => `"${host}" asks for fewer requests.`,
  http_4xx: (host) => `"${host}" refused the request.`,
  http_5xx: (host) => `"${host}" has a fault of its own.`,
  too_large: (host) => `"${host}" sent more than is accepted.`,
  truncated: (host) => `"${host}" stopped before the end of its answer.`,
  bad_response: (host) => `"${host}" sent an answer that makes no sense.`,
  aborted: (host) => `The request to "${host}" was called off.`,
}

/** What may be known besides the code. */
export interface HttpFailureFacts {
  /** The status of the answer; absent where none came. */
  readonly status?: number
  /** How long to leave the host alone, where it or our own books said so. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** A request that did not bring what was asked for. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly code: HttpFailureCode
  /** As the caller or the redirect gave it, clipped to 200 characters. */
  readonly host: string
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: HttpFailureCode, host: string, facts: HttpFailureFacts = {}) {
    const clipped = host.slice(0, 200)
    super(failureSentences[code](clipped), { cause: facts.cause })
    this.code = code
    this.host = clipped
    this.status = facts.status
    this.retryAfterMs = facts.retryAfterMs
  }
}

const systemCodes: ReadonlyMap<string, HttpFailureCode> = new Map([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['EAI_NODATA', 'dns'],
  ['ENODATA', 'dns'],
  ['ESERVFAIL', 'dns'],
  ['ETIMEOUT', 'dns'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_OVERFLOW', 'bad_response'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'truncated'],
])

/** The failure behind whatever undici, TLS or the resolver threw while the host was being asked. */
export function failureFrom(error: unknown, host: string): HttpFailure {
  if (error instanceof HttpFailure) return error

  // Without the cause, which holds what the server sent: that is nobody's to read, in a log neither.
  if (error instanceof Error && error.name === 'HTTPParserError') return new HttpFailure('bad_response', host)

  const code = errorCode(error)
  return new HttpFailure(systemCodes.get(code) ?? familyOf(code), host, { cause: error })
}

/** The first code in the chain of causes; several addresses that all failed come as an AggregateError. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) return errorCode(error.errors[0])
  return errorCode(error.cause)
}

function familyOf(code: string): HttpFailureCode {
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH/.test(code))
    return 'tls_error'
  return 'connection'
}
