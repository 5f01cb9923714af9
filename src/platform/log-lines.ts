import { redact, redactText } from './redact.ts'

/** Bytes, the end of the line included. */
const longestLine = 8_192
const longestValue = 1_000

export type LogEntry = Readonly<{
  level: number
  time: number
  msg?: string
  fields: Readonly<Record<string, unknown>>
}>

const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }

/** A line of pino with its values cut and its secrets masked. */
export function tidyEntry(line: string, secrets: readonly string[]): LogEntry {
  const { level, time, msg, ...fields } = JSON.parse(line)
  return {
    level,
    time,
    msg: typeof msg === 'string' ? clip(msg, longestValue, secrets) : undefined,
    fields: redact(clipAll(fields, secrets)) as Record<string, unknown>,
  }
}

/** Where even the cut values are too many, the names of the fields are left. */
export function asJsonLine({ level, time, msg, fields }: LogEntry): string {
  const head = { time: new Date(time).toISOString(), level: levels[level] ?? level, msg }
  const line = `${escapeControls(JSON.stringify({ ...head, ...fields }))}\n`
  if (Buffer.byteLength(line) <= longestLine) return line
  const { host, pid, role, requestId, jobId } = fields
  const left = { host, pid, role, requestId, jobId, tooLong: Buffer.byteLength(line) }
  return `${escapeControls(JSON.stringify({ ...head, ...left, fields: clip(Object.keys(fields).join(' ')) }))}\n`
}

/** `12:00:03 info  collection imported  collectionId=0190… papers=40` */
export function asShortLine({ level, time, msg, fields }: LogEntry, isColoured: boolean): string {
  const { host: _host, pid: _pid, role: _role, err, ...rest } = fields
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${asFact(value)}`)
  const word = (levels[level] ?? String(level)).padEnd(5)
  const shown = isColoured && level >= 40 ? `\u001b[${level >= 50 ? 31 : 33}m${word}\u001b[0m` : word
  const text = [msg, ...facts, errorWords(err)].filter(Boolean).join('  ')
  return `${new Date(time).toISOString().slice(11, 19)} ${shown} ${escapeControls(clip(text, 2_000))}\n`
}

function errorWords(err: unknown): string | undefined {
  if (err === null || typeof err !== 'object') return undefined
  const { message, stack } = err as { message?: unknown; stack?: unknown }
  return String(stack ?? message ?? '').replaceAll('\n', ' ⏎ ')
}

const asFact = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)

/** The stack of an error may be four times as long as other values. */
function clipAll(value: unknown, secrets: readonly string[], name = '', depth = 0): unknown {
  if (typeof value === 'string') return clip(value, name === 'stack' ? 4 * longestValue : longestValue, secrets)
  if (value === null || typeof value !== 'object') return value
  if (depth > 5) return '…'
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clipAll(item, secrets, name, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, 50)
      .map(([key, item]) => [clip(key, 100), clipAll(item, secrets, key, depth + 1)]),
  )
}

/** Masks before it cuts, so that a cut never leaves half a secret. */
function clip(text: string, longest = longestValue, secrets: readonly string[] = []): string {
  const start = redactText(text.slice(0, longest + 500), secrets)
  return text.length > longest ? `${start.slice(0, longest)}… (${text.length} characters)` : start
}

/** JSON escapes the old control characters; these move the cursor, end lines or turn the direction of text too. */
export const escapeControls = (text: string): string =>
  text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
