import { open } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'

/** How far into a file, and how much of its text, is looked at: the first pages, as most programs write them. */
const lookedAtBytes = 4 * 1_024 * 1_024
const lookedAtLetters = 20_000
const mostStreams = 200
const longestStream = 4 * 1_024 * 1_024

/**
 * What can be read of the beginning of a PDF without knowing its fonts: the strings that are shown, as far as they are
 * plain letters, and what its description says. Scans, and fonts with an encoding of their own, give nothing.
 *
 * @see ISO 32000-1, 7.3.4.2 (strings), 9.4.3 (showing text)
 */
export async function readPdfText(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(Math.min(size, lookedAtBytes))
    await file.read(head, 0, head.length, 0)
    return textOf(head)
  } finally {
    await file.close()
  }
}

function textOf(pdf: Buffer): string {
  let text = ''
  let at = 0
  for (let streams = 0; streams < mostStreams && text.length < lookedAtLetters; streams++) {
    const start = pdf.indexOf('stream', at)
    const end = start < 0 ? -1 : pdf.indexOf('endstream', start)
    if (end < 0) break
    const dictionary = pdf.subarray(Math.max(at, start - 1_000), start).toString('latin1')
    const begin = start + 'stream'.length + (pdf[start + 6] === 0x0d ? 2 : 1)
    text += ` ${shownIn(unpacked(pdf.subarray(begin, end), dictionary))}`
    at = end + 'endstream'.length
  }
  return text.slice(0, lookedAtLetters)
}

/** Empty where the stream is packed in another way, or is a picture. */
function unpacked(stream: Buffer, dictionary: string): string {
  const own = dictionary.slice(dictionary.lastIndexOf('<<', dictionary.lastIndexOf('/Length')) || 0)
  if (/\/Subtype\s?\/Image|\/FontFile/.test(own)) return ''
  if (!/\/Filter/.test(own)) return stream.subarray(0, longestStream).toString('latin1')
  if (!/\/FlateDecode/.test(own) || /\/(?:DCT|JPX|LZW|ASCII85|ASCIIHex)Decode/.test(own)) return ''
  try {
    return inflateSync(stream, { maxOutputLength: longestStream }).toString('latin1')
  } catch {
    return '' // Cut off, or packed otherwise than it says: it can be shown, and not be read here.
  }
}

/** The strings of `Tj` and `TJ`, and all that stands in XMP, which is plain XML. */
function shownIn(content: string): string {
  if (content.includes('<x:xmpmeta')) return content.replace(/<[^<>]{0,2000}>/g, ' ')
  const shown: string[] = []
  let letters = 0
  let pieces: string[] = []
  for (let at = 0; at < content.length && letters < lookedAtLetters; ) {
    const mark = content[at]
    if (mark === '(') {
      const end = endOfString(content, at)
      pieces.push(unescaped(content.slice(at + 1, end)))
      at = end + 1
    } else if (mark === 'T' && (content[at + 1] === 'j' || content[at + 1] === 'J')) {
      const words = pieces.join('')
      letters += words.length + 1
      shown.push(words)
      pieces = []
      at += 2
    } else at++
  }
  return shown.join(' ')
}

/** Where the bracket that opens at `start` closes; the end of the text where it never does. Brackets may nest. */
function endOfString(content: string, start: number): number {
  let depth = 0
  for (let at = start; at < content.length; at++) {
    const mark = content[at]
    if (mark === '\\') at++
    else if (mark === '(') depth++
    else if (mark === ')' && --depth === 0) return at
  }
  return content.length
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{1,3}|[\s\S])/g, (_, mark: string) => {
    if (/^[0-7]/.test(mark)) return String.fromCharCode(Number.parseInt(mark, 8) & 0xff)
    return { n: '\n', r: '\r', t: '\t', b: '', f: '', '\n': '' }[mark] ?? mark
  })
