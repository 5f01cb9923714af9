import { isAscii, isUtf8 } from 'node:buffer'
import { UserError } from '../../../platform/errors.ts'
import { refuseOtherFormats } from './formats.ts'

/** Names of the Encoding Standard, in the order a picker shows them. */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
  'ibm866',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gb18030',
  'big5',
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** What the bytes of a file say about its encoding. */
export interface EncodingReading {
  readonly encoding: Encoding
  readonly hasBom: boolean
  /** The first line that is not UTF-8; null where all of it is. */
  readonly firstBadLine: number | null
  /** True where bytes occur that mean nothing in Windows-1252: a person should choose. */
  readonly isDoubtful: boolean
  /** Up to three lines with letters beyond ASCII, as bytes, for a picker to show in any encoding. */
  readonly samples: readonly Buffer[]
}

const UNDEFINED_IN_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d]

/**
 * Reads a whole file once: a byte order mark decides, else UTF-8 if every byte fits, else Windows-1252.
 *
 * @throws UserError where the bytes are no text.
 */
export async function detectEncoding(pieces: AsyncIterable<Buffer>): Promise<EncodingReading> {
  let isFirst = true
  let marked: Encoding | null = null
  let rest: Buffer = Buffer.alloc(0)
  let line = 1
  let firstBadLine: number | null = null
  let isDoubtful = false
  const samples: Buffer[] = []

  for await (const piece of pieces) {
    if (isFirst) {
      isFirst = false
      refuseNested(piece)
      marked = markOf(piece) ?? withoutMark(piece)
      if (marked === 'utf-16le' || marked === 'utf-16be')
        return { encoding: marked, hasBom: markOf(piece) !== null, firstBadLine, isDoubtful, samples }
    }
    refuseNul(piece, line)
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const end = wholeLetters(bytes)
    const whole = bytes.subarray(0, end)
    if (firstBadLine === null && !isUtf8(whole)) firstBadLine = line + linesBeforeBad(whole)
    if (firstBadLine !== null) {
      isDoubtful ||= UNDEFINED_IN_1252.some((byte) => whole.includes(byte))
      if (samples.length < 3) addSamples(whole, samples)
    }
    line += lineBreaks(whole)
    rest = Buffer.from(bytes.subarray(end))
  }
  if (isFirst) throw new UserError('invalid', 'papers.file-empty', 'The file is empty.')
  if (rest.length > 0) firstBadLine ??= line
  return {
    encoding: firstBadLine === null || marked !== null ? 'utf-8' : 'windows-1252',
    hasBom: marked !== null,
    firstBadLine,
    isDoubtful,
    samples,
  }
}

/** Turns bytes into text, without the byte order mark. Bytes that fit nowhere become U+FFFD. */
export async function* decodeText(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decode = encoding === 'utf-8' ? utf8Decoder() : streamDecoder(encoding)
  let isFirst = true
  for await (const piece of pieces) {
    const text = decode(piece)
    if (text === '') continue
    yield isFirst && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
    isFirst = false
  }
  const rest = decode(null)
  if (rest !== '') yield rest
}

type Decode = (piece: Buffer | null) => string

/** Several times faster than a streaming TextDecoder: pieces are cut between letters and decoded whole. */
function utf8Decoder(): Decode {
  let rest: Buffer = Buffer.alloc(0)
  return (piece) => {
    if (piece === null) return rest.toString('utf8')
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const end = wholeLetters(bytes)
    rest = Buffer.from(bytes.subarray(end))
    return isAscii(bytes.subarray(0, end)) ? bytes.toString('latin1', 0, end) : bytes.toString('utf8', 0, end)
  }
}

function streamDecoder(encoding: Encoding): Decode {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return (piece) => (piece === null ? decoder.decode() : decoder.decode(piece, { stream: true }))
}

/** Where the last letter that is complete ends; at most three bytes from the end. */
function wholeLetters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}

function markOf(piece: Buffer): Encoding | null {
  if (piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf) return 'utf-8'
  if (piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le'
  return piece[0] === 0xfe && piece[1] === 0xff ? 'utf-16be' : null
}

/** UTF-16 without a mark shows by a NUL at nearly every second byte. */
function withoutMark(piece: Buffer): Encoding | null {
  const length = Math.min(piece.length, 4096) & ~1
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (piece[at] === 0) even++
    if (piece[at + 1] === 0) odd++
  }
  if (length < 4 || Math.min(even, odd) > 0) return null
  if (odd > length * 0.3) return 'utf-16le'
  return even > length * 0.3 ? 'utf-16be' : null
}

function refuseNested(piece: Buffer): void {
  const isPacked = (piece[0] === 0x1f && piece[1] === 0x8b) || piece.toString('latin1', 0, 4) === 'PK\x03\x04'
  if (isPacked)
    throw new UserError(
      'invalid',
      'papers.file-nested',
      'There is a packed file inside the packed file. Unpack it and upload the list itself.',
    )
  refuseOtherFormats(piece.subarray(0, 64 * 1024))
}

function refuseNul(piece: Buffer, lineBefore: number): void {
  const at = piece.indexOf(0)
  if (at === -1) return
  const line = lineBefore + lineBreaks(piece.subarray(0, at))
  throw new UserError(
    'invalid',
    'papers.file-not-text',
    `The file is not text: line ${line} holds a NUL byte. Export the list again as CSV.`,
  )
}

function lineBreaks(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++
  return count
}

function linesBeforeBad(bytes: Buffer): number {
  let lines = 0
  for (let from = 0; from < bytes.length; lines++) {
    const found = bytes.indexOf(10, from)
    const end = found === -1 ? bytes.length : found + 1
    if (!isUtf8(bytes.subarray(from, end))) return lines
    from = end
  }
  return lines
}

function addSamples(bytes: Buffer, samples: Buffer[]): void {
  for (let from = 0; from < bytes.length && samples.length < 3; ) {
    const found = bytes.indexOf(10, from)
    const end = found === -1 ? bytes.length : found
    const line = bytes.subarray(from, end)
    if (!isAscii(line)) samples.push(Buffer.from(line.subarray(0, 400)))
    from = end + 1
  }
}
