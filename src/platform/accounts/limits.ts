import { createHash, randomUUID } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { countAttempts, deleteAttempts, deleteAttemptsBefore, insertAttempts } from './queries/attempts.ts'
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
  const limits = limitsOf(attempt)
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
  const ofAccount = rows.filter((row) => row.bucket.startsWith('account ')).map((row) => row.id)
  return () => deleteAttempts(db, ofAccount)
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
  // A hash, since people type passwords into the wrong field.
  const account = `account ${createHash('sha256').update(email.toLowerCase()).digest('base64url')}`
  const limits: Limit[] = [
    { bucket: `address ${network}`, most: 30, withinMs: minuteMs },
    { bucket: `${account} ${network}`, most: 10, withinMs: 15 * minuteMs },
  ]
  if (!isKnownAddress) limits.push({ bucket: account, most: 100, withinMs: 15 * minuteMs })
  return limits
}

const tooMany = (seconds: number): UserError =>
  new UserError('too-many', 'accounts.too-many-attempts', 'Too many tries. Please wait a few minutes and try again.', {
    retryAfterSeconds: Math.max(1, seconds),
  })
