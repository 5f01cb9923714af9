import { open } from 'node:fs/promises'
import type { Rejection } from './rejection.ts'

const smallestBytes = 4_096
const headBytes = 1_024
const tailBytes = 2_048
/** How far a count of pages is looked for; beyond, the file is surely no preview. */
const countedBytes = 4 * 1_024 * 1_024
const expectedOfPaper = 4

/** True where `%PDF-` stands within the first kilobyte; some servers put a line of junk before it. */
export const looksLikePdf = (head: Buffer): boolean => head.subarray(0, headBytes).includes('%PDF-')

/**
 * What is wrong with a stored PDF, or null: its beginning, its end, its size, and whether it is one page of a paper that
 * has more.
 *
 * @param pages as the record states them, `12-25`; null where it does not.
 */
export async function checkPdf(path: string, pages: string | null): Promise<Rejection | null> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const read = async (start: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - start)))
      await file.read(buffer, 0, buffer.length, start)
      return buffer
    }
    if (!looksLikePdf(await read(0, headBytes)))
      return { code: 'not_pdf', detail: 'The file does not begin as a PDF does.' }
    if (size < smallestBytes) return { code: 'not_pdf', detail: `The file has only ${size} bytes.` }

    const tail = await read(Math.max(0, size - tailBytes), tailBytes)
    if (!tail.includes('%%EOF') && !(await hasReadableEnd(tail, size, read))) {
      return { code: 'truncated', detail: 'The end of the PDF is missing.' }
    }
    return suspectPreview(size <= countedBytes ? await read(0, size) : null, pages)
  } finally {
    await file.close()
  }
}

/** `startxref` names a place where a table or stream of cross-references really begins (ISO 32000-1, 7.5.5). */
async function hasReadableEnd(tail: Buffer, size: number, read: (start: number, length: number) => Promise<Buffer>) {
  const offset = Number(/startxref\s{1,4}(\d{1,12})/.exec(tail.toString('latin1'))?.[1] ?? Number.NaN)
  if (!(offset < size)) return false
  return /^\s{0,4}(xref|\d{1,10} \d{1,5} obj)/.test((await read(offset, 32)).toString('latin1'))
}

function suspectPreview(body: Buffer | null, pages: string | null): Rejection | null {
  const expected = expectedPages(pages)
  if (body === null || expected < expectedOfPaper || countPages(body) !== 1) return null
  return { code: 'suspect_preview', detail: `The file has one page; ${expected} were expected.` }
}

/** Pages of a range such as `12-25` or `S12–S25`; 0 where it is none. */
export function expectedPages(pages: string | null): number {
  const range = /^\D{0,3}(\d{1,7})\s*[-–]\s*\D{0,3}(\d{1,7})$/.exec(pages?.trim() ?? '')
  return range ? Math.max(0, Number(range[2]) - Number(range[1]) + 1) : 0
}

/** As the page tree states it in plain sight; null where it is packed away. */
function countPages(body: Buffer): number | null {
  const text = body.toString('latin1')
  const counts = [
    ...text.matchAll(
      /\/Type\s{0,4}\/Pages\b[^>]{0,2000}?\/Count\s{1,4}(\d{1,7})|\/Count\s{1,4}(\d{1,7})[^>]{0,2000}?\/Type\s{0,4}\/Pages\b/g,
    ),
  ]
  return counts.length > 0 ? Math.max(...counts.map((match) => Number(match[1] ?? match[2]))) : null
}
