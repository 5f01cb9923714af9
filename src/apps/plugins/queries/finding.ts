import { sql } from 'kysely'
import type { Db } from '../../../platform/database/tables.ts'
import { likeAnywhere } from '../../../platform/search/search.ts'
import type { TaskRow } from '../tables.ts'

export const findTaskById = (db: Db, ownerId: string, id: string): Promise<TaskRow[]> =>
  db
    .selectFrom('plugins_tasks')
    .selectAll()
    .where('id', '=', id.toLowerCase())
    .where('owner_id', '=', ownerId)
    .limit(1)
    .execute()

/** One's own, by the number or a part of the plugin's name, the newest first. */
export const findTasksByPlugin = (db: Db, ownerId: string, text: string, limit: number): Promise<TaskRow[]> =>
  db
    .selectFrom('plugins_tasks')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where((row) =>
      row.or([
        row('seq', '=', numberIn(text)),
        sql<boolean>`lower(plugin) like ${likeAnywhere(text.replaceAll(' ', '-'))} escape '\\'`,
      ]),
    )
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()

/** `#12` and `12`; −1, which no task has, for anything else. */
const numberIn = (text: string): number => Number(/^#?(\d{1,15})$/.exec(text)?.[1] ?? -1)
