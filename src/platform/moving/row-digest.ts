import { createHash } from 'node:crypto'
import type { Row } from '../database/table-rows.ts'

/** What a table holds, as two numbers that tell two tables apart whatever order their rows come in. */
export type TableDigest = Readonly<{ rows: number; digest: string }>

export type Digesting = Readonly<{ add: (rows: readonly Row[]) => void; result: () => TableDigest }>

const modulus = 2n ** 256n

/** A row as text that is the same from either database: values in the order of their columns' names. */
export function canonicalRow(columns: readonly string[], row: Row): string {
  return JSON.stringify(columns.toSorted().map((column) => canonicalValue(row[column])))
}

const canonicalValue = (value: Row[string] | undefined): unknown =>
  value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : (value ?? null)

/** The sum of the SHA-256 of all rows, modulo 2^256: a row more, less or different changes it. */
export function digestRows(columns: readonly string[]): Digesting {
  const sorted = columns.toSorted()
  let rows = 0
  let sum = 0n
  return {
    add: (batch) => {
      for (const row of batch) {
        sum = (sum + BigInt(`0x${createHash('sha256').update(canonicalRow(sorted, row)).digest('hex')}`)) % modulus
      }
      rows += batch.length
    },
    result: () => ({ rows, digest: sum.toString(16).padStart(64, '0') }),
  }
}
