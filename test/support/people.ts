import { cookieName } from '../../src/platform/accounts/cookies.ts'
import { csrfTokenFor } from '../../src/platform/accounts/csrf.ts'
import { hashPassword, type ScryptCost } from '../../src/platform/accounts/passwords.ts'
import { createPerson } from '../../src/platform/accounts/people.ts'
import type { Role } from '../../src/platform/accounts/person.ts'
import { startSession } from '../../src/platform/accounts/sessions.ts'
import type { PersonRow } from '../../src/platform/accounts/tables.ts'
import { makeToken } from '../../src/platform/accounts/tokens.ts'
import type { Platform } from '../../src/platform/platform.ts'

/** Ada owns, Ben is in her group, Cleo is a stranger who only reads, Dora administers. */
export const cast = {
  ada: { name: 'Ada', email: 'ada@lyceum.test', role: 'member' },
  ben: { name: 'Ben', email: 'ben@lyceum.test', role: 'member' },
  cleo: { name: 'Cleo', email: 'cleo@lyceum.test', role: 'reader' },
  dora: { name: 'Dora', email: 'dora@lyceum.test', role: 'admin' },
} as const satisfies Record<string, Readonly<{ name: string; email: string; role: Role }>>

export type CastName = keyof typeof cast
export type Cast = Readonly<Record<CastName, PersonRow>>

/** Everybody's, in tests. */
export const castPassword = 'seven green kettles sing'

/** Hashing that protects nothing, so that tests need not wait for it. */
const cheapCost: ScryptCost = { N: 2, r: 1, p: 1 }

/** Makes all four, with `castPassword`. */
export async function makeCast(platform: Platform): Promise<Cast> {
  const password = { stored: await hashPassword(castPassword, cheapCost) }
  const make = (name: CastName) => createPerson(platform, cast[name], password, 'test')
  return { ada: await make('ada'), ben: await make('ben'), cleo: await make('cleo'), dora: await make('dora') }
}

/** What a browser of this visitor would send: its cookie, and the token of the forms that it was shown. */
export type SignedIn = Readonly<{ cookie: string; csrfToken: string; secret: string }>

/** Signs a person in without a password being typed: a session like any other. */
export async function signedIn(platform: Platform, person: Pick<PersonRow, 'id' | 'role'>): Promise<SignedIn> {
  const visit = {
    address: '127.0.0.1',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  }
  const { secret } = await platform.db.transaction().execute((tx) => startSession(platform, tx, person, visit))
  const cookie = `${cookieName(platform.config, 'session')}=${secret}`
  return { cookie, csrfToken: csrfTokenFor(platform.secret, secret), secret }
}

/** The headers of a form or a script of our own pages, for `web.inject`. */
export const headersOf = ({ cookie, csrfToken }: SignedIn): Record<string, string> => ({
  cookie,
  'x-csrf-token': csrfToken,
  'sec-fetch-site': 'same-origin',
})

/** An API token of a person, as `Authorization` takes it. */
export async function bearerFor(platform: Platform, personId: string, scope: 'all' | 'read' = 'all'): Promise<string> {
  const { secret } = await makeToken(platform, personId, { name: 'test', scope, days: '30' }, 'test')
  return `Bearer ${secret}`
}
