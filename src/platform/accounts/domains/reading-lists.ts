import { UserError } from '../../errors.ts'
import { readListed } from './names.ts'

export type Listed = Readonly<{ domain: string; institution: string | null; country: string | null }>
/** What a list holds, each domain once, and how many entries were no domain. */
export type ReadList = Readonly<{ domains: readonly Listed[]; rejected: readonly string[] }>

const longestName = 200

/**
 * Reads a list as communities publish them: JSON (an array of institutions with `domains` or `domain`) or CSV with a line
 * of names.
 *
 * @throws UserError `accounts.list`
 */
export function readList(text: string): ReadList {
  const trimmed = text.replace(/^\ufeff/, '').trim()
  const entries = trimmed.startsWith('[') || trimmed.startsWith('{') ? readJson(trimmed) : readCsv(trimmed)
  const found = new Map<string, Listed>()
  const rejected: string[] = []
  for (const { domains, institution, country } of entries) {
    for (const written of domains) {
      const domain = readListed(written)
      if (domain === undefined) rejected.push(written.slice(0, 100))
      else if (!found.has(domain)) found.set(domain, { domain, institution, country })
    }
  }
  if (found.size === 0) throw badList('The file holds no domain.')
  return { domains: [...found.values()], rejected }
}

type Entry = Readonly<{ domains: readonly string[]; institution: string | null; country: string | null }>

function readJson(text: string): Entry[] {
  const whole = parse(text)
  const items = Array.isArray(whole) ? whole : []
  return items.flatMap((item) => {
    if (typeof item !== 'object' || item === null) return []
    const fields = new Map<string, unknown>(Object.entries(item))
    const domains = [fields.get('domains'), fields.get('domain')].flat().filter((one) => typeof one === 'string')
    return [{ domains, institution: nameOf(fields.get('name')), country: codeOf(fields.get('alpha_two_code')) }]
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badList('The file is no JSON that can be read.', cause)
  }
}

/** Columns by name: `domain` or `domains`, `name` or `institution`, `country_code`, `alpha_two_code` or `country`. */
function readCsv(text: string): Entry[] {
  const [head = '', ...lines] = text.split(/\r?\n/)
  const separator = [';', '\t', ','].find((sign) => head.includes(sign)) ?? ','
  const names = cellsOf(head, separator).map((name) => name.toLowerCase().trim())
  const column = (...wanted: string[]): number => names.findIndex((name) => wanted.includes(name))
  const [domain, name] = [column('domain', 'domains'), column('name', 'institution')]
  const country = column('alpha_two_code', 'country_code', 'country')
  if (domain < 0) throw badList('The first line names no column "domain".')
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = cellsOf(line, separator)
      const domains = (cells[domain] ?? '').split(/[\s|]+/).filter(Boolean)
      return { domains, institution: nameOf(cells[name]), country: codeOf(cells[country]) }
    })
}

/** One line of CSV; a cell in quotes may hold the separator, and doubled quotes. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const sign = line[at]
    if (isQuoted && sign === '"' && line[at + 1] === '"') cell += line[at++]
    else if (sign === '"') isQuoted = !isQuoted
    else if (sign === separator && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += sign
  }
  return [...cells, cell]
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  return (
    value
      .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
      .trim()
      .slice(0, longestName) || null
  )
}

const codeOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[a-z]{2}$/i.test(value.trim()) ? value.trim().toUpperCase() : null

const badList = (sentence: string, cause?: unknown): UserError =>
  new UserError('invalid', 'accounts.list', sentence, {
    cause,
    fields: [{ path: 'file', code: 'accounts.list', message: sentence }],
  })
