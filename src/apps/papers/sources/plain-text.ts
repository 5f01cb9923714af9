import { cleanCell, clipped, collapseSpaces } from '../importing/text.ts'
import { decodeEntities, readTitle } from '../importing/titles.ts'

const longestTitle = 2_000
const longestAbstract = 50_000

/** A title without markup; null where nothing is left. */
export const plainTitle = (text: string): string | null =>
  readTitle(cleanCell(clipped(text, longestTitle))).plain || null

/** An abstract in JATS or HTML as plain paragraphs, without the heading "Abstract". */
export function plainAbstract(text: string): string | null {
  const paragraphs = clipped(text, longestAbstract)
    .replace(/<\/(?:jats:)?(?:p|title|sec|list-item|div|h[1-6])>|<br\s{0,5}\/?>/gi, '\n')
    .replace(/<\/?[a-z][^<>]{0,500}>/gi, '')
    .split('\n')
    .map((paragraph) => collapseSpaces(cleanCell(decodeEntities(paragraph))))
    .filter((paragraph) => paragraph !== '' && !/^(abstract|summary)[:.]?$/i.test(paragraph))
  return paragraphs.join('\n') || null
}
