import { FormatError } from './format-error.ts'

/** Characters of one entity: more is meant to fill the memory. */
const longestObject = 2 ** 26

/** What may come next. `start` is also the place between two objects that stand one a line. */
type Place = 'start' | 'first' | 'next' | 'element' | 'end'

/** What a sign that is no blank means where it stands; an object begins at each `{` that is allowed. */
const moves: Readonly<Record<Place, Readonly<Record<string, Place | 'object'>>>> = {
  start: { '[': 'first', '{': 'object' },
  first: { ']': 'end', '{': 'object' },
  next: { ',': 'element', ']': 'end' },
  element: { '{': 'object' },
  end: {},
}

/**
 * The objects of a JSON list, those that end in one piece of it together, or the only object there is; with `isLines`,
 * also objects that stand one a line.
 *
 * @throws FormatError that counts which entity is wrong
 */
export async function* jsonBatches(
  chunks: AsyncIterable<string>,
  { isLines }: Readonly<{ isLines: boolean }>,
): AsyncGenerator<Record<string, unknown>[]> {
  let place: Place = 'start'
  let isList = false
  let count = 0
  const scanner = startScanner()

  for await (const chunk of chunks) {
    const batch: Record<string, unknown>[] = []
    let at = 0
    while (at < chunk.length) {
      if (!scanner.isInside()) {
        at = skipBlanks(chunk, at)
        if (at === chunk.length) break
        const move: Place | 'object' | undefined = moves[place][chunk[at] as string]
        if (move === undefined) throw misplaced(chunk[at] as string, place, count)
        if (move !== 'object') {
          isList ||= move === 'first'
          place = move
          at++
          continue
        }
      }
      at = scanner.scan(chunk, at)
      if (scanner.isInside()) {
        if (scanner.length() > longestObject) throw new FormatError(`entity ${count + 1} is longer than 64 MB.`)
        break
      }
      batch.push(parsed(scanner.take(), ++count))
      place = isList ? 'next' : isLines ? 'start' : 'end'
    }
    yield batch
  }
  if (scanner.isInside() || (place !== 'end' && !(isLines && place === 'start'))) throw cutOff(place, count)
}

type Scanner = Readonly<{
  /** Reads on in an object, up to its end or that of the chunk; answers where it stopped. */
  scan: (chunk: string, from: number) => number
  isInside: () => boolean
  length: () => number
  take: () => string
}>

function startScanner(): Scanner {
  const inObject = /["{}]/g
  const inString = /["\\]/g
  let pieces: string[] = []
  let length = 0
  let depth = 0
  let isString = false
  let isEscaped = false

  function scan(chunk: string, from: number): number {
    let at = from
    do {
      if (isEscaped) {
        isEscaped = false
        at++
        continue
      }
      const signs = isString ? inString : inObject
      signs.lastIndex = at
      const sign = signs.exec(chunk)?.[0]
      at = sign === undefined ? chunk.length : signs.lastIndex
      if (sign === '"') isString = !isString
      else if (sign === '\\') isEscaped = true
      else if (sign === '{') depth++
      else if (sign === '}') depth--
    } while (depth > 0 && at < chunk.length)
    pieces.push(chunk.slice(from, at))
    length += at - from
    return at
  }

  function take(): string {
    const text = pieces.join('')
    pieces = []
    length = 0
    return text
  }
  return { scan, take, isInside: () => depth > 0, length: () => length }
}

function parsed(text: string, count: number): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FormatError(`entity ${count} is no JSON: ${(cause as Error).message}`, { cause })
  }
}

function skipBlanks(chunk: string, from: number): number {
  const blanks = /[ \t\r\n\uFEFF]*/y
  blanks.lastIndex = from
  blanks.exec(chunk)
  return blanks.lastIndex
}

function misplaced(sign: string, place: Place, count: number): FormatError {
  if (place === 'end' && sign === '{' && count === 1) {
    return new FormatError(
      'another object stands behind the first one; the type of such files is application/X-lines+json.',
    )
  }
  if (place === 'end') return new FormatError(`there is more behind its end: “${sign}”.`)
  if (place === 'next') return new FormatError(`a comma is missing behind entity ${count}, where “${sign}” stands.`)
  return new FormatError(`entity ${count + 1} should be an object, and begins with “${sign}”.`)
}

const cutOff = (place: Place, count: number): FormatError =>
  new FormatError(
    place === 'start' && count === 0 ? 'it is empty or no JSON.' : `it is cut off behind entity ${count}.`,
  )
