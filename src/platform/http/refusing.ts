import { UserError } from '../errors.ts'
import { HttpFailure } from './failures.ts'

/**
 * For addresses that a person gave: a refused one is theirs to put right. It is named as it was given, never by what it
 * resolved to; all other errors come back as they are.
 */
export function asUserError(error: unknown): unknown {
  const isRefusal = error instanceof HttpFailure && (error.code === 'blocked_address' || error.code === 'bad_address')
  if (!isRefusal) return error

  const advice = 'Give a public http or https address without a user name, or ask the operator to allow this one.'
  return new UserError('invalid', 'http.address-refused', `${error.message} ${advice}`, { cause: error })
}
