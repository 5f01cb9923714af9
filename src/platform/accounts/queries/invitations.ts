import type { Db } from '../../database/tables.ts'
import type { InvitationRow } from '../tables.ts'

export async function insertInvitation(db: Db, row: InvitationRow): Promise<void> {
  await db.insertInto('accounts_invitations').values(row).execute()
}

/** Newest first. */
export function listInvitations(db: Db): Promise<InvitationRow[]> {
  return db
    .selectFrom('accounts_invitations')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
}

/** One that can still be accepted. */
export function findInvitation(db: Db, digest: string, now: string): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('accounts_invitations')
    .selectAll()
    .where('token', '=', digest)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** An invitation that this address could still accept. */
export function findInvitationFor(db: Db, email: string, now: string): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('accounts_invitations')
    .selectAll()
    .where('email', '=', email)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** False where somebody was quicker, or it was withdrawn. */
export async function useInvitation(tx: Db, id: string, now: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_invitations')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export function deleteInvitation(tx: Db, id: string): Promise<InvitationRow | undefined> {
  return tx.deleteFrom('accounts_invitations').where('id', '=', id).returningAll().executeTakeFirst()
}

export async function deleteInvitationsBefore(tx: Db, before: string): Promise<void> {
  await tx.deleteFrom('accounts_invitations').where('expires_at', '<', before).execute()
}
