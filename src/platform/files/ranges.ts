/** Both ends included. */
export type ByteRange = Readonly<{ start: number; end: number }>

/**
 * What a `Range` header asks of a body: undefined for the whole (no header, a form we do not know, or several ranges,
 * which a server may answer whole), `unsatisfiable` for a 416.
 *
 * @see RFC 9110, 14.2
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!match || match[0] === 'bytes=-') return undefined
  const [, from = '', to = ''] = match
  if (from === '') return lastBytes(Number(to), sizeBytes)

  const start = Number(from)
  const end = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1)
  if (to !== '' && Number(to) < start) return undefined
  return start < sizeBytes ? { start, end } : 'unsatisfiable'
}

function lastBytes(count: number, sizeBytes: number): ByteRange | 'unsatisfiable' {
  if (count === 0 || sizeBytes === 0) return 'unsatisfiable'
  return { start: Math.max(0, sizeBytes - count), end: sizeBytes - 1 }
}
