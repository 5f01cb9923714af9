/** One `Allow` or `Disallow` line that concerns us. */
export interface RobotsRule {
  readonly isAllowed: boolean
  /** Percent-encoded as in `comparable`. */
  readonly pattern: string
}

export interface RobotsRules {
  readonly rules: readonly RobotsRule[]
  /** Null where none is given. */
  readonly crawlDelayMs: number | null
}

/** The name under which a robots.txt may address us. */
const robotsToken = 'lyceum'

const longestCrawlDelayMs = 24 * 60 * 60_000

/**
 * The rules for us: all groups that name `Lyceum`, else all groups for `*` (RFC 9309, 2.2.1). Lines that are no rules are
 * passed over, so that any bytes at all give an answer.
 */
export function parseRobots(text: string): RobotsRules {
  const ours: Group = { rules: [], crawlDelayMs: null }
  const everyones: Group = { rules: [], crawlDelayMs: null }
  let isNamed = false
  let addressed: Group[] = []
  let isAfterRules = true

  for (const [field, value] of robotsLines(text)) {
    if (field === 'user-agent') {
      if (isAfterRules) addressed = []
      isAfterRules = false
      const token = value.toLowerCase().match(/^(?:\*|[a-z_-]+)/)?.[0]
      if (token === robotsToken) addressed.push(ours)
      if (token === '*') addressed.push(everyones)
      isNamed ||= token === robotsToken
    } else if (field === 'allow' || field === 'disallow') {
      isAfterRules = true
      if (value !== '') for (const { rules } of addressed) rules.push(ruleOf(field === 'allow', value))
    } else if (field === 'crawl-delay') {
      isAfterRules = true
      for (const group of addressed) group.crawlDelayMs = crawlDelayOf(value) ?? group.crawlDelayMs
    }
  }
  return isNamed ? ours : everyones
}

/** The longest pattern that matches decides, Allow at a tie (RFC 9309, 2.2.2). The robots.txt itself is always allowed. */
export function isAllowedByRobots(rules: readonly RobotsRule[], url: URL): boolean {
  if (url.pathname === '/robots.txt') return true
  const path = comparable(url.pathname + url.search)

  let best: RobotsRule | undefined
  for (const rule of rules) {
    const { length } = rule.pattern
    const isShorter = best !== undefined && length < best.pattern.length
    const isBeaten = best !== undefined && length === best.pattern.length && (best.isAllowed || !rule.isAllowed)
    if (!isShorter && !isBeaten && matches(rule.pattern, path)) best = rule
  }
  return best?.isAllowed ?? true
}

interface Group {
  rules: RobotsRule[]
  crawlDelayMs: number | null
}

function* robotsLines(text: string): Generator<[string, string]> {
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const words = line.split('#', 1)[0] ?? ''
    const colon = words.indexOf(':')
    if (colon > 0) yield [words.slice(0, colon).trim().toLowerCase(), words.slice(colon + 1).trim()]
  }
}

const ruleOf = (isAllowed: boolean, value: string): RobotsRule => ({
  isAllowed,
  pattern: comparable(value).replace(/\*+/g, '*'),
})

function crawlDelayOf(value: string): number | undefined {
  const seconds = /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : Number.NaN
  return Number.isNaN(seconds) ? undefined : Math.min(seconds * 1_000, longestCrawlDelayMs)
}

/** One spelling for what means the same: non-ASCII encoded, unreserved characters not, hex digits large (2.2.2). */
function comparable(path: string): string {
  const encoded = path.replace(/[^\x21-\x7e]+/g, (words) => encodeURIComponent(words.toWellFormed()))
  return encoded.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const char = String.fromCharCode(Number.parseInt(octet.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(char) ? char : octet.toUpperCase()
  })
}

/** `*` stands for anything, `$` at the end for the end. Greedy from the left, so no pattern takes long. */
function matches(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith('$')
  const [first = '', ...rest] = (isAnchored ? pattern.slice(0, -1) : pattern).split('*')
  if (!path.startsWith(first)) return false
  if (isAnchored && rest.length === 0) return path.length === first.length

  const last = isAnchored ? (rest.pop() ?? '') : ''
  let at = first.length
  for (const part of rest) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return path.endsWith(last) && path.length - last.length >= at
}
