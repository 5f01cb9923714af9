import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { UserError } from '../errors.ts'

/** What a guess costs: N rounds of memory (128 · N · r bytes), p times. */
export type ScryptCost = Readonly<{ N: number; r: number; p: number }>

/** 32 MB and about a third of a second. @see OWASP Password Storage Cheat Sheet, scrypt */
const strongCost: ScryptCost = { N: 32_768, r: 8, p: 3 }

const keyBytes = 64
/** Hashing takes threads that files and name look-ups need too, and 32 MB each. */
const atOnce = 2
const longestQueue = 60

/** The text to store: `scrypt$N$r$p$salt$key`. Another cost than the strong one is for tests alone. */
export async function hashPassword(password: string, cost: ScryptCost = strongCost): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/**
 * Whether the password is the one that was hashed. Where nothing is stored (nobody has that address, or no password),
 * it takes as long and is false, so that time does not tell who is known.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const { cost, salt, key } = stored === undefined ? nobody : parse(stored)
  const derived = await derive(password, salt, cost)
  return timingSafeEqual(derived, key) && stored !== undefined
}

/** Whether a stored password should be hashed anew, because the cost was changed since. */
export function isOutdated(stored: string): boolean {
  const { cost } = parse(stored)
  return cost.N !== strongCost.N || cost.r !== strongCost.r || cost.p !== strongCost.p
}

type Stored = Readonly<{ cost: ScryptCost; salt: Buffer; key: Buffer }>

const nobody: Stored = { cost: strongCost, salt: randomBytes(16), key: randomBytes(keyBytes) }

function parse(stored: string): Stored {
  const [kind, N, r, p, salt, key] = stored.split('$')
  if (kind !== 'scrypt' || !salt || !key) throw new Error('A stored password is not in the form scrypt$N$r$p$salt$key.')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  return { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

async function derive(password: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  await turn()
  try {
    // Keyboards write the same letter in several ways; NFKC makes them one.
    return await deriveKey(password.normalize('NFKC'), salt, { N, r, p, maxmem: 256 * N * r + 65_536 })
  } finally {
    passTurn()
  }
}

const deriveKey = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })

let running = 0
const waiting: (() => void)[] = []

/** @throws UserError `accounts.busy` when too many wait already. */
async function turn(): Promise<void> {
  if (running < atOnce) {
    running++
    return
  }
  if (waiting.length >= longestQueue) throw tooBusy()
  await new Promise<void>((resolve) => waiting.push(resolve))
}

function passTurn(): void {
  const next = waiting.shift()
  if (next) next()
  else running--
}

const tooBusy = (): UserError =>
  new UserError(
    'unavailable',
    'accounts.busy',
    'Too many people are signing in at once. Please try again in a moment.',
    {
      retryAfterSeconds: 10,
    },
  )
