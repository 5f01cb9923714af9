/** Text that is safe to put into a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  get text(): string {
    return this.#text
  }

  toString(): string {
    return this.text
  }

  /** As it travels: UTF-8, in memory that `memoryOf` gives for a length in bytes. */
  toBytes(memoryOf: (length: number) => Buffer): Buffer {
    const bytes = memoryOf(Buffer.byteLength(this.text))
    bytes.write(this.text)
    return bytes
  }
}

/**
 * HTML that was partly made into bytes before, because many answers hold it. A long page of which little changes is then
 * sent without putting all of it together as text.
 */
export class SharedHtml extends Html {
  readonly pieces: readonly Piece[]

  constructor(pieces: readonly Piece[]) {
    super('')
    this.pieces = pieces
  }

  override get text(): string {
    return this.pieces.join('')
  }

  override toBytes(memoryOf: (length: number) => Buffer): Buffer {
    let length = 0
    for (const piece of this.pieces) length += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length
    const bytes = memoryOf(length)
    let at = 0
    for (const piece of this.pieces) at += typeof piece === 'string' ? bytes.write(piece, at) : piece.copy(bytes, at)
    return bytes
  }
}

/** Text, or its bytes. */
export type Piece = string | Buffer

/** What a template takes. Null, undefined and false leave nothing behind; lists are joined without a separator. */
export type Content = Html | string | number | bigint | null | undefined | false | readonly Content[]

export type AttributeValue = string | number | boolean | null | undefined

/**
 * A piece of HTML. Every value is escaped unless it is `Html` itself.
 *
 * @throws TypeError where a template leaves an attribute without quotes: no escaping could make that safe.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  if (!checkedTemplates.has(strings)) checkTemplate(strings)
  let before: readonly Piece[] | undefined
  let text = strings[0] ?? ''
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (value instanceof SharedHtml) {
      before = [...(before ?? []), text, ...value.pieces]
      text = ''
    } else text += contentText(value)
    text += strings[index + 1]
  }
  return before ? new SharedHtml([...before, text]) : new Html(text)
}

/** Nothing at all. */
export const nothing: Html = new Html('')

/** Takes text for HTML as it is. Write the reason why it is safe beside each call. */
export function trusted(text: string): Html {
  return new Html(text)
}

/** Escapes for element content and for quoted attributes alike. */
export function escapeHtml(text: string): string {
  return special.test(text) ? text.replace(everySpecial, entityOf) : text
}

/**
 * Attributes from a record, each with a blank before it: `<input${attributes({ required: true })}>`. False, null and
 * undefined leave the attribute out, true writes its bare name. Names must never come from outside.
 */
export function attributes(values: Readonly<Record<string, AttributeValue>>): Html {
  let text = ''
  for (const [name, value] of Object.entries(values)) {
    if (value === true) text += ` ${name}`
    else if (value !== false && value !== null && value !== undefined) text += ` ${name}="${escapeHtml(String(value))}"`
  }
  return new Html(text)
}

/**
 * An address that somebody typed, or `#` where following it could run something: only http, https, mailto and addresses
 * within the house are let through.
 */
export function safeUrl(address: string): string {
  const url = URL.parse(address, withinTheHouse)
  if (url === null || !['http:', 'https:', 'mailto:'].includes(url.protocol)) return '#'
  return url.origin === withinTheHouse ? url.pathname + url.search + url.hash : url.href
}

/** Values for a script: `<script type="application/json">` holds them, and cannot be ended by them. */
export function jsonText(value: unknown): Html {
  return new Html((JSON.stringify(value) ?? 'null').replaceAll('<', '\\u003c'))
}

const withinTheHouse = 'http://house.invalid'
const special = /[&<>"']/
const everySpecial = /[&<>"']/g
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const entityOf = (character: string): string => entities[character] ?? character

/** The HTML of a value as a plain text, for what is put together many times a page: `html` would make an object of each piece. */
export function contentText(value: Content): string {
  if (typeof value === 'string') return special.test(value) ? value.replace(everySpecial, entityOf) : value
  if (value instanceof Html) return value.text
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  let text = ''
  for (const item of value) text += contentText(item)
  return text
}

/** Templates that were looked at; each is one object for the life of the program. */
const checkedTemplates = new WeakSet<TemplateStringsArray>()

/** Reads the template as a browser would up to each value: inside a tag and outside quotes, no value may follow a `=`. */
function checkTemplate(strings: TemplateStringsArray): void {
  let before = ''
  for (const chunk of strings.slice(0, -1)) {
    before += chunk
    const tag = before.slice(before.lastIndexOf('<'))
    const withoutQuoted = tag.replace(/"[^"]*"|'[^']*'/g, '~')
    if (/^<[a-z][^>"']*=\s*$/i.test(withoutQuoted))
      throw new TypeError(`An attribute needs quotes: ${tag.slice(-60)}\${}`)
    before += 'x'
  }
  checkedTemplates.add(strings)
}
