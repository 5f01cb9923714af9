import type { Db } from '../database/tables.ts'
import type { ViewRow } from './tables.ts'

/** More than anybody looks through; `saving.ts` keeps to it. */
export const MOST_VIEWS = 200

/** The views of a person, those of one list where it is named, by list and name. */
export function listViews(db: Db, personId: string, list?: string): Promise<ViewRow[]> {
  return db
    .selectFrom('views_saved')
    .selectAll()
    .where('person_id', '=', personId)
    .$if(list !== undefined, (query) => query.where('list', '=', list ?? ''))
    .orderBy('list')
    .orderBy('name')
    .limit(MOST_VIEWS)
    .execute()
}

/** Saves a view; one of the same name on the same list is replaced. */
export async function putView(tx: Db, row: ViewRow): Promise<void> {
  const { query, list_title, saved_at } = row
  await tx
    .insertInto('views_saved')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['person_id', 'list', 'name']).doUpdateSet({ query, list_title, saved_at }),
    )
    .execute()
}

/** The view that was removed; undefined where there is none, or it is another person's. */
export function removeView(tx: Db, personId: string, id: string): Promise<ViewRow | undefined> {
  return tx
    .deleteFrom('views_saved')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .returningAll()
    .executeTakeFirst()
}
