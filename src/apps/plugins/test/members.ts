import { makeToken } from '../../../platform/accounts/tokens.ts'
import type { TestRunner } from './support.ts'

/** An API token of somebody of the cast, as programs send it. */
export async function tokenOf({ platform }: Pick<TestRunner, 'platform'>, name: string, scope: 'all' | 'read' = 'all') {
  const { id } = await platform.db
    .selectFrom('accounts_people')
    .select('id')
    .where('email', '=', `${name}@lyceum.test`)
    .executeTakeFirstOrThrow()
  const { secret } = await makeToken(platform, id, { name: 'runner', scope, days: '30' }, 'test')
  return { id, headers: { authorization: `Bearer ${secret}` } }
}
