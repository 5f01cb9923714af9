import type { Db } from '../../database/tables.ts'
import { grantsOfPerson, groupIdsOfPerson, type Memberships } from '../groups/queries/memberships.ts'
import type { PersonRow } from '../tables.ts'

/** How names that a proxy gives stand among the other ways to sign in. */
export const proxyProvider = 'proxy'

/** Somebody whom the proxy names, with all that a request needs to know. */
export type ProxiedPerson = Pick<PersonRow, 'id' | 'email' | 'name' | 'role' | 'language' | 'timezone' | 'theme'> &
  Pick<PersonRow, 'disabled_at'> &
  Memberships

export type FindProxied = (name: string) => Promise<ProxiedPerson | undefined>

/** The one query of each request that comes by way of the proxy. Made once, like that of sessions. */
export function prepareFindProxied(db: Db): FindProxied {
  const query = db
    .selectFrom('accounts_credentials as credential')
    .innerJoin('accounts_people as person', 'person.id', 'credential.person_id')
    .select(['person.id', 'person.email', 'person.name', 'person.role', 'person.language', 'person.timezone'])
    .select(['person.theme', 'person.disabled_at'])
    .select([groupIdsOfPerson.as('group_ids'), grantsOfPerson.as('grants')])
    .where('credential.provider_id', '=', '')
    .where('credential.account_id', '=', '')
    .compile()

  return async (name) => (await db.executeQuery<ProxiedPerson>({ ...query, parameters: [proxyProvider, name] })).rows[0]
}
