import { decodeEntities } from '../importing/titles.ts'

// Reads the small, flat XML of feeds and listings: no entities but the five, no loading, and time that grows with the text.

/** The inside of each such element, in order; elements of the same name are taken not to lie in each other. */
export function elementsIn(xml: string, name: string, most = 1_000): string[] {
  const found: string[] = []
  for (let at = 0; found.length < most; ) {
    const start = openingOf(xml, name, at)
    if (start === null) break
    if (xml[start.end - 2] === '/') {
      found.push('')
      at = start.end
      continue
    }
    const end = xml.indexOf(`</${name}>`, start.end)
    if (end < 0) break
    found.push(xml.slice(start.end, end))
    at = end
  }
  return found
}

/** The words of the first such element, on one line; null where there is none. */
export function textIn(xml: string, name: string): string | null {
  const [inside] = elementsIn(xml, name, 1)
  if (inside === undefined) return null
  return decodeEntities(inside).replace(/\s+/g, ' ').trim() || null
}

/** The attributes of each such element. */
export function attributesIn(xml: string, name: string, most = 1_000): Record<string, string>[] {
  const found: Record<string, string>[] = []
  for (let at = 0; found.length < most; ) {
    const tag = openingOf(xml, name, at)
    if (tag === null) break
    found.push(attributesOf(xml.slice(tag.start, tag.end)))
    at = tag.end
  }
  return found
}

/** The attributes of one tag, with names in small letters. */
export function attributesOf(tag: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name = '', double, single, bare] of tag.matchAll(
    /([a-z_][\w:.-]{0,60})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]{1,4000}))/gi,
  )) {
    found[name.toLowerCase()] ??= decodeEntities(double ?? single ?? bare ?? '')
  }
  return found
}

function openingOf(xml: string, name: string, from: number): { start: number; end: number } | null {
  for (let at = from; ; ) {
    const start = xml.indexOf(`<${name}`, at)
    if (start < 0) return null
    const next = xml[start + name.length + 1] ?? ''
    if (next === '>' || next === '/' || /\s/.test(next)) {
      const end = xml.indexOf('>', start)
      return end < 0 ? null : { start, end: end + 1 }
    }
    at = start + 1
  }
}
