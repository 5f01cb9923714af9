const blockBytes = 512
/** A longer name is meant to fill the memory. */
const mostNameBytes = 65_536

/** One file of a tar archive; its bytes are read before the next one comes. */
export type TarEntry = Readonly<{
  name: string
  kind: 'file' | 'link' | 'other'
  sizeBytes: number
  bytes: AsyncIterable<Uint8Array>
}>

/**
 * The entries of a tar archive, one after the other, without holding any of them whole; what nobody reads is passed over.
 *
 * @throws RangeError for what is no tar archive, or ends in the middle
 * @see POSIX.1-1988 ustar; long names of GNU tar and pax
 */
export async function* tarEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = readerOf(source)
  try {
    yield* entriesFrom(reader)
  } finally {
    await reader.close()
  }
}

async function* entriesFrom(reader: ReturnType<typeof readerOf>): AsyncGenerator<TarEntry> {
  let longName: string | undefined
  for (;;) {
    const header = await reader.exactly(blockBytes)
    if (header === undefined || header.every((byte) => byte === 0)) return
    const sizeBytes = Number.parseInt(text(header, 124, 12).trim() || '0', 8)
    if (!hasGoodSum(header) || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
      throw new RangeError('it is no tar archive')
    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'L' || type === 'x') {
      if (sizeBytes > mostNameBytes) throw new RangeError('a name in it is too long')
      const body = (await reader.exactly(padded(sizeBytes)))?.subarray(0, sizeBytes) ?? new Uint8Array()
      longName = (type === 'L' ? text(body, 0, body.length) : paxPath(body)) ?? longName
      continue
    }
    const prefix = text(header, 345, 155)
    const short = text(header, 0, 100)
    const name: string = longName ?? (prefix === '' ? short : `${prefix}/${short}`)
    longName = undefined
    const bytes = reader.stream(sizeBytes)
    yield { name, kind: kindOf(type), sizeBytes, bytes }
    for await (const _rest of bytes) void _rest
    await reader.exactly(padded(sizeBytes) - sizeBytes)
  }
}

const kindOf = (type: string): TarEntry['kind'] =>
  type === '0' || type === '\0' ? 'file' : type === '1' || type === '2' ? 'link' : 'other'

const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes

const text = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.subarray(at, at + length))
    .toString('utf8')
    .split('\0', 1)[0] ?? ''

const paxPath = (body: Uint8Array): string | undefined =>
  /(?:^|\n)\d+ path=([^\n]*)/.exec(Buffer.from(body).toString('utf8'))?.[1]

/** The sum counts itself as blanks. */
function hasGoodSum(header: Uint8Array): boolean {
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
  return sum === Number.parseInt(text(header, 148, 8).trim(), 8)
}

function readerOf(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array()

  async function some(most: number): Promise<Uint8Array | undefined> {
    while (rest.length === 0) {
      const { value, done } = await iterator.next()
      if (done) return undefined
      rest = value
    }
    const piece = rest.subarray(0, most)
    rest = rest.subarray(piece.length)
    return piece
  }

  /** Undefined at the very end. */
  async function exactly(length: number): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = []
    let missing = length
    while (missing > 0) {
      const piece = await some(missing)
      if (piece === undefined) {
        if (pieces.length === 0) return undefined
        throw new RangeError('it ends in the middle')
      }
      pieces.push(piece)
      missing -= piece.length
    }
    return Buffer.concat(pieces)
  }

  async function* stream(length: number): AsyncGenerator<Uint8Array> {
    let missing = length
    while (missing > 0) {
      const piece = await some(missing)
      if (piece === undefined) throw new RangeError('it ends in the middle')
      missing -= piece.length
      yield piece
    }
  }
  /** Lets go of the source, wherever it stands. */
  const close = async (): Promise<void> => void (await iterator.return?.())
  return { exactly, stream, close }
}
