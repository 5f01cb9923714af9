/** What a template may look at: plain data, no functions. */
export type Scope = Readonly<Record<string, unknown>>

type Node =
  | Readonly<{ kind: 'text'; text: string }>
  | Readonly<{ kind: 'value'; expression: string }>
  | Readonly<{ kind: 'for'; name: string; expression: string; body: readonly Node[] }>
  | Readonly<{ kind: 'if'; expression: string; body: readonly Node[]; otherwise: readonly Node[] }>

/** More text than this, or more rounds, come out of no honest template. */
const longestResult = 20_000_000
const mostRounds = 200_000

/** What is wrong with a template. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/**
 * Puts values into text: `{{ variable.part[0] | filter }}`, `{% for one in list %}…{% endfor %}` and
 * `{% if value %}…{% else %}…{% endif %}`. Only own properties of plain data are reached, so that a template can neither
 * run code nor leave its scope.
 *
 * @throws TemplateError that says what it does not understand
 */
export function render(template: string, scope: Scope): string {
  const budget = { length: 0, rounds: 0 }
  return write(parse(template), scope, budget)
}

type Budget = { length: number; rounds: number }

function write(nodes: readonly Node[], scope: Scope, budget: Budget): string {
  let result = ''
  for (const node of nodes) {
    if (++budget.rounds > mostRounds) throw new TemplateError('The template goes round too often.')
    const piece = writeOne(node, scope, budget)
    if (node.kind === 'text' || node.kind === 'value') budget.length += piece.length
    if (budget.length > longestResult) throw new TemplateError('What the template makes is too long.')
    result += piece
  }
  return result
}

function writeOne(node: Node, scope: Scope, budget: Budget): string {
  if (node.kind === 'text') return node.text
  const value = evaluate(node.expression, scope)
  if (node.kind === 'value') return textOf(value)
  if (node.kind === 'if') return write(isTrue(value) ? node.body : node.otherwise, scope, budget)
  const list = Array.isArray(value) ? value : value && typeof value === 'object' ? Object.keys(value) : []
  return list.map((one) => write(node.body, { ...scope, [node.name]: one }, budget)).join('')
}

const isTrue = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== false && value !== '' && value !== 0

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function parse(template: string): Node[] {
  const pieces = template.split(/(\{\{.*?\}\}|\{%.*?%\})/s)
  const reader = { pieces, at: 0 }
  const nodes = parseUntil(reader, [])
  if (reader.at < pieces.length) throw new TemplateError(`${pieces[reader.at]} closes nothing.`)
  return nodes
}

type Reader = { readonly pieces: readonly string[]; at: number }

/** Stops before the first of the tags that end a block. */
function parseUntil(reader: Reader, ends: readonly string[]): Node[] {
  const nodes: Node[] = []
  for (; reader.at < reader.pieces.length; reader.at++) {
    const piece = reader.pieces[reader.at] ?? ''
    if (piece.startsWith('{{')) nodes.push({ kind: 'value', expression: piece.slice(2, -2).trim() })
    else if (!piece.startsWith('{%')) {
      if (piece !== '') nodes.push({ kind: 'text', text: piece })
    } else {
      const tag = tagOf(piece)
      if (/^(?:end|else)/.test(tag)) {
        if (ends.includes(tag)) return nodes
        throw new TemplateError(`${piece} closes nothing.`)
      }
      nodes.push(parseBlock(reader, tag))
    }
  }
  if (ends.length > 0) throw new TemplateError(`{% ${ends.at(-1)} %} is missing.`)
  return nodes
}

const tagOf = (piece: string | undefined): string => (piece ?? '').slice(2, -2).trim()

function parseBlock(reader: Reader, tag: string): Node {
  const loop = /^for\s+([A-Za-z_]\w*)\s+in\s+(.+)$/s.exec(tag)
  const condition = /^if\s+(.+)$/s.exec(tag)
  reader.at++
  if (loop) {
    const body = parseUntil(reader, ['endfor'])
    return { kind: 'for', name: loop[1] ?? '', expression: loop[2] ?? '', body }
  }
  if (!condition) throw new TemplateError(`“${tag}” is not known; there are for and if.`)
  const body = parseUntil(reader, ['else', 'endif'])
  if (tagOf(reader.pieces[reader.at]) !== 'else')
    return { kind: 'if', expression: condition[1] ?? '', body, otherwise: [] }
  reader.at++
  return { kind: 'if', expression: condition[1] ?? '', body, otherwise: parseUntil(reader, ['endif']) }
}

function evaluate(expression: string, scope: Scope): unknown {
  const [path = '', ...filters] = expression.split(/\|(?=(?:[^"']|"[^"]*"|'[^']*')*$)/).map((part) => part.trim())
  return filters.reduce(applyFilter, lookUp(path, scope))
}

const pathPattern = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:-?\d+|"[^"]*"|'[^']*')\])*$/

function lookUp(path: string, scope: Scope): unknown {
  const literal = /^(?:"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?)|(true|false|null))$/.exec(path)
  if (literal) return literal[1] ?? literal[2] ?? JSON.parse(literal[3] ?? literal[4] ?? 'null')
  if (!pathPattern.test(path)) throw new TemplateError(`“${path}” is not understood.`)
  const keys = path.match(/[\w-]+(?=[.[]|$)|-?\d+(?=\])|(?<=\[")[^"]*(?="\])|(?<=\[')[^']*(?='\])/g) ?? []
  return keys.reduce<unknown>(partOf, scope)
}

function partOf(held: unknown, key: string): unknown {
  if (Array.isArray(held)) return /^-?\d+$/.test(key) ? held.at(Number(key)) : undefined
  if (typeof held !== 'object' || held === null) return undefined
  return Object.hasOwn(held, key) ? (held as Record<string, unknown>)[key] : undefined
}

const filters: Readonly<Record<string, (value: unknown, given: unknown) => unknown>> = {
  tojson: (value) => JSON.stringify(value ?? null),
  upper: (value) => textOf(value).toUpperCase(),
  lower: (value) => textOf(value).toLowerCase(),
  trim: (value) => textOf(value).trim(),
  urlencode: (value) => encodeURIComponent(textOf(value)),
  length: (value) => (Array.isArray(value) ? value.length : [...textOf(value)].length),
  first: (value) => (Array.isArray(value) ? value[0] : textOf(value)[0]),
  last: (value) => (Array.isArray(value) ? value.at(-1) : textOf(value).at(-1)),
  join: (value, mark) => (Array.isArray(value) ? value.map(textOf).join(textOf(mark)) : textOf(value)),
  default: (value, other) => (value === undefined || value === null || value === '' ? other : value),
}

function applyFilter(value: unknown, filter: string): unknown {
  const [, name = '', given] = /^([a-z]+)(?:\((.*)\))?$/s.exec(filter) ?? []
  const apply = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (!apply)
    throw new TemplateError(`The filter “${filter}” is not known; there are ${Object.keys(filters).join(', ')}.`)
  return apply(value, given === undefined ? undefined : lookUp(given.trim(), {}))
}
