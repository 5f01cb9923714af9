import { declaredBy, type Part, type PersonalData } from '../app.ts'
import type { Db } from '../database/tables.ts'
import { deleteMailTo, listMail } from '../mail/queries.ts'
import { listGroups } from './groups/queries/groups.ts'
import { listPasskeys } from './passkeys/queries/passkeys.ts'
import { listIdentities } from './providers/queries/identities.ts'
import { deleteLinksOf } from './queries/links.ts'
import { findPerson } from './queries/people.ts'
import { listEverySession } from './queries/sessions.ts'
import { listTokens } from './queries/tokens.ts'
import { countRecoveryCodes, findConfirmedFactor } from './second-factor/queries/factors.ts'

/** What accounts keep of a person; secrets are not among it, not even their hashes. */
export const personalData: readonly PersonalData[] = [
  {
    name: 'account',
    title: 'Your account and profile',
    leaving: 'Deleted.',
    rows: async function* (db: Db, personId: string) {
      const person = await findPerson(db, personId)
      if (person) yield person
    },
    remove: (tx, personId) => deleteLinksOf(tx, personId),
  },
  {
    name: 'sessions',
    title: 'Where you are signed in',
    leaving: 'Deleted.',
    rows: async function* (db: Db, personId: string) {
      for (const { token: _, ...session } of await listEverySession(db, personId)) yield session
    },
  },
  {
    name: 'second_factor',
    title: 'Your second factor',
    leaving: 'Deleted.',
    rows: async function* (db: Db, personId: string) {
      const factor = await findConfirmedFactor(db, personId)
      if (factor) yield { since: factor.confirmed_at, recovery_codes_left: await countRecoveryCodes(db, personId) }
    },
  },
  {
    name: 'passkeys',
    title: 'Your passkeys',
    leaving: 'Deleted here; the keys stay on your devices and open nothing.',
    rows: async function* (db: Db, personId: string) {
      for (const { public_key: _, ...row } of await listPasskeys(db, personId)) yield row
    },
  },
  {
    name: 'identities',
    title: 'Services and other ways by which you sign in',
    leaving: 'Deleted.',
    rows: async function* (db: Db, personId: string) {
      for (const { password: _, ...row } of await listIdentities(db, personId)) yield row
    },
  },
  {
    name: 'groups',
    title: 'Groups that you are in',
    leaving: 'You leave them; the groups stay.',
    rows: async function* (db: Db, personId: string) {
      for (const { id, name, description } of await listGroups(db, personId)) yield { id, name, description }
    },
  },
  {
    name: 'tokens',
    title: 'Your API tokens',
    leaving: 'Deleted; programs that use them stop working at once.',
    rows: async function* (db: Db, personId: string) {
      for (const { token: _, ...row } of await listTokens(db, personId)) yield row
    },
  },
  {
    name: 'letters',
    title: 'Letters to your address',
    leaving: 'Deleted here; what was sent is in your mailbox.',
    rows: lettersTo,
    remove: async (tx, personId) => {
      const person = await findPerson(tx, personId)
      if (person) await deleteMailTo(tx, person.email)
    },
  },
]

/** Their words stay out of it: links that work are among them. */
async function* lettersTo(db: Db, personId: string): AsyncGenerator<unknown> {
  const person = await findPerson(db, personId)
  let before: string | undefined
  while (person) {
    const { items, next } = await listMail(db, { recipient: person.email }, { before })
    for (const { subject, kind, state, created_at, sent_at } of items)
      yield { subject, kind, state, created_at, sent_at }
    if (next === null) return
    before = next
  }
}

/** What all parts keep, in their order. */
export const allPersonalData = (parts: readonly Part[]): Promise<PersonalData[]> =>
  declaredBy(parts, (part) => part.personalData?.())

/**
 * Everything the house has of one person, as one JSON document that is written while it is read: `{ "account": […], … }`.
 * Rows stand as they are kept, one a line.
 */
export async function* exportOf(
  db: Db,
  personId: string,
  data: readonly PersonalData[],
  madeAt: string,
): AsyncGenerator<string> {
  yield `{\n"made_at": ${JSON.stringify(madeAt)}`
  for (const { name, rows } of data) {
    yield `,\n${JSON.stringify(name)}: [`
    let separator = '\n  '
    for await (const row of rows(db, personId)) {
      yield separator + JSON.stringify(row)
      separator = ',\n  '
    }
    yield ']'
  }
  yield '\n}\n'
}
