import { titleFingerprint } from '../importing/fingerprint.ts'
import { readPdfText } from './pdf-text.ts'
import type { Rejection } from './rejection.ts'

/** With fewer readable letters nothing can be said: a scan, or fonts that only a viewer understands. */
const fewestLetters = 500
const shareOfTitle = 0.8
const shortestWord = 4

/**
 * Whether a file speaks of another paper: neither its DOI nor four fifths of the words of its title stand in the first
 * pages. Null where it is the right one, and where that cannot be read.
 */
export async function checkPaper(
  path: string,
  { doi, title }: Readonly<{ doi: string | null; title: string | null }>,
): Promise<Rejection | null> {
  const text = await readPdfText(path)
  const letters = lettersOf(text)
  if (letters.length < fewestLetters) return null
  if (doi !== null && text.replace(/\s+/g, '').toLowerCase().includes(doi)) return null

  const words = (title ?? '')
    .split(/[^\p{L}\p{N}]+/u)
    .map(titleFingerprint)
    .filter(({ length }) => length >= shortestWord)
  const found = words.filter((word) => letters.includes(word))
  if (words.length === 0 || found.length >= words.length * shareOfTitle) return null
  const detail = `Of ${words.length} words of the title ${found.length} stand on the first pages, and the DOI does not.`
  return { code: 'content_mismatch', detail }
}

/** Letters and digits alone, folded: how a program breaks words and lines does not matter then. */
const lettersOf = (text: string): string =>
  text
    .match(/[\s\S]{1,100}/g)
    ?.map(titleFingerprint)
    .join('') ?? ''
