import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { demandGoodPassword, ownWordsOf } from './password-rules.ts'
import { hashPassword } from './passwords.ts'
import type { Role } from './person.ts'
import {
  countAdministrators,
  findPerson,
  findPersonByEmail,
  insertCredential,
  insertPerson,
  lockAdministrators,
  passwordProvider,
  updatePerson,
} from './queries/people.ts'
import { deleteSessions } from './queries/sessions.ts'
import type { PersonForm } from './schemas.ts'
import type { PersonRow } from './tables.ts'

/** A password that was found good, ready to be stored. */
export type NewPassword = Readonly<{ stored: string }>

/**
 * Hashes a password after looking at it. It takes a third of a second, so it is done before any transaction begins.
 *
 * @throws UserError `accounts.password`
 */
export async function preparePassword(
  platform: Platform,
  person: Readonly<{ name: string; email: string }>,
  password: string,
): Promise<NewPassword> {
  demandGoodPassword(password, ownWordsOf(person, platform.config.baseUrl))
  return { stored: await hashPassword(password) }
}

/**
 * Makes a person. Without a password they can only be spoken for by API tokens.
 *
 * @throws UserError `accounts.email-taken`
 */
export async function createPerson(
  platform: Platform,
  form: PersonForm,
  password: NewPassword | undefined,
  by: string,
): Promise<PersonRow> {
  return platform.db.transaction().execute((tx) => addPerson(platform, tx, form, password, by))
}

/** What is known of a new person besides; an address counts as verified where a link was followed that went there. */
export type FirstProfile = Partial<
  Pick<PersonRow, 'title' | 'affiliation' | 'country' | 'orcid' | 'language' | 'email_verified'>
>

/** The same inside a transaction of the caller's. */
export async function addPerson(
  platform: Platform,
  tx: Db,
  form: PersonForm,
  password: NewPassword | undefined,
  by: string,
  profile: FirstProfile = {},
): Promise<PersonRow> {
  if (await findPersonByEmail(tx, form.email)) throw emailTaken(form.email)
  const person = { ...personRow(form, platform.now()), ...profile }
  await insertPerson(tx, person)
  if (password) await insertCredential(tx, credentialRow(person, password))
  await platform.activity.record(tx, {
    actor: by,
    action: 'accounts.person-created',
    status: 'success',
    target: `accounts/person/${person.id}`,
    after: { name: person.name, email: person.email, role: person.role },
  })
  return person
}

/**
 * Gives a person another role; all their sessions end, so that none outlives what it was opened for.
 *
 * @throws UserError `accounts.no-such-person`, `accounts.last-administrator`
 */
export async function changeRole(platform: Platform, id: string, role: Role, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const person = await demandPerson(tx, id)
    if (person.role === role) return
    if (person.role === 'admin') await demandAnotherAdministrator(tx, id)
    await updatePerson(tx, id, { role, updated_at: platform.now() })
    await deleteSessions(tx, id)
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.role-changed',
      status: 'success',
      target: `accounts/person/${id}`,
      before: { role: person.role },
      after: { role },
    })
  })
}

/**
 * Locks a person out: sessions end, and tokens are not heard, from the next request on.
 *
 * @throws UserError `accounts.no-such-person`, `accounts.last-administrator`
 */
export async function disablePerson(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const person = await demandPerson(tx, id)
    if (person.disabled_at !== null) return
    if (person.role === 'admin') await demandAnotherAdministrator(tx, id)
    await updatePerson(tx, id, { disabled_at: platform.now(), disabled_by: by, updated_at: platform.now() })
    await deleteSessions(tx, id)
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.person-disabled',
      status: 'warning',
      target: `accounts/person/${id}`,
    })
  })
}

/** Lets a person in again. @throws UserError `accounts.no-such-person` */
export async function enablePerson(platform: Platform, id: string, by: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const person = await demandPerson(tx, id)
    if (person.disabled_at === null) return
    await updatePerson(tx, id, { disabled_at: null, disabled_by: null, leaves_at: null, updated_at: platform.now() })
    await platform.activity.record(tx, {
      actor: by,
      action: 'accounts.person-enabled',
      status: 'success',
      target: `accounts/person/${id}`,
    })
  })
}

async function demandPerson(tx: Db, id: string): Promise<PersonRow> {
  const person = await findPerson(tx, id)
  if (person) return person
  throw new UserError('not-found', 'accounts.no-such-person', 'There is no such person.')
}

/** Nobody may lock the whole house, two administrators each other at the same moment included. */
export async function demandAnotherAdministrator(tx: Db, id: string): Promise<void> {
  await lockAdministrators(tx)
  if ((await countAdministrators(tx, id)) > 0) return
  const sentence = 'This is the last administrator. Make somebody else an administrator first.'
  throw new UserError('conflict', 'accounts.last-administrator', sentence)
}

const personRow = (form: PersonForm, now: string): PersonRow => ({
  id: randomUUIDv7(),
  name: form.name,
  email: form.email.toLowerCase(),
  email_verified: 0,
  image: null,
  created_at: now,
  updated_at: now,
  role: form.role,
  language: null,
  timezone: null,
  disabled_at: null,
  disabled_by: null,
  title: null,
  affiliation: null,
  country: null,
  orcid: null,
  theme: null,
  leaves_at: null,
})

const credentialRow = (person: PersonRow, { stored }: NewPassword) => ({
  id: randomUUIDv7(),
  person_id: person.id,
  provider_id: passwordProvider,
  account_id: person.id,
  password: stored,
  created_at: person.created_at,
  updated_at: person.updated_at,
})

function emailTaken(email: string): UserError {
  const message = `Somebody has the address ${email} already.`
  const fields = [{ path: 'email', code: 'accounts.email-taken', message }]
  return new UserError('conflict', 'accounts.email-taken', message, { fields })
}
