import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { addPerson } from '../people.ts'
import { insertIdentity } from '../providers/queries/identities.ts'
import { findPersonByEmail } from '../queries/people.ts'
import { Email } from '../schemas.ts'
import { firstRoleSetting, proxyDomainSetting, proxyPeopleSetting } from '../settings.ts'
import type { PersonRow } from '../tables.ts'
import { proxyProvider } from './queries.ts'

/**
 * Finds out who somebody is whom the proxy names for the first time: who has the address that goes with the name, or, by
 * a setting, a new person. From then on the name stands for that account, whatever becomes of the address.
 *
 * @throws UserError `accounts.proxy-unknown`
 */
export async function meetProxied(platform: Platform, name: string): Promise<void> {
  const email = await addressOf(platform, name)
  if (email === undefined) throw unknown()
  await platform.db.transaction().execute(async (tx) => {
    const person = (await findPersonByEmail(tx, email)) ?? (await makePerson(platform, tx, name, email))
    await keepName(platform, tx, person, name)
  })
}

/** The name is an address itself, or one of the domain that an administrator has set. */
async function addressOf({ db, settings }: Platform, name: string): Promise<string | undefined> {
  const domain = await settings.get(db, proxyDomainSetting)
  if (!name.includes('@') && domain === '') return undefined
  return Email.safeParse(name.includes('@') ? name : `${name}@${domain}`).data
}

async function makePerson(platform: Platform, tx: Db, name: string, email: string): Promise<PersonRow> {
  if ((await platform.settings.get(tx, proxyPeopleSetting)) !== 'create') throw unknown()
  const role = await platform.settings.get(tx, firstRoleSetting)
  return addPerson(platform, tx, { name: name.split('@')[0] ?? name, email, role }, undefined, proxyProvider)
}

async function keepName(platform: Platform, tx: Db, { id }: PersonRow, name: string): Promise<void> {
  const now = platform.now()
  const row = {
    id: randomUUIDv7(),
    person_id: id,
    provider_id: proxyProvider,
    account_id: name,
    password: null,
    created_at: now,
    updated_at: now,
  }
  if (!(await insertIdentity(tx, row))) return
  await platform.activity.record(tx, {
    actor: id,
    action: 'accounts.proxy-name-met',
    status: 'success',
    target: `accounts/person/${id}`,
    details: { name },
  })
}

export const unknown = (): UserError =>
  new UserError(
    'forbidden',
    'accounts.proxy-unknown',
    'You are signed in at your institution, but have no account here, or one that is locked. Ask an administrator.',
  )
