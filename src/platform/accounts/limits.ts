import { createHash, randomUUID } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { countAttempts, deleteAttempts, deleteAttemptsBefore, insertAttempts } from './queries/attempts.ts'
import type { AttemptRow } from './tables.ts'
import { hourMs, minuteMs, moved } from './times.ts'

type Limit = Readonly<{ bucket: string; most: number; withinMs: number }>

/** What is asked for, by whom: the address is that of the socket, or what a trusted proxy says; never a header of the client's. */
export type Attempt = Readonly<{
  address: string
  email: string
  /** Whether this account is signed in from this address already: what strangers elsewhere do must not lock its owner out. */
  isKnownAddress: boolean
}>

/**
 * Counts a try to sign in, before its password is looked at, so that tries at the same moment are counted too. Answers
 * how to take those of the account back once the password was right.
 *
 * Per address 30 a minute; per account and address 10 in 15 minutes; per account, over all addresses from which it is
 * not signed in, 100 in 15 minutes.
 *
 * @throws UserError `accounts.too-many-attempts`
 */
export async function countAttempt(db: Db, attempt: Attempt, now: string): Promise<() => Promise<void>> {
  const rows = await countWithin(db, limitsOf(attempt), now)
  const ofAccount = rows.filter((row) => row.bucket.startsWith('account ')).map((row) => row.id)
  return () => deleteAttempts(db, ofAccount)
}

/** Five accounts an hour may be asked for from one network, and three with one address. @throws UserError as above */
export async function countRegistration(db: Db, address: string, email: string, now: string): Promise<void> {
  const limits = [
    { bucket: `register ${networkOf(address)}`, most: 5, withinMs: hourMs },
    { bucket: `register ${hashed(email)}`, most: 3, withinMs: hourMs },
  ]
  await countWithin(db, limits, now)
}

/** Three letters an hour may be asked for with one address, and thirty from one network. @throws UserError as above */
export async function countLetter(db: Db, kind: string, address: string, email: string, now: string): Promise<void> {
  const limits = [
    { bucket: `letter ${networkOf(address)}`, most: 30, withinMs: hourMs },
    { bucket: `${kind} ${hashed(email)}`, most: 3, withinMs: hourMs },
  ]
  await countWithin(db, limits, now)
}

/** Any other thing that may be done so many times within a while. @throws UserError as above */
export async function countUse(db: Db, bucket: string, most: number, withinMs: number, now: string): Promise<void> {
  await countWithin(db, [{ bucket, most, withinMs }], now)
}

async function countWithin(db: Db, limits: readonly Limit[], now: string): Promise<AttemptRow[]> {
  const rows = limits.map(({ bucket }) => ({ id: randomUUID(), bucket, at: now }))
  await insertAttempts(db, rows)
  await deleteAttemptsBefore(db, moved(now, -hourMs))

  for (const { bucket, most, withinMs } of limits) {
    const { count, oldest } = await countAttempts(db, bucket, moved(now, -withinMs))
    if (count <= most) continue
    // A refused try does not lengthen the wait.
    await deleteAttempts(
      db,
      rows.map((row) => row.id),
    )
    throw tooMany(Math.ceil((Date.parse(moved(oldest, withinMs)) - Date.parse(now)) / 1_000))
  }
  return rows
}

/** The part of an address that one person controls: IPv6 networks are handed out as /64 and larger. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
}

function limitsOf({ address, email, isKnownAddress }: Attempt): Limit[] {
  const network = networkOf(address)
  const account = `account ${hashed(email)}`
  const limits: Limit[] = [
    { bucket: `address ${network}`, most: 30, withinMs: minuteMs },
    { bucket: `${account} ${network}`, most: 10, withinMs: 15 * minuteMs },
  ]
  if (!isKnownAddress) limits.push({ bucket: account, most: 100, withinMs: 15 * minuteMs })
  return limits
}

/** A hash, since people type passwords into the wrong field. */
const hashed = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('base64url')

const tooMany = (seconds: number): UserError =>
  new UserError('too-many', 'accounts.too-many-attempts', 'Too many tries. Please wait a few minutes and try again.', {
    retryAfterSeconds: Math.max(1, seconds),
  })
