import { sql } from 'kysely'
import type { Database } from './database.ts'

/** A table as a copier of rows sees it. */
export type TableShape = Readonly<{
  name: string
  /** Those that hold values of their own, in their order: what the database derives by itself is left out. */
  columns: readonly string[]
  /** The columns of the primary key, in its order; empty where there is none. */
  key: readonly string[]
  /** The column that numbers itself; null where there is none. */
  numbered: string | null
  /** Other tables that its rows refer to. */
  refersTo: readonly string[]
}>

type Opened = Pick<Database, 'kind' | 'db'>
type Found = Readonly<{ name: string; columns: string; key: string; numbered: string | null; refers_to: string }>

/** Every table of the house, each after those that it refers to; indexes for searching are no tables. */
export async function readShapes({ kind, db }: Opened): Promise<TableShape[]> {
  const { rows } = await (kind === 'sqlite' ? shapesOnSqlite : shapesOnPostgres).execute(db)
  return referredFirst(rows.map(asShape))
}

const asShape = ({ name, columns, key, numbered, refers_to }: Found): TableShape => ({
  name,
  columns: JSON.parse(columns),
  key: JSON.parse(key),
  numbered,
  refersTo: JSON.parse(refers_to),
})

/** Of a circle, any comes first: who copies one has to let go of the foreign keys meanwhile. */
function referredFirst(shapes: readonly TableShape[]): TableShape[] {
  const sorted = new Map<string, TableShape>()
  const waiting = new Map(shapes.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((shape) => [shape.name, shape]))
  while (waiting.size > 0) {
    const isFree = ({ refersTo }: TableShape) => refersTo.every((name) => !waiting.has(name))
    const next = [...waiting.values()].find(isFree) ?? waiting.values().next().value
    if (!next) break
    waiting.delete(next.name)
    sorted.set(next.name, next)
  }
  return [...sorted.values()]
}

/** Virtual tables and what they keep behind them are of the types `virtual` and `shadow`; hidden 2 and 3 are generated. */
const shapesOnSqlite = sql<Found>`
  select t.name,
    (select json_group_array(c.name order by c.cid) from pragma_table_xinfo(t.name) c where c.hidden = 0) as columns,
    (select json_group_array(c.name order by c.pk) from pragma_table_xinfo(t.name) c where c.pk > 0) as key,
    (select c.name from pragma_table_xinfo(t.name) c
      where c.pk = 1 and s.sql like '%autoincrement%') as numbered,
    (select json_group_array(distinct f."table") from pragma_foreign_key_list(t.name) f
      where f."table" <> t.name) as refers_to
  from pragma_table_list t join sqlite_schema s on s.type = 'table' and s.name = t.name
  where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite\_%' escape '\\'`

const shapesOnPostgres = sql<Found>`
  select c.relname as name,
    (select coalesce(json_agg(a.attname order by a.attnum), '[]')::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    (select coalesce(json_agg(a.attname order by array_position(i.indkey::int2[], a.attnum)), '[]')::text
      from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
      where i.indrelid = c.oid and i.indisprimary) as key,
    (select a.attname from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and a.attidentity <> '' limit 1) as numbered,
    (select coalesce(json_agg(distinct r.relname), '[]')::text
      from pg_constraint k join pg_class r on r.oid = k.confrelid
      where k.conrelid = c.oid and k.contype = 'f' and r.oid <> c.oid) as refers_to
  from pg_class c
  where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')`
