import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { HttpFailure } from './failures.ts'

/** What may be sent to us, and what we say to accept. */
export const acceptedCodings = 'gzip, br'

/** Unpacked to packed, beyond which it is a bomb; looked at only when there is enough to tell. */
const bombRatio = 100
const ratioCountsFromBytes = 256 * 1_024

const decoders: ReadonlyMap<string, () => NodeJS.ReadWriteStream & Readable> = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['br', () => createBrotliDecompress()],
  ['deflate', () => createInflate()],
])

export interface BodyRules {
  readonly host: string
  /** At most this many bytes, packed or unpacked. */
  readonly maxBytes: number
  /** `content-encoding`; undefined or `identity` for none. */
  readonly coding: string | undefined
  /** `content-length`; undefined where it was not said. */
  readonly declaredBytes: number | undefined
  /** What comes beyond the cap is left out, rather than refused. */
  readonly isCut?: boolean
  /** Watches the connection while we wait for it, not while it waits for us. */
  readonly watch: { expectBytes(): void; rest(): void }
  /** The failure behind what the connection threw. */
  readonly explain: (error: unknown) => HttpFailure
}

/**
 * The body, unpacked and counted, piece by piece; nothing is read ahead of who takes it.
 *
 * @throws HttpFailure `too_large`, `truncated`, `bad_response`, and what `explain` makes of a broken connection.
 */
export async function* readBody(body: Readable, rules: BodyRules): AsyncGenerator<Buffer> {
  const { host, maxBytes, declaredBytes } = rules
  if (!rules.isCut && declaredBytes !== undefined && declaredBytes > maxBytes) throw new HttpFailure('too_large', host)

  const packed = { bytes: 0 }
  let bytes = 0
  for await (const chunk of unpacked(counted(body, packed, rules), rules)) {
    bytes += chunk.length
    if (bytes > maxBytes && rules.isCut) return yield chunk.subarray(0, chunk.length - (bytes - maxBytes))
    const isBomb = bytes > ratioCountsFromBytes && bytes > packed.bytes * bombRatio
    if (bytes > maxBytes || isBomb) throw new HttpFailure('too_large', host)
    yield chunk
  }
  if (declaredBytes !== undefined && packed.bytes < declaredBytes) throw new HttpFailure('truncated', host)
}

/** @throws HttpFailure `bad_response` for more than one coding, and for one we never said to accept. */
export function codingOf(header: string | undefined, host: string): string | undefined {
  const coding = header?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return undefined
  if (!decoders.has(coding)) throw new HttpFailure('bad_response', host)
  return coding
}

async function* counted(body: Readable, packed: { bytes: number }, rules: BodyRules): AsyncGenerator<Buffer> {
  const { watch } = rules
  try {
    watch.expectBytes()
    for await (const chunk of body) {
      watch.rest()
      packed.bytes += chunk.length
      if (packed.bytes > rules.maxBytes && !rules.isCut) throw new HttpFailure('too_large', rules.host)
      yield chunk
      watch.expectBytes()
    }
  } catch (error) {
    throw rules.explain(error)
  } finally {
    watch.rest()
  }
}

async function* unpacked(source: AsyncGenerator<Buffer>, { coding, host }: BodyRules): AsyncGenerator<Buffer> {
  const decoder = coding === undefined ? undefined : decoders.get(coding)?.()
  if (!decoder) return yield* source

  pipeline(source, decoder, () => {}) // Whatever breaks on the way breaks the decoder, and with it the loop below.
  try {
    for await (const chunk of decoder) yield chunk as Buffer
  } catch (error) {
    throw unpackingFailure(error, host)
  }
}

function unpackingFailure(error: unknown, host: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'Z_BUF_ERROR') return new HttpFailure('truncated', host, { cause: error })
  const isOfZlib = code.startsWith('Z_') || code.startsWith('ERR__ERROR_') || code.startsWith('ERR_BROTLI')
  return isOfZlib ? new HttpFailure('bad_response', host, { cause: error }) : error
}
