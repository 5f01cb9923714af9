import type { TOTP } from 'otpauth'
import { lazily } from '../../lazily.ts'
import { seal, unseal } from '../../web/sealing.ts'
import type { FactorRow } from './tables.ts'

const library = lazily<typeof import('otpauth')>('otpauth')

/** As all apps do it. @see RFC 6238 */
const stepSeconds = 30
const digits = 6
/** Clocks may differ by one step either way. */
const window = 1

/** 160 random bits, as Base32: what the app is told, and nobody else. @see RFC 4226, section 4 */
export const newFactorSecret = (): string => new (library().Secret)({ size: 20 }).base32

export const sealFactor = (secret: string, personId: string, houseSecret: string): string =>
  seal(secret, houseSecret, purposeOf(personId))

/** @throws Error where the secret of the house was changed since: an administrator has to reset the factor. */
export function openFactor({ secret, person_id }: FactorRow, houseSecret: string): string {
  const opened = unseal(secret, houseSecret, purposeOf(person_id))
  if (opened === undefined) throw new Error('A second factor was sealed under another secret of the house.')
  return opened
}

/** What the QR code holds, for apps to read. */
export const factorUri = (secret: string, email: string, house: string): string =>
  appOf(secret, { label: email, issuer: house }).toString()

/** The step to which a code belongs, a minute old at most; undefined where it is none of ours. */
export function stepOf(secret: string, code: string, now: string): number | undefined {
  const timestamp = Date.parse(now)
  const delta = appOf(secret).validate({ token: code, timestamp, window })
  return delta === null ? undefined : Math.floor(timestamp / 1_000 / stepSeconds) + delta
}

/** Typed as shown, with or without a gap. */
export const readCode = (text: string): string | undefined => {
  const code = text.replaceAll(/[\s-]/g, '')
  return /^[0-9]{6}$/.test(code) ? code : undefined
}

const appOf = (secret: string, names: Readonly<{ label?: string; issuer?: string }> = {}): TOTP =>
  new (library().TOTP)({ ...names, secret, algorithm: 'SHA1', digits, period: stepSeconds })

/** Bound to the person, so that no row of the table works for somebody else. */
const purposeOf = (personId: string): string => `accounts_factors ${personId}`
