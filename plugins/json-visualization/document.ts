import { escaped, page } from '../shared/html.ts'

/** Of a longer list or object the rest is only counted. */
const mostChildren = 100
const mostNodes = 5_000
/** Levels that are open from the start. */
const openDepth = 2
const longestText = 2_000
/** Deeper than this is cut: each level is a level of elements. */
const mostDepth = 100

/** JSON as lists that fold, keys and values told apart. */
export function documentPage(name: string, value: unknown): string {
  const budget = { left: mostNodes }
  return page(name, `<div class="document">${node(value, 0, budget)}</div>`)
}

type Budget = { left: number }

function node(value: unknown, depth: number, budget: Budget, key = ''): string {
  budget.left--
  if (Array.isArray(value))
    return folded(
      key,
      '[',
      ']',
      value.map((one, at): [string, unknown] => [String(at), one]),
      depth,
      budget,
    )
  if (typeof value === 'object' && value !== null) return folded(key, '{', '}', Object.entries(value), depth, budget)
  return key + leaf(value)
}

function folded(
  key: string,
  start: string,
  end: string,
  entries: readonly (readonly [string, unknown])[],
  depth: number,
  budget: Budget,
): string {
  if (entries.length === 0) return `${key}${start}${end}`
  const size = `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`
  if (depth >= mostDepth) return `${key}${start} … ${end} <small>${size}</small>`
  const items: string[] = []
  for (const [name, value] of entries.slice(0, mostChildren)) {
    if (budget.left <= 0) break
    items.push(`<li>${node(value, depth + 1, budget, `<span class="key">${escaped(name)}</span>: `)}</li>`)
  }
  const left = entries.length - items.length
  const more = left > 0 ? `<li><small>and ${left} more</small></li>` : ''
  const isOpen = depth < openDepth ? ' open' : ''
  return `<details${isOpen}><summary>${key}${start} <small>${size}</small></summary><ul>${items.join('\n')}${more}</ul></details>${end}`
}

function leaf(value: unknown): string {
  if (typeof value !== 'string')
    return `<span class="${typeof value === 'number' ? 'number' : 'literal'}">${String(value)}</span>`
  const shown = value.length > longestText ? `${value.slice(0, longestText)}…` : value
  return `<span class="text">${escaped(JSON.stringify(shown))}</span>`
}
