import type { Db } from '../../database/tables.ts'
import { type Asker, askerColumns } from '../queries/asker.ts'
import type { PersonRow } from '../tables.ts'

/** How names that a proxy gives stand among the other ways to sign in. */
export const proxyProvider = 'proxy'

/** Somebody whom the proxy names, locked out or not. */
export type ProxiedPerson = Asker & Pick<PersonRow, 'disabled_at'>

export type FindProxied = (name: string) => Promise<ProxiedPerson | undefined>

/** The one query of each request that comes by way of the proxy. Made once, like that of sessions. */
export function prepareFindProxied(db: Db): FindProxied {
  const query = db
    .selectFrom('accounts_credentials as credential')
    .innerJoin('accounts_people as person', 'person.id', 'credential.person_id')
    .select(askerColumns)
    .select('person.disabled_at')
    .where('credential.provider_id', '=', '')
    .where('credential.account_id', '=', '')
    .compile()

  return async (name) => (await db.executeQuery<ProxiedPerson>({ ...query, parameters: [proxyProvider, name] })).rows[0]
}
