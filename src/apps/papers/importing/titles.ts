import { collapseSpaces } from './text.ts'

/** A title without markup, and the same with the harmless inline part of it; null where there is none. */
export interface Title {
  readonly plain: string
  readonly html: string | null
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const INLINE = /<(\/?)(i|em|b|strong|sub|sup)>/gi
const SAME_AS: Readonly<Record<string, string>> = { em: 'i', strong: 'b' }

/** No title is as long; in longer texts markup is read as letters. */
const LONGEST_MARKUP = 20_000

/** Splits a cleaned cell into plain words and, where it holds `i`, `b`, `sub` or `sup`, sanitised HTML. */
export function readTitle(cell: string): Title {
  if (cell.length > LONGEST_MARKUP || (!cell.includes('<') && !cell.includes('&')))
    return { plain: collapseSpaces(cell), html: null }

  const decoded = collapseSpaces(decodeEntities(cell)).trim()
  const plain = collapseSpaces(
    decoded.replace(/<\/?(?:[a-z]{1,12}:)?[a-z]{1,12}[0-9]?(?:\s[^<>]{0,500})?\/?>/gi, ''),
  ).trim()
  return { plain, html: inlineHtml(decoded) }
}

/** Decodes the entities that exports leave in cells, once. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
      return point >= 0x20 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : ''
    },
  )
}

/** Only tags without attributes survive; they are closed in order, and everything else is escaped or dropped. */
function inlineHtml(text: string): string | null {
  const open: string[] = []
  let html = ''
  let from = 0
  let found = false
  for (const tag of text.matchAll(INLINE)) {
    html += escaped(text.slice(from, tag.index))
    from = tag.index + tag[0].length
    const word = String(tag[2]).toLowerCase()
    const name = SAME_AS[word] ?? word
    if (tag[1] === '') {
      open.push(name)
      html += `<${name}>`
      found = true
    } else if (open.at(-1) === name) {
      open.pop()
      html += `</${name}>`
    }
  }
  if (!found) return null
  return (
    html +
    escaped(text.slice(from)) +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  )
}

function escaped(text: string): string {
  return text
    .replace(/<\/?(?:[a-z]{1,12}:)?[a-z]{1,12}[0-9]?(?:\s[^<>]{0,500})?\/?>/gi, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
