import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type FieldError, UserError } from '../../errors.ts'
import type { AdminColumn, AdminTable, Row } from './declaring.ts'
import { openColumns } from './known-tables.ts'

type Value = string | number | null

/** What a form sent, by the name of the field. */
export type Typed = Readonly<Record<string, unknown>>

/** Says which state of a row somebody saw: differs as soon as any open column does. */
export function versionOf(table: AdminTable, row: Row): string {
  const values = openColumns(table).map(({ name }) => row[name] ?? null)
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 22)
}

/** A value as a field of a form holds it. */
export const asTyped = (value: Value | undefined): string =>
  value === null || value === undefined ? '' : String(value)

/**
 * Reads what was typed into these columns, and nothing else: a field that is none of them is refused, so that nobody can
 * set what no form offers.
 *
 * @throws UserError `admin.row-invalid` with everything that is wrong
 */
export function readColumns(columns: readonly AdminColumn[], typed: Typed): Row {
  const known = new Set(columns.map(({ name }) => name))
  const errors: FieldError[] = Object.keys(typed)
    .filter((name) => !known.has(name))
    .map((name) => ({ path: name, code: 'unrecognized_keys', message: 'There is no such field.' }))
  const row: Record<string, Value> = {}
  for (const column of columns) {
    const { value, error } = readColumn(column, typed[column.name])
    if (error) errors.push(error)
    else row[column.name] = value
  }
  if (errors.length > 0) throw invalidRow(errors)
  return row
}

export const invalidRow = (fields: readonly FieldError[]): UserError =>
  new UserError('invalid', 'admin.row-invalid', 'Some of this cannot be taken as it is; see beside each field.', {
    fields,
  })

function readColumn(column: AdminColumn, typed: unknown): { value: Value; error?: FieldError } {
  const refuse = (code: string, message: string) => ({ value: null, error: { path: column.name, code, message } })
  if (typed !== undefined && typeof typed !== 'string') return refuse('invalid_type', 'This must be text, given once.')
  if (/[\0\ud800-\udfff]/u.test(typed ?? '')) return refuse('invalid_format', 'Please use letters that can be seen.')
  const value = asValue(column, typed ?? '')
  if (typeof value === 'number' && Number.isNaN(value)) return refuse('invalid_type', 'This must be a number.')
  const result = column.edit?.safeParse(value)
  if (result?.success) return { value: result.data }
  return refuse(result?.error.issues[0]?.code ?? 'custom', sentenceOf(column, value, result?.error))
}

/** Nothing typed is nothing there: null. Truth is a box that is ticked or not. */
function asValue({ type }: AdminColumn, typed: string): Value {
  if (type === 'yes-no') return typed === '1' ? 1 : 0
  const text = type === 'long-text' || type === 'json' ? typed.replaceAll('\r\n', '\n') : typed.trim()
  if (text.trim() === '') return null
  return type === 'number' || type === 'bytes' ? Number(text) : text
}

/** The schema's own words where it has some; zod's are for programmers. */
function sentenceOf({ type }: AdminColumn, value: Value, error: z.ZodError | undefined): string {
  const issue = error?.issues[0]
  if (value === null) return 'Please fill this in.'
  if (issue && !/^(?:Invalid|Too small|Too big|Unrecognized)\b/.test(issue.message)) return issue.message
  if (type === 'choice') return 'Please choose one of what is offered.'
  if (issue?.code === 'too_big') return 'This is too long, or too large.'
  if (issue?.code === 'too_small') return 'This is too short, or too small.'
  return 'This is not written in the form that is expected.'
}

/** Columns whose value differs. */
export const differing = (before: Row, after: Row): Row =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => (before[name] ?? null) !== value))

/** The named columns of a row. */
export const part = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]))
