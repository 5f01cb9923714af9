import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { RegistrationRow, RegistrationState } from '../tables.ts'

export async function insertRegistration(db: Db, row: RegistrationRow): Promise<void> {
  await db.insertInto('accounts_registrations').values(row).execute()
}

export function findRegistration(db: Db, id: string): Promise<RegistrationRow | undefined> {
  return db.selectFrom('accounts_registrations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The latest with this address that is not refused. */
export function findRegistrationByEmail(db: Db, email: string): Promise<RegistrationRow | undefined> {
  return db
    .selectFrom('accounts_registrations')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .where('state', '!=', 'refused')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Oldest first. */
export function listRegistrations(db: Db, state: RegistrationState): Promise<RegistrationRow[]> {
  return db
    .selectFrom('accounts_registrations')
    .selectAll()
    .where('state', '=', state)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute()
}

/** Whether one came before it that waits still: ids are in the order of their time. */
export async function waitsBehind(db: Db, id: string): Promise<boolean> {
  const earlier = db
    .selectFrom('accounts_registrations')
    .select('id')
    .where('state', '=', 'waiting')
    .where('id', '<', id)
  return (await earlier.limit(1).executeTakeFirst()) !== undefined
}

/** Others who wait with an address of this domain, or of one below it. */
export function listWaitingBelow(db: Db, domain: string): Promise<RegistrationRow[]> {
  const below = `%.${domain.replace(/[\\%_]/g, '\\$&')}`
  return db
    .selectFrom('accounts_registrations')
    .selectAll()
    .where('state', '=', 'waiting')
    .where((row) => row.or([row('domain', '=', domain), sql<boolean>`domain like ${below} escape '\\'`]))
    .orderBy('created_at')
    .limit(200)
    .execute()
}

/** False where it is no longer in the state in which it was seen: somebody was quicker. */
export async function moveRegistration(
  tx: Db,
  id: string,
  from: RegistrationState,
  changes: Partial<Pick<RegistrationRow, 'state' | 'decided_by' | 'decision' | 'updated_at'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('accounts_registrations')
    .set(changes)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function deleteRegistration(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('accounts_registrations').where('id', '=', id).execute()
}

/** The account is there: nothing else that was asked with this address has a meaning. */
export async function deleteRegistrationsOf(tx: Db, email: string): Promise<void> {
  await tx.deleteFrom('accounts_registrations').where('email', '=', email).execute()
}

export async function deleteRegistrationsBefore(tx: Db, state: RegistrationState, before: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('accounts_registrations')
    .where('state', '=', state)
    .where('updated_at', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
