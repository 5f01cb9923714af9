import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../database/tables.ts'
import type { CredentialRow, PersonRow } from '../tables.ts'

/** How passwords stand among the other ways to sign in. */
export const passwordProvider = 'credential'

export async function insertPerson(db: Db, person: PersonRow): Promise<void> {
  await db.insertInto('accounts_people').values(person).execute()
}

export function findPerson(db: Db, id: string): Promise<PersonRow | undefined> {
  return db.selectFrom('accounts_people').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The address in any case of letters. */
export function findPersonByEmail(db: Db, email: string): Promise<PersonRow | undefined> {
  return db.selectFrom('accounts_people').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst()
}

/** By name; `after` is the last one of the page before. */
export function listPeople(
  db: Db,
  { after, limit = 200 }: { after?: Pick<PersonRow, 'email'>; limit?: number } = {},
): Promise<PersonRow[]> {
  let query = db.selectFrom('accounts_people').selectAll().orderBy('email').limit(limit)
  if (after) query = query.where('email', '>', after.email)
  return query.execute()
}

/** Administrators who may come in, but one. */
export async function countAdministrators(db: Db, exceptId = ''): Promise<number> {
  const { count } = await db
    .selectFrom('accounts_people')
    .select(sql<number>`count(*)`.as('count'))
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .where('id', '!=', exceptId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Those who decide and are told; as many as a house can need. */
export function listAdministrators(db: Db): Promise<PersonRow[]> {
  return db
    .selectFrom('accounts_people')
    .selectAll()
    .where('role', '=', 'admin')
    .where('disabled_at', 'is', null)
    .orderBy('email')
    .limit(50)
    .execute()
}

/** Until the transaction ends, nobody else takes this lock or changes an administrator: on both databases a write locks. */
export async function lockAdministrators(tx: Db): Promise<void> {
  await tx
    .updateTable('accounts_people')
    .set((row) => ({ updated_at: row.ref('updated_at') }))
    .where('role', '=', 'admin')
    .execute()
}

export async function updatePerson(db: Db, id: string, changes: Partial<Omit<PersonRow, 'id'>>): Promise<void> {
  await db.updateTable('accounts_people').set(changes).where('id', '=', id).execute()
}

export async function insertCredential(db: Db, credential: CredentialRow): Promise<void> {
  await db.insertInto('accounts_credentials').values(credential).execute()
}

/** Undefined where the person has no password. */
export async function findPassword(db: Db, personId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('accounts_credentials')
    .select('password')
    .where('person_id', '=', personId)
    .where('provider_id', '=', passwordProvider)
    .executeTakeFirst()
  return row?.password ?? undefined
}

export async function updatePassword(db: Db, personId: string, password: string, now: string): Promise<void> {
  await db
    .updateTable('accounts_credentials')
    .set({ password, updated_at: now })
    .where('person_id', '=', personId)
    .where('provider_id', '=', passwordProvider)
    .execute()
}

/** The password of a person, whether they had one before or not. */
export async function putPassword(tx: Db, personId: string, password: string, now: string): Promise<void> {
  if ((await findPassword(tx, personId)) !== undefined) return updatePassword(tx, personId, password, now)
  await insertCredential(tx, {
    id: randomUUIDv7(),
    person_id: personId,
    provider_id: passwordProvider,
    account_id: personId,
    password,
    created_at: now,
    updated_at: now,
  })
}

/** Whose day to go has come; the next run takes the rest. */
export function listLeaving(db: Db, now: string): Promise<Pick<PersonRow, 'id'>[]> {
  return db
    .selectFrom('accounts_people')
    .select('id')
    .where('leaves_at', '<=', now)
    .orderBy('leaves_at')
    .limit(100)
    .execute()
}

/** Takes the person away, and with them credentials, sessions and tokens. */
export async function deletePerson(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('accounts_people').where('id', '=', id).execute()
}
