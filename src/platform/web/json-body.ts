import { UserError } from '../errors.ts'

const deepest = 32

/**
 * Reads JSON as strictly as RFC 8259 allows, and stricter: an object may name a key once, never `__proto__`, no number
 * may be too large for a double, and nothing lies deeper than 32 levels.
 *
 * @throws UserError `json.malformed` with the position (in bytes of the text, from 0) of the first mistake.
 */
export function readJsonBody(bytes: Buffer): unknown {
  const text = decode(bytes)
  const end = skipBlank(text, readValue(text, skipBlank(text, 0), 0))
  if (end < text.length) throw malformed(end, 'nothing more was expected')
  return JSON.parse(text)
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    throw malformed(0, 'a byte order mark is not allowed')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed(0, 'the text is not UTF-8')
  }
}

/** Walks over one value and returns where it ends. */
function readValue(text: string, at: number, depth: number): number {
  const first = text[at]
  if (first === '{') return readObject(text, at, depth + 1)
  if (first === '[') return readArray(text, at, depth + 1)
  if (first === '"') return readString(text, at)
  return readScalar(text, at)
}

function readObject(text: string, start: number, depth: number): number {
  checkDepth(start, depth)
  const names = new Set<string>()
  let at = skipBlank(text, start + 1)
  if (text[at] === '}') return at + 1
  for (;;) {
    const end = readString(text, at)
    const name: string = JSON.parse(text.slice(at, end))
    if (name === '__proto__') throw malformed(at, 'the key "__proto__" is not allowed')
    if (names.has(name)) throw malformed(at, 'a key stands here for the second time')
    names.add(name)
    at = skipBlank(text, end)
    if (text[at] !== ':') throw malformed(at, 'a colon was expected')
    at = skipBlank(text, readValue(text, skipBlank(text, at + 1), depth))
    if (text[at] === '}') return at + 1
    if (text[at] !== ',') throw malformed(at, 'a comma or a closing brace was expected')
    at = skipBlank(text, at + 1)
  }
}

function readArray(text: string, start: number, depth: number): number {
  checkDepth(start, depth)
  let at = skipBlank(text, start + 1)
  if (text[at] === ']') return at + 1
  for (;;) {
    at = skipBlank(text, readValue(text, at, depth))
    if (text[at] === ']') return at + 1
    if (text[at] !== ',') throw malformed(at, 'a comma or a closing bracket was expected')
    at = skipBlank(text, at + 1)
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings may not hold them
const stringText = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

function readString(text: string, at: number): number {
  if (text[at] !== '"') throw malformed(at, 'a text in double quotes was expected')
  stringText.lastIndex = at
  if (!stringText.test(text)) throw malformed(at, 'a text that begins here is not ended, or holds what it may not')
  return stringText.lastIndex
}

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y

function readScalar(text: string, at: number): number {
  scalar.lastIndex = at
  if (!scalar.test(text)) throw malformed(at, at < text.length ? 'a value was expected' : 'the text ends too early')
  const isNumber = /[-\d]/.test(text[at] ?? '')
  if (isNumber && !Number.isFinite(Number(text.slice(at, scalar.lastIndex))))
    throw malformed(at, 'the number is too large')
  return scalar.lastIndex
}

function skipBlank(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return at
}

function checkDepth(at: number, depth: number): void {
  if (depth > deepest) throw malformed(at, `at most ${deepest} levels may lie inside each other`)
}

const malformed = (at: number, what: string): UserError =>
  new UserError('malformed', 'json.malformed', `The JSON cannot be read at position ${at}: ${what}.`)
