/** The kinds of mistake a person can put right; `web/errors.ts` maps each to its HTTP status, the command line to its exit code. */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  /** Somebody else changed the same thing first. */
  | 'overtaken'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'invalid'
  | 'too-many'
  | 'unavailable'
  | 'no-space'

/** One thing that is wrong with one field of what was sent. */
export type FieldError = Readonly<{ path: string; code: string; message: string }>

type Details = { cause?: unknown; fields?: readonly FieldError[]; retryAfterSeconds?: number }

/**
 * A mistake that a person can put right: what kind it is, a code from `docs/errors.md`, and a sentence that says what,
 * where and how to mend it. Anything else that is thrown is a bug, and its message is never shown.
 */
export class UserError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly fields: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(kind: ErrorKind, code: string, message: string, details: Details = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.name = 'UserError'
    this.kind = kind
    this.code = code
    this.fields = details.fields ?? []
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}
