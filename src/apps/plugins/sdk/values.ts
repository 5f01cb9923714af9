import type { FieldSpec, Fields } from './fields.ts'

/** What a form brings: one text, or several where the name stands there several times. */
export type Sent = Readonly<Record<string, string | readonly string[] | undefined>>

export type ReadForm = Readonly<{
  values: Record<string, unknown>
  /** Messages by wire name, in the words that clients of the runner know. */
  errors: Record<string, readonly string[]>
}>

/** A value that cannot be taken; the message is for who typed it. */
class BadValue extends Error {}

/**
 * Reads a form by its fields. With `isPartial`, a field that is missing is no mistake: the page is only being looked at.
 * Names that no field has are ignored.
 */
export function readForm(fields: Fields, sent: Sent, { isPartial = false } = {}): ReadForm {
  const values: Record<string, unknown> = {}
  const errors: Record<string, readonly string[]> = {}
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(sent, name) ? sent[name] : undefined
    if (given === undefined && isPartial && field.required) continue
    try {
      values[name] = readField(field, given)
    } catch (error) {
      if (!(error instanceof BadValue)) throw error
      errors[name] = [error.message]
    }
  }
  for (const [name, { requiredIf }] of Object.entries(fields)) {
    if (!requiredIf || errors[name] || (values[name] ?? null) !== null || (isPartial && sent[name] === undefined))
      continue
    if (!requiredIf.isOneOf.includes(String(values[requiredIf.field]))) continue
    errors[name] = [requiredIf.message ?? 'Missing data for required field.']
  }
  return { values, errors }
}

/** What may be told of values: secrets are masked. */
export const maskedValues = (fields: Fields, values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, fields[name]?.isPrivate && value ? '***' : value]),
  )

/** Internal name of a field in the page: `nInit` → `n_init`. */
export const idOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/\s/g, '_')

function readField(field: FieldSpec, given: string | readonly string[] | undefined): unknown {
  if (given === undefined) {
    if (field.required) throw new BadValue('Missing data for required field.')
    return field.default ?? null
  }
  if (field.kind === 'choices') return readChoices(field, [given].flat())
  const text = typeof given === 'string' ? given : (given.at(-1) ?? '')
  const value = readers[field.kind](field, text)
  if (value !== null) return value
  if (field.required) throw new BadValue('Field may not be null.')
  return field.default ?? null
}

/** Null stands for an empty text that is no value of this kind. */
const readers: Readonly<Record<Exclude<FieldSpec['kind'], 'choices'>, (field: FieldSpec, text: string) => unknown>> = {
  text: readText,
  integer: (field, text) => readNumber(field, text, toInteger),
  number: (field, text) => readNumber(field, text, toNumber),
  boolean: (_field, text) => readBoolean(text),
  choice: readChoice,
  list: readList,
  url: (_field, text) => readUrl(text, webSchemes),
  dataUrl: (_field, text) => readUrl(text, fileSchemes),
  pluginUrl: (_field, text) => readUrl(text, pluginSchemes),
  file: (_field, text) => (text === '' ? null : text),
}

function readText({ minLength = 0, maxLength = Infinity, pattern }: FieldSpec, text: string): string {
  const length = [...text].length
  if (length < minLength) throw new BadValue(`Shorter than minimum length ${minLength}.`)
  if (length > maxLength) throw new BadValue(`Longer than maximum length ${maxLength}.`)
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(text))
    throw new BadValue('String does not match expected pattern.')
  return text
}

function readNumber(field: FieldSpec, text: string, convert: (text: string) => number): number | null {
  if (text.trim() === '' && !field.required) return null
  const value = convert(text)
  demandRange(field, value)
  return value
}

function toInteger(text: string): number {
  const value = /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new BadValue('Not a valid integer.')
  return value
}

function toNumber(text: string): number {
  const value = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) throw new BadValue('Not a valid number.')
  return value
}

function demandRange({ min, max, isAbove, isBelow }: FieldSpec, value: number): void {
  const isLow = min !== undefined && (isAbove ? value <= min : value < min)
  const isHigh = max !== undefined && (isBelow ? value >= max : value > max)
  if (!isLow && !isHigh) return
  const least = min === undefined ? [] : [`greater than ${isAbove ? '' : 'or equal to '}${min}`]
  const most = max === undefined ? [] : [`less than ${isBelow ? '' : 'or equal to '}${max}`]
  throw new BadValue(`Must be ${[...least, ...most].join(' and ')}.`)
}

function readBoolean(text: string): boolean {
  const word = text.toLowerCase()
  if (['true', 't', '1', 'on', 'y', 'yes'].includes(word)) return true
  if (['false', 'f', '0', 'off', 'n', 'no'].includes(word)) return false
  throw new BadValue('Not a valid boolean.')
}

function readChoice({ options = [] }: FieldSpec, text: string): string | null {
  if (text === '' && !options.some(([value]) => value === '')) return null
  if (!options.some(([value]) => value === text)) throw new BadValue('Not a valid choice.')
  return text
}

function readChoices(field: FieldSpec, texts: readonly string[]): string[] {
  const { options = [] } = field
  const chosen = [...new Set(texts)].filter((text) => text !== '')
  if (chosen.some((text) => !options.some(([value]) => value === text))) {
    throw new BadValue(`Must be one of: ${options.map(([value]) => value).join(', ')}.`)
  }
  if (field.required && chosen.length === 0) throw new BadValue('Field may not be null.')
  return chosen
}

function readList({ item, separator }: FieldSpec, text: string): unknown[] {
  const pieces = text.split(separator === 'lines' ? /\r?\n/ : ',').map((piece) => piece.trim())
  const elements = separator === 'lines' || text.trim() === '' ? pieces.filter((piece) => piece !== '') : pieces
  if (item === 'integer') return elements.map(toInteger)
  if (item === 'number') return elements.map(toNumber)
  return elements
}

const webSchemes = ['http:', 'https:']
const pluginSchemes = [...webSchemes, 'ftp:', 'ftps:']
const fileSchemes = [...pluginSchemes, 'file:', 'data:']

function readUrl(text: string, schemes: readonly string[]): string | null {
  if (text === '') return null
  const url = /\s/.test(text) && !text.startsWith('data:') ? null : URL.parse(text)
  const isGood =
    url !== null &&
    schemes.includes(url.protocol) &&
    (url.protocol !== 'file:' || url.hostname === '' || url.hostname === 'localhost') &&
    (url.protocol !== 'data:' || /^data:[\w.+-]+\/[\w.+-]+[;,]/i.test(text)) &&
    (['file:', 'data:'].includes(url.protocol) || /^[a-z]+:\/\/[^/]/i.test(text))
  if (!isGood) throw new BadValue('Not a valid URL.')
  return text
}
