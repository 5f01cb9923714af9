import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { AttemptRow } from '../tables.ts'

export async function insertAttempts(db: Db, attempts: readonly AttemptRow[]): Promise<void> {
  await db.insertInto('accounts_attempts').values(attempts).execute()
}

/** How many there were in a bucket since a moment, and when the oldest of them was. */
export async function countAttempts(db: Db, bucket: string, since: string): Promise<{ count: number; oldest: string }> {
  const row = await db
    .selectFrom('accounts_attempts')
    .select([sql<number>`count(*)`.as('count'), sql<string | null>`min(at)`.as('oldest')])
    .where('bucket', '=', bucket)
    .where('at', '>', since)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), oldest: row.oldest ?? since }
}

export async function deleteAttempts(db: Db, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('accounts_attempts').where('id', 'in', ids).execute()
}

export async function deleteAttemptsBefore(db: Db, before: string): Promise<void> {
  await db.deleteFrom('accounts_attempts').where('at', '<', before).execute()
}
