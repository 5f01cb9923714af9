import { charsetOf } from './content-types.ts'
import { FormatError } from './format-error.ts'

export type Chunks = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>

/**
 * Text out of bytes, piece by piece; what is text already stays as it is. A mark at the start decides how it is written, then the type's `charset`, else it
 * is UTF-8.
 *
 * @throws FormatError for a charset that nobody knows, and for bytes that are not written in it
 */
export async function* decoded(chunks: Chunks, contentType: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let head: Uint8Array = new Uint8Array()
  const decode = (bytes?: Uint8Array): string => {
    decoder ??= decoderFor(charsetByMark(head) ?? charsetOf(contentType) ?? 'utf-8')
    return orRefuse(decoder, bytes)
  }
  for await (const chunk of chunks) {
    if (typeof chunk === 'string') {
      yield chunk
      continue
    }
    let bytes = chunk
    if (decoder === undefined) {
      head = Buffer.concat([head, bytes])
      if (head.length < 2) continue
      bytes = head
    }
    const text = decode(bytes)
    if (text !== '') yield text
  }
  const rest = decoder === undefined ? decode(head) + decode() : decode()
  if (rest !== '') yield rest
}

/** @see https://encoding.spec.whatwg.org/#bom-sniff — UTF-8 is what holds without a mark. */
function charsetByMark([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xef && second === 0xbb ? 'utf-8' : undefined
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch (cause) {
    throw new FormatError(`nobody knows the charset “${charset.slice(0, 40)}” that its type names.`, { cause })
  }
}

function orRefuse(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined })
  } catch (cause) {
    throw new FormatError(`it is not written in ${decoder.encoding}; save it as UTF-8, or name its charset.`, { cause })
  }
}
