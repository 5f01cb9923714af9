import { randomFillSync } from 'node:crypto'

const lengthBytes = 16
/** Random bytes for 256 nonces: asking for each by itself takes six times as long. */
const pool = Buffer.alloc(256 * lengthBytes)
let drawn = pool.length

/** 128 random bits that nobody has seen before, in letters that need no escaping. */
export function newNonce(): string {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += lengthBytes
  return pool.toString('base64url', drawn - lengthBytes, drawn)
}
