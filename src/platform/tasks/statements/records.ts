import { type RawBuilder, sql } from 'kysely'
import type { DatabaseKind } from '../../database/migrating.ts'

type ColumnType = 'text' | 'integer' | 'double precision'

/**
 * Many records as one table expression, `(…) as r` or `… as r(…)`: one statement with one parameter, however many there
 * are. Both databases unpack it from JSON text.
 */
export function recordsAs(
  kind: DatabaseKind,
  columns: Readonly<Record<string, ColumnType>>,
  records: readonly Readonly<Record<string, string | number | null>>[],
): RawBuilder<unknown> {
  if (kind === 'postgres') {
    const json = JSON.stringify(records, asPostgresText)
    const typed = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)
    return sql`jsonb_to_recordset(${json}::jsonb) as r(${sql.join(typed)})`
  }
  const json = JSON.stringify(records)
  const picked = Object.keys(columns).map((name) => sql`value ->> ${sql.lit(name)} as ${sql.ref(name)}`)
  return sql`(select ${sql.join(picked)} from json_each(${json})) as r`
}

/** The items of a list of text as a subquery, for `in (…)`. */
export function textsAs(kind: DatabaseKind, texts: readonly string[]): RawBuilder<unknown> {
  const json = JSON.stringify(texts, asPostgresText)
  return kind === 'postgres'
    ? sql`(select jsonb_array_elements_text(${json}::jsonb))`
    : sql`(select value from json_each(${json}))`
}

/** PostgreSQL takes neither NUL nor half a character. */
const asPostgresText = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
