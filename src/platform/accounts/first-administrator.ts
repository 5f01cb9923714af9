import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { letIn } from './admitting.ts'
import { links } from './links.ts'
import { addPerson, type NewPassword, preparePassword } from './people.ts'
import { deleteExpiredLinks, findLink, insertLink, takeLinks } from './queries/links.ts'
import { countAdministrators } from './queries/people.ts'
import type { FirstAdministratorForm } from './schemas.ts'
import { digestOf, newSecret } from './secrets.ts'
import type { StartedSession, Visit } from './sessions.ts'
import { hourMs, moved } from './times.ts'

const purpose = 'first-administrator'
const lifeMs = 24 * hourMs

/**
 * A link that makes the first administrator, good for 24 hours and once, or undefined where there is one already. The
 * server prints it at each start; since only its hash is stored, each start makes a new one.
 */
export async function firstAdministratorLink(platform: Platform): Promise<string | undefined> {
  const secret = newSecret()
  const now = platform.now()
  const isNeeded = await platform.db.transaction().execute(async (tx) => {
    await deleteExpiredLinks(tx, now)
    if ((await countAdministrators(tx)) > 0) return false
    const times = { created_at: now, updated_at: now, expires_at: moved(now, lifeMs) }
    await insertLink(tx, { id: randomUUIDv7(), purpose, token: digestOf(secret), ...times, subject: null, value: null })
    return true
  })
  return isNeeded ? platform.config.baseUrl + links.firstAdministrator(secret) : undefined
}

/** @throws UserError `accounts.link-used`: unknown, too old, used, or there is an administrator. */
export async function demandFirstAdministratorLink(platform: Platform, db: Db, secret: string): Promise<void> {
  const link = await findLink(db, purpose, digestOf(secret), platform.now())
  if (!link || (await countAdministrators(db)) > 0) throw linkUsed()
}

/** Makes the first administrator and signs them in. Of several at once, one succeeds. @throws UserError */
export async function makeFirstAdministrator(
  platform: Platform,
  secret: string,
  form: FirstAdministratorForm,
  visit: Visit,
): Promise<StartedSession> {
  await demandFirstAdministratorLink(platform, platform.db, secret)
  const password = await preparePassword(platform, form, form.password)
  return platform.db.transaction().execute((tx) => useLink(platform, tx, secret, form, password, visit))
}

async function useLink(
  platform: Platform,
  tx: Db,
  secret: string,
  form: FirstAdministratorForm,
  password: NewPassword,
  visit: Visit,
): Promise<StartedSession> {
  const taken = await takeLinks(tx, purpose)
  const isGood = taken.some((link) => link.token === digestOf(secret) && link.expires_at > platform.now())
  if (!isGood || (await countAdministrators(tx)) > 0) throw linkUsed()
  const person = await addPerson(platform, tx, { name: form.name, email: form.email, role: 'admin' }, password, purpose)
  return letIn(platform, tx, person, { visit, by: purpose })
}

const linkUsed = (): UserError =>
  new UserError(
    'gone',
    'accounts.link-used',
    'This link has been used, or is too old. While there is no administrator, each start of the server prints a new one.',
  )
