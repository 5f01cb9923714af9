import type { FastifyRequest } from 'fastify'

/** What a page may load: our own files only; scripts by the nonce of this one answer. */
export const pagePolicy = (nonce: string, frames: readonly string[] = []): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; frame-src ${["'self'", ...frames].join(' ')}; ${pageSources}; report-to csp`

/** What JSON, an event stream, a redirect or an empty answer may load: nothing. */
export const emptyPolicy = "default-src 'none'; frame-ancestors 'none'"

/** Headers of every answer, errors and redirects included; pages replace the policy by their own. */
export function securityHeaders(baseUrl: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': emptyPolicy,
    'reporting-endpoints': 'csp="/csp-reports"',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'cache-control': 'no-store',
    ...(baseUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}

/**
 * Whether a path is spelled in a way that two readers may take differently: an encoded slash, backslash or NUL, an empty
 * or dot segment, a semicolon. Such a path names nothing here.
 */
export const isOddPath = (path: string): boolean => oddPath.test(path)

/** Whether the answer to a request is for a program: below /api, marked so, or asked for as JSON alone. */
export function isForProgram(request: FastifyRequest): boolean {
  if (request.routeOptions.config?.api === true || /^\/api(?:\/|$)/.test(request.url)) return !isApiPage(request)
  const accept = request.headers.accept ?? ''
  // An event stream too: a tab that was signed out elsewhere must not be given a page to sign in.
  return /\bjson\b|text\/event-stream/.test(accept) && !accept.includes('text/html')
}

const isApiPage = (request: FastifyRequest): boolean => /^\/api(?:\?|$)/.test(request.url)

const pageSources = [
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const oddPath = /%(?:2f|5c|00|2e)|\\|\/\/|\/\.{1,2}(?:\/|$)|;/i
