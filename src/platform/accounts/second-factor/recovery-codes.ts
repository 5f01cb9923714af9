import { createHmac, randomBytes } from 'node:crypto'

export const recoveryCodeCount = 10

/** No letter that looks like another one. @see Crockford's Base32 */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const groupLength = 4
const groups = 4

/** Ten codes of 80 random bits, in the form `4F7K-0QXA-…`. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodeCount }, newCode)

/** As it was given out: people leave out dashes, and read O for 0. Undefined where it cannot be a recovery code. */
export function readRecoveryCode(text: string): string | undefined {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  if (plain.length !== groups * groupLength || [...plain].some((letter) => !letters.includes(letter))) return undefined
  return plain.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** What is stored: worth nothing to who has the database without the secret of the house, or another person's row. */
export const recoveryDigest = (code: string, personId: string, houseSecret: string): string =>
  createHmac('sha256', houseSecret).update(`recovery\n${personId}\n${code}`).digest('base64url')

function newCode(): string {
  // 256 is a multiple of 32, so that every letter is as likely as the others.
  const text = [...randomBytes(groups * groupLength)].map((byte) => letters[byte % letters.length]).join('')
  return text.replaceAll(/(.{4})(?=.)/g, '$1-')
}
