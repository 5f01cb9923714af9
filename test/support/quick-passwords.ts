import crypto, { type ScryptOptions } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

// Loaded before every file of tests. To hash a password takes a third of a second on purpose, and tests type hundreds: here
// it takes a hundredth of that, and is stored with the name of its real cost. Tests about that cost ask for the real work.

const strongN = 32_768
const real = crypto.scrypt

function quick(...[password, salt, bytes, options, done]: Parameters<typeof real>): void {
  real(password, salt, bytes, isStrong(options) ? { ...options, N: strongN / 32, p: 1 } : options, done)
}

const isStrong = ({ N = 0 }: ScryptOptions): boolean => N >= strongN

export const hashQuickly = (): void => put(quick)
export const hashReally = (): void => put(real)

function put(scrypt: typeof quick): void {
  Object.assign(crypto, { scrypt })
  syncBuiltinESMExports()
}

hashQuickly()
