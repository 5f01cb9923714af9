import type { Db } from '../database/tables.ts'
import type { SearchMarkRow } from './tables.ts'

type Kind = SearchMarkRow['kind']

/** How many are kept of each kind; with more nothing is at hand any more. */
export const mostMarks: Readonly<Record<Kind, number>> = { favourite: 20, recent: 10 }

/** Favourites in the order in which they were made, what was opened last first. */
export function listMarks(db: Db, personId: string, kind: Kind): Promise<SearchMarkRow[]> {
  return db
    .selectFrom('search_marks')
    .selectAll()
    .where('person_id', '=', personId)
    .where('kind', '=', kind)
    .orderBy('marked_at', kind === 'recent' ? 'desc' : 'asc')
    .orderBy('href')
    .limit(mostMarks[kind])
    .execute()
}

export async function putMark(tx: Db, row: SearchMarkRow): Promise<void> {
  const { title, marked_at } = row
  await tx
    .insertInto('search_marks')
    .values(row)
    .onConflict((conflict) => conflict.columns(['person_id', 'kind', 'href']).doUpdateSet({ title, marked_at }))
    .execute()
}

export async function deleteMark(tx: Db, personId: string, kind: Kind, href: string): Promise<void> {
  await tx
    .deleteFrom('search_marks')
    .where('person_id', '=', personId)
    .where('kind', '=', kind)
    .where('href', '=', href)
    .execute()
}

/** Lets go of what was opened longest ago. */
export async function trimRecents(tx: Db, personId: string): Promise<void> {
  const kept = tx
    .selectFrom('search_marks')
    .select('href')
    .where('person_id', '=', personId)
    .where('kind', '=', 'recent')
    .orderBy('marked_at', 'desc')
    .orderBy('href')
    .limit(mostMarks.recent)
  await tx
    .deleteFrom('search_marks')
    .where('person_id', '=', personId)
    .where('kind', '=', 'recent')
    .where('href', 'not in', kept)
    .execute()
}
