import { UserError } from '../errors.ts'

const mostFields = 1000
const refusedNames = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads `application/x-www-form-urlencoded` and query strings. A field that stands there several times becomes a list,
 * which a schema for a single value then refuses. The result has no prototype, so any name is just a name.
 *
 * @throws UserError `web.fields` beyond 1,000 fields or for a refused name, `web.encoding` for bytes that are no UTF-8.
 */
export function readFormBody(text: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null)
  if (text === '') return fields
  const pairs = text.split('&', mostFields + 1)
  if (pairs.length > mostFields) throw new UserError('invalid', 'web.fields', 'A form may have at most 1,000 fields.')

  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    if (refusedNames.has(name))
      throw new UserError('invalid', 'web.fields', 'The form has a field of a name that is not allowed.')
    const before = fields[name]
    if (before === undefined) fields[name] = value
    else fields[name] = Array.isArray(before) ? [...before, value] : [before, value]
  }
  return fields
}

/** What was wrong with a query string; under a symbol, so that no address can set it. */
const mistake = Symbol('mistake')

/** Reads a query string. The server calls it before anything is there to catch an error, so that none is thrown here. */
export function readQuery(text: string): Record<string, unknown> {
  try {
    return readFormBody(text)
  } catch (error) {
    return { [mistake]: error }
  }
}

/** @throws UserError what `readQuery` found */
export function refuseBadQuery(query: unknown): void {
  const error = (query as { [mistake]?: unknown })[mistake]
  if (error !== undefined) throw error
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch (cause) {
    throw new UserError('malformed', 'web.encoding', 'A field holds bytes that are no UTF-8 text.', { cause })
  }
}
