import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { ChoiceRow, NoticeRow } from '../tables.ts'

/** Adds a notice, or one more to the unread one of its batch. False where it became part of another. */
export async function putNotice(tx: Db, row: NoticeRow): Promise<boolean> {
  if (row.batch === null || row.read_at !== null) {
    await tx.insertInto('notices_items').values(row).execute()
    return true
  }
  const { rows } = await sql<{ id: string }>`
    insert into notices_items (id, person_id, kind, text, values_json, level, href, batch, count, created_at, updated_at)
    values (${row.id}, ${row.person_id}, ${row.kind}, ${row.text}, ${row.values_json}, ${row.level}, ${row.href},
      ${row.batch}, 1, ${row.created_at}, ${row.updated_at})
    on conflict (person_id, kind, batch) where batch is not null and read_at is null
    do update set count = notices_items.count + 1, text = excluded.text, values_json = excluded.values_json,
      level = excluded.level, href = excluded.href, updated_at = excluded.updated_at
    returning id`.execute(tx)
  return rows[0]?.id === row.id
}

/** Whether there was a notice of the same batch since then. */
export async function hasBatchSince(
  db: Db,
  { person_id, kind, batch }: Pick<NoticeRow, 'person_id' | 'kind' | 'batch'>,
  since: string,
): Promise<boolean> {
  const found = await db
    .selectFrom('notices_items')
    .select('id')
    .where('person_id', '=', person_id)
    .where('kind', '=', kind)
    .where('batch', '=', batch)
    .where('created_at', '>', since)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** The newest first; `before` is the place behind the last one of the page before. */
export function listNotices(
  db: Db,
  personId: string,
  { before, onlyUnread = false, limit }: { before?: readonly [string, string]; onlyUnread?: boolean; limit: number },
): Promise<NoticeRow[]> {
  let query = db
    .selectFrom('notices_items')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
  if (onlyUnread) query = query.where('read_at', 'is', null)
  if (before) {
    const [at, id] = before
    query = query.where((row) =>
      row.or([row('updated_at', '<', at), row.and([row('updated_at', '=', at), row('id', '<', id)])]),
    )
  }
  return query.execute()
}

/** Undefined for somebody else's. */
export function findNotice(db: Db, personId: string, id: string): Promise<NoticeRow | undefined> {
  return db
    .selectFrom('notices_items')
    .selectAll()
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
}

export async function countUnread(db: Db, personId: string): Promise<number> {
  const { n } = await db
    .selectFrom('notices_items')
    .select(sql<number>`count(*)`.as('n'))
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(n)
}

/** All of a person, or one of them. */
export async function markRead(tx: Db, personId: string, at: string, id?: string): Promise<void> {
  let query = tx
    .updateTable('notices_items')
    .set({ read_at: at })
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
  if (id !== undefined) query = query.where('id', '=', id)
  await query.execute()
}

/** A batch that came up again meanwhile keeps its newer notice as the unread one. */
export async function markUnread(tx: Db, personId: string, id: string): Promise<void> {
  await sql`update notices_items set read_at = null where id = ${id} and person_id = ${personId} and not exists (
    select 1 from notices_items as other where other.person_id = notices_items.person_id
      and other.kind = notices_items.kind and other.batch = notices_items.batch and other.read_at is null)`.execute(tx)
}

/** Read ones that are older than this. */
export async function deleteOldNotices(tx: Db, before: string): Promise<void> {
  await tx.deleteFrom('notices_items').where('read_at', '<', before).execute()
}

export function listChoices(db: Db, personId: string): Promise<ChoiceRow[]> {
  return db.selectFrom('notices_choices').selectAll().where('person_id', '=', personId).limit(500).execute()
}

export function findChoice(db: Db, personId: string, kind: string): Promise<ChoiceRow | undefined> {
  return db
    .selectFrom('notices_choices')
    .selectAll()
    .where('person_id', '=', personId)
    .where('kind', '=', kind)
    .executeTakeFirst()
}

export async function putChoice(tx: Db, row: ChoiceRow): Promise<void> {
  const { on_page, by_mail, changed_at } = row
  await tx
    .insertInto('notices_choices')
    .values(row)
    .onConflict((conflict) => conflict.columns(['person_id', 'kind']).doUpdateSet({ on_page, by_mail, changed_at }))
    .execute()
}

/** Every notice of a person, in pages. */
export async function* allNotices(db: Db, personId: string): AsyncGenerator<NoticeRow, void> {
  const limit = 500
  let before: readonly [string, string] | undefined
  for (;;) {
    const rows = await listNotices(db, personId, { before, limit })
    yield* rows
    const last = rows.at(-1)
    if (!last || rows.length < limit) return
    before = [last.updated_at, last.id]
  }
}
