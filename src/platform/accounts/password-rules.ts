import { type FieldError, UserError } from '../errors.ts'
import { isGuessable } from './guessable.ts'

const shortestPassword = 12
const longestPassword = 1_024

/**
 * Lets a new password through, or says what to do. Any characters are welcome, and none are demanded: length is what
 * counts.
 *
 * @param ownWords What an attacker would try first: parts of the name, the address and the name of the site.
 * @throws UserError `accounts.password`, for the field `password`.
 */
export function demandGoodPassword(password: string, ownWords: readonly string[]): void {
  const message = complaint(password, ownWords)
  if (message === undefined) return
  const fields: FieldError[] = [{ path: 'password', code: 'accounts.password', message }]
  throw new UserError('invalid', 'accounts.password', message, { fields })
}

/** What is known about a person and this house. */
export function ownWordsOf(person: Readonly<{ name: string; email: string }>, baseUrl: string): string[] {
  const host = URL.parse(baseUrl)?.hostname ?? ''
  return [person.name, person.email, host]
    .flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length > 2)
}

function complaint(password: string, ownWords: readonly string[]): string | undefined {
  // Counted as people count: an emoji is one character, not two.
  const length = [...password].length
  if (length < shortestPassword) return 'A password needs at least 12 characters; a few words in a row are good.'
  if (length > longestPassword) return 'A password can have at most 1,024 characters.'
  if (isGuessable(password, ownWords))
    return 'This password is one of those that are tried first. Please take another, such as four words in a row.'
  return undefined
}
