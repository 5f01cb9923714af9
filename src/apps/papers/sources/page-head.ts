import { attributesOf } from './xml.ts'

/** What the head of a web page says to programs. */
export type PageHead = Readonly<{
  /** Contents of `meta` by name or property in small letters, in the order of the page. */
  metas: ReadonlyMap<string, readonly string[]>
  links: readonly Readonly<{ rel: string; type: string; href: string }>[]
  /** What the linked data of the page holds, as far as it is JSON. */
  linkedData: readonly unknown[]
}>

const longestHead = 512 * 1_024
const mostTags = 2_000

/** Reads tags alone: nothing of the page is run, and nothing it names is loaded. */
export function readPageHead(html: string): PageHead {
  const end = html.search(/<\/head\s{0,10}>|<body[\s>]/i)
  const head = html.slice(0, end < 0 ? longestHead : Math.min(end, longestHead))
  const metas = new Map<string, string[]>()
  const links: PageHead['links'][number][] = []
  let tags = 0
  for (const [tag, kind = ''] of head.matchAll(/<(meta|link)\s[^<>]{1,8000}>/gi)) {
    if (++tags > mostTags) break
    const { name, property, content, rel = '', type = '', href } = attributesOf(tag)
    if (kind.toLowerCase() === 'link' && href) links.push({ rel: rel.toLowerCase(), type: type.toLowerCase(), href })
    const key = (name ?? property)?.toLowerCase()
    if (key && content) metas.set(key, [...(metas.get(key) ?? []), content.trim()])
  }
  return { metas, links, linkedData: linkedDataIn(head) }
}

function linkedDataIn(head: string): unknown[] {
  const found: unknown[] = []
  for (let at = 0; found.length < 20; ) {
    const start = head.indexOf('application/ld+json', at)
    const opened = start < 0 ? -1 : head.indexOf('>', start)
    const closed = opened < 0 ? -1 : head.indexOf('</script', opened)
    if (closed < 0) break
    try {
      found.push(JSON.parse(head.slice(opened + 1, closed)))
    } catch {
      // Broken linked data says nothing.
    }
    at = closed
  }
  return found
}
