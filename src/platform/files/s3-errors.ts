import { UserError } from '../errors.ts'

/** What an S3 server answers where it does not want us, and what an administrator has to look at then. */
const refusals: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'The server does not know the key AWS_ACCESS_KEY_ID.',
  SignatureDoesNotMatch: 'AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID, or a proxy changes requests.',
  AccessDenied: 'The key may not read, write, list and remove objects of this bucket.',
  AllAccessDisabled: 'The account of the key is locked.',
  NoSuchBucket: 'The bucket of LYCEUM_FILES_URL does not exist; make it first.',
  AuthorizationHeaderMalformed: 'The region in LYCEUM_FILES_URL is not that of the bucket.',
  PermanentRedirect: 'The region or the endpoint in LYCEUM_FILES_URL is not that of the bucket.',
  RequestTimeTooSkewed: 'The clocks of this machine and of the server differ by more than 15 minutes.',
}

/** An answer of the server that is none of success; `status` and `serviceCode` as the client library names them. */
type Answer = Error & Readonly<{ status: number; serviceCode?: string }>

export const isAnswer = (error: unknown): error is Answer =>
  error instanceof Error && 'status' in error && typeof error.status === 'number'

/** Worth another try: the network failed, or the server is not well or has too much to do. */
export function isPassing(error: unknown): boolean {
  if (error instanceof UserError) return false
  return !isAnswer(error) || error.status >= 500 || error.status === 429 || error.status === 408
}

/** A file store that is away or does not let us in, as a visitor shall hear it; the cause says more to the doctor. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof UserError) return error
  if (isAnswer(error) && error.status === 404 && error.serviceCode !== 'NoSuchBucket')
    return new Error('The file store has no such blob.', { cause: error })
  if (isPassing(error)) {
    const sentence = 'The file store cannot be reached just now. Nothing was lost; please try again in a moment.'
    return new UserError('unavailable', 'files.away', sentence, { cause: error, retryAfterSeconds: 10 })
  }
  const sentence =
    'The file store does not let this house in. An administrator has to look at it: lyceum doctor says why.'
  return new UserError('unavailable', 'files.refused', sentence, { cause: error, retryAfterSeconds: 300 })
}

/** Why a file store failed, in words for an administrator. */
export function storeWords(error: unknown): string {
  const cause = error instanceof UserError ? (error.cause ?? error) : error
  if (isAnswer(cause)) {
    const code = cause.serviceCode ?? 'Unknown'
    return refusals[code] ?? `The server answered ${cause.status} (${code}).`
  }
  const networkCode = networkCodeOf(cause)
  return networkCode ? `The server cannot be reached (${networkCode}).` : 'The server cannot be reached.'
}

/** `ECONNREFUSED` and the like, however deep the client wrapped it. */
function networkCodeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
    if (at.name === 'TimeoutError') return 'no answer in time'
  }
  return undefined
}
