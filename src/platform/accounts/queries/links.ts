import type { Db } from '../../database/tables.ts'
import type { LinkRow } from '../tables.ts'

export async function insertLink(db: Db, link: LinkRow): Promise<void> {
  await db.insertInto('accounts_links').values(link).execute()
}

/** Undefined where there is none, or it is too old. */
export function findLink(db: Db, purpose: string, digest: string, now: string): Promise<LinkRow | undefined> {
  return db
    .selectFrom('accounts_links')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('token', '=', digest)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Takes all links of one purpose away and answers with them: who gets a row, gets it alone, on both databases. */
export function takeLinks(db: Db, purpose: string): Promise<LinkRow[]> {
  return db.deleteFrom('accounts_links').where('purpose', '=', purpose).returningAll().execute()
}

export async function deleteExpiredLinks(db: Db, now: string): Promise<void> {
  await db.deleteFrom('accounts_links').where('expires_at', '<=', now).execute()
}

/** Takes one link away and answers with it; undefined where it is not there any more. */
export function takeLink(db: Db, purpose: string, digest: string): Promise<LinkRow | undefined> {
  return db
    .deleteFrom('accounts_links')
    .where('purpose', '=', purpose)
    .where('token', '=', digest)
    .returningAll()
    .executeTakeFirst()
}

export async function deleteLinksOf(db: Db, subject: string, purpose?: string): Promise<void> {
  let query = db.deleteFrom('accounts_links').where('subject', '=', subject)
  if (purpose !== undefined) query = query.where('purpose', '=', purpose)
  await query.execute()
}
