import { readFile } from 'node:fs/promises'
import type { Rejection } from './rejection.ts'

/** True where an XML article begins within the first kilobyte, or a long declaration of its type does. */
export const looksLikeJats = (head: Buffer): boolean =>
  /^\uFEFF?\s{0,100}(?:<\?xml|<!DOCTYPE article|<article[\s>])/.test(head.toString('utf8'))

/** What is wrong with a stored article in XML, or null: some hold front matter alone. */
export async function checkJats(path: string): Promise<Rejection | null> {
  const text = await readFile(path, 'utf8')
  if (!/<article[\s>]/.test(text)) return { code: 'not_pdf', detail: 'The file is no article in JATS XML.' }
  if (!/<\/article>\s*$/.test(text.slice(-2_000)))
    return { code: 'truncated', detail: 'The end of the XML is missing.' }
  return text.includes('<body')
    ? null
    : { code: 'not_pdf', detail: 'The XML holds no text, only what stands before it.' }
}
