import { createHash } from 'node:crypto'
import type { PaperRow } from './tables.ts'

type Named = Pick<PaperRow, 'title' | 'journal' | 'published_on' | 'doi' | 'id'>

const mostBytes = 150
const longestSlug = 100

/**
 * The name under which a file of a paper leaves the house: `2017_PLoS-ONE_Sci-Hub-provides-access_10.7717_elife.32822.pdf`.
 * At most 150 bytes; what tells papers apart, the DOI at the end, is kept whole.
 */
export function paperFileName(paper: Named, extension = 'pdf'): string {
  const last = paper.doi === null ? paper.id : doiSlug(paper.doi)
  const parts = [paper.published_on?.slice(0, 4) ?? '', words(paper.journal, 20), words(paper.title, 60)].filter(
    Boolean,
  )
  const room = mostBytes - Buffer.byteLength(`_${last}.${extension}`)
  const begin = clippedBytes(parts.join('_'), Math.max(0, room)).replace(/[-_]+$/, '')
  return `${[begin, last].filter(Boolean).join('_').slice(0, mostBytes)}.${extension}`
}

/** A DOI as part of a name; where more than its slash had to give way, or its end, eight digits of its hash tell it from its likes. */
export function doiSlug(doi: string): string {
  const plain = doi.replaceAll('/', '_')
  const slug = plain.replace(/[^a-z0-9._-]/g, '-')
  if (slug === plain && slug.length <= longestSlug) return slug
  return `${slug.slice(0, 90)}~${createHash('sha256').update(doi).digest('hex').slice(0, 8)}`
}

/** The first words, joined by hyphens. */
function words(text: string | null, most: number): string {
  const clean = (text ?? '').normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []
  let line = ''
  for (const word of clean) {
    if (line.length + word.length > most) break
    line += `${line === '' ? '' : '-'}${word}`
  }
  return line
}

/** Cut at the border of a character. */
function clippedBytes(text: string, most: number): string {
  let line = text
  while (Buffer.byteLength(line) > most) line = [...line].slice(0, -1).join('')
  return line
}
