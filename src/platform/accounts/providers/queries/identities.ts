import type { Db } from '../../../database/tables.ts'
import type { CredentialRow, PersonRow } from '../../tables.ts'

/** How what a service says stands among the other ways to sign in. */
export const providerKey = (providerId: string): string => `oidc:${providerId}`

/** Who is known by this name at a provider: `oidc:…`, or `proxy`. */
export function findPersonByIdentity(db: Db, key: string, name: string): Promise<PersonRow | undefined> {
  return db
    .selectFrom('accounts_credentials as credential')
    .innerJoin('accounts_people as person', 'person.id', 'credential.person_id')
    .selectAll('person')
    .where('credential.provider_id', '=', key)
    .where('credential.account_id', '=', name)
    .executeTakeFirst()
}

/** False where this name is somebody's already. */
export async function insertIdentity(tx: Db, row: CredentialRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('accounts_credentials')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** Every way of a person to prove who they are, but passkeys. */
export function listIdentities(db: Db, personId: string): Promise<CredentialRow[]> {
  return db
    .selectFrom('accounts_credentials')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(100)
    .execute()
}

export async function deleteIdentity(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('accounts_credentials').where('id', '=', id).execute()
}

/** Nobody comes in by way of a service that was removed. Answers how many did. */
export async function deleteIdentitiesOf(tx: Db, key: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('accounts_credentials')
    .where('provider_id', '=', key)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
