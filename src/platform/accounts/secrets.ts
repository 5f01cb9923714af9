import { hash, randomBytes } from 'node:crypto'

/** 256 bit that nobody can guess, in letters that need no escaping anywhere. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/**
 * What is stored instead of a secret. A plain SHA-256 is enough for 256 random bits, unlike for passwords: there is
 * nothing to guess.
 */
export const digestOf = (secret: string): string => hash('sha256', secret, 'base64url')
