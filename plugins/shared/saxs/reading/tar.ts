import type { Readable } from 'node:stream'

export type TarEntry = Readonly<{
  name: string
  kind: 'file' | 'link' | 'other' /** Undefined where it is passed over. */
  bytes?: Buffer
}>

const blockBytes = 512

/**
 * Entries of a tar stream; `accept` says which ones are to be read, the rest is passed over without being kept.
 *
 * @throws RangeError where the stream ends in the middle of an entry or a header is none
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
export async function* walkTar(
  stream: Readable,
  accept: (name: string, size: number) => boolean,
): AsyncGenerator<TarEntry> {
  const take = takerFrom(stream)
  let longName: string | undefined
  for (;;) {
    const header = await take(blockBytes, true)
    if (!header || header.every((byte) => byte === 0)) return
    const size = octal(header, 124, 12)
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('This is no header of a tar archive.')
    const type = String.fromCharCode(header[156] ?? 0)
    const [own, prefix] = [text(header, 0, 100), text(header, 345, 155)]
    const name = longName ?? (prefix ? `${prefix}/${own}` : own)
    longName = undefined
    const padded = Math.ceil(size / blockBytes) * blockBytes
    if (type === 'L' || type === 'x') {
      const body = (await take(padded, true))?.subarray(0, size).toString('utf8') ?? ''
      longName = type === 'L' ? body.replace(/\0.*$/s, '') : /(?:^|\n)\d+ path=([^\n]*)/.exec(body)?.[1]
      continue
    }
    const isFile = type === '0' || type === '\0'
    const isWanted = isFile && accept(name, size)
    const bytes = await take(padded, isWanted)
    const kind = isFile ? 'file' : type === '1' || type === '2' ? 'link' : 'other'
    yield isWanted && bytes ? { name, kind, bytes: bytes.subarray(0, size) } : { name, kind }
  }
}

/** Takes as many bytes as asked; undefined at the end, or where they are not kept. */
function takerFrom(stream: Readable): (count: number, isKept: boolean) => Promise<Buffer | undefined> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest: Buffer = Buffer.alloc(0)
  return async (count, isKept) => {
    const parts: Buffer[] = []
    let missing = count
    while (missing > 0) {
      if (rest.length === 0) {
        const next = await chunks.next()
        if (next.done && missing === count && isKept) return undefined
        if (next.done) throw new RangeError('The archive ends too early.')
        rest = next.value
      }
      const part = rest.subarray(0, missing)
      rest = rest.subarray(part.length)
      missing -= part.length
      if (isKept) parts.push(part)
    }
    return isKept ? Buffer.concat(parts) : undefined
  }
}

const text = (header: Buffer, from: number, length: number): string =>
  header
    .subarray(from, from + length)
    .toString('utf8')
    .replace(/\0.*$/s, '')

const octal = (header: Buffer, from: number, length: number): number =>
  Number.parseInt(text(header, from, length).trim() || '0', 8)
