import { type Expression, type SqlBool, sql } from 'kysely'
import type { ActivityFilter } from './schemas.ts'

/** What a list of entries is narrowed by. */
export type Conditions = Readonly<{
  /** The one that finds the entries, by an index; undefined: all of them in their order. */
  leading: Expression<SqlBool> | undefined
  /** Those that each entry found is held against, written so that no index is tempted by them. */
  others: readonly Expression<SqlBool>[]
}>

type Condition = Readonly<{ leads: () => Expression<SqlBool>; follows: () => Expression<SqlBool> }>

/** Splits a filter: the condition that fewest entries meet leads, as far as that can be told without counting. */
export function conditionsOf(filter: ActivityFilter): Conditions {
  const { target, jobId, host, source, action, status, actor, category, text } = filter
  const all: readonly (Condition | false | undefined)[] = [
    target !== undefined && equals('target', target),
    jobId !== undefined && equals('job_id', jobId),
    host !== undefined && equals('host', host),
    source !== undefined && equals('source', source),
    action !== undefined && equals('action', action),
    (status === 'warning' || status === 'error') && trouble(status),
    actor !== undefined && equals('actor', actor),
    category !== undefined && equals('category', category),
  ]
  const [first, ...rest] = all.filter((one): one is Condition => Boolean(one))
  const others = rest.map(({ follows }) => follows())
  if (status === 'success' || status === 'info') others.push(sql<SqlBool>`status = ${status}`)
  if (text !== undefined) others.push(mentions(text))
  return { leading: first?.leads(), others }
}

const equals = (column: string, value: string): Condition => ({
  leads: () => sql<SqlBool>`${sql.ref(column)} = ${value}`,
  follows: () => sql<SqlBool>`${sql.ref(column)} || '' = ${value}`,
})

/** The index holds trouble alone, and is only used where the statement says so in the same words. */
const trouble = (status: 'warning' | 'error'): Condition => ({
  leads: () => sql<SqlBool>`status in ('warning', 'error') and status = ${sql.lit(status)}`,
  follows: () => sql<SqlBool>`status || '' = ${status}`,
})

/** `%` and `_` are looked for as they stand. */
function mentions(text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return sql<SqlBool>`lower(action || ' ' || coalesce(target, '') || ' ' || coalesce(message, '') || ' ' || coalesce(request_id, '')) like ${pattern} escape '\\'`
}
