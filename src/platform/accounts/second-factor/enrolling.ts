import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../database/tables.ts'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { factorOffLetter, factorOnLetter, recoveryCodesLetter } from '../letters/factor-letters.ts'
import { type Letter, post, speakerFor } from '../letters/letter.ts'
import { actorOf, type Person } from '../person.ts'
import { deleteSessions } from '../queries/sessions.ts'
import { type StartedSession, startSession, type Visit } from '../sessions.ts'
import { newFactorSecret, openFactor, readCode, sealFactor, stepOf } from './codes.ts'
import { countCode, spendCode, wrongCode } from './proving.ts'
import {
  confirmFactor,
  deleteFactor,
  findConfirmedFactor,
  findFactor,
  knownRecoveryCodes,
  putUnconfirmed,
  replaceRecoveryCodes,
} from './queries/factors.ts'
import { newRecoveryCodes, readRecoveryCode, recoveryDigest } from './recovery-codes.ts'
import type { FactorRow } from './tables.ts'

/** What a person sees once: nobody can show it again. */
export type FactorOn = Readonly<{ codes: readonly string[]; session: StartedSession }>

/** Makes a secret for an app; nothing is asked for before a code of it was seen. @throws UserError `accounts.factor-on` */
export async function startFactor(platform: Platform, person: Person): Promise<void> {
  const row: FactorRow = {
    person_id: person.id,
    secret: sealFactor(newFactorSecret(), person.id, platform.secret),
    created_at: platform.now(),
    confirmed_at: null,
    last_step: null,
  }
  const isNew = await platform.db.transaction().execute((tx) => putUnconfirmed(tx, row))
  if (!isNew) throw isOn()
}

/** The secret that an app shall be told; undefined where none was begun, or it counts already. */
export async function factorToShow({ db, secret }: Platform, personId: string): Promise<string | undefined> {
  const factor = await findFactor(db, personId)
  return factor && factor.confirmed_at === null ? openFactor(factor, secret) : undefined
}

/**
 * Turns the second factor on with a first code of the app. Everybody else who is signed in is signed out, and this visit
 * goes on under a new session.
 *
 * @throws UserError `accounts.code`, `accounts.factor-on`, `accounts.too-many-attempts`
 */
export async function turnFactorOn(platform: Platform, person: Person, text: string, visit: Visit): Promise<FactorOn> {
  await countCode(platform, person.id)
  const shown = await findFactor(platform.db, person.id)
  if (!shown || shown.confirmed_at !== null) throw isOn()
  const code = readCode(text)
  const step = code && stepOf(openFactor(shown, platform.secret), code, platform.now())
  if (!step) throw wrongCode()

  return platform.db.transaction().execute(async (tx) => {
    if (!(await confirmFactor(tx, shown, step, platform.now()))) throw isOn()
    const codes = await giveRecoveryCodes(platform, tx, person.id)
    await noteChange(platform, tx, person, 'accounts.factor-on', factorOnLetter)
    await deleteSessions(tx, person.id)
    return { codes, session: await startSession(platform, tx, person, visit) }
  })
}

/** Turns it off for somebody who has a code of it. @throws UserError as above, and `accounts.factor-off` */
export async function turnFactorOff(
  platform: Platform,
  person: Person,
  text: string,
  visit: Visit,
): Promise<StartedSession> {
  return withCode(platform, person, text, async (tx) => {
    await deleteFactor(tx, person.id)
    await noteChange(platform, tx, person, 'accounts.factor-off', factorOffLetter)
    await deleteSessions(tx, person.id)
    return startSession(platform, tx, person, visit)
  })
}

/** New recovery codes for old ones, for somebody who has a code. @throws UserError as above */
export function renewRecoveryCodes(platform: Platform, person: Person, text: string): Promise<readonly string[]> {
  return withCode(platform, person, text, async (tx) => {
    const codes = await giveRecoveryCodes(platform, tx, person.id)
    await noteChange(platform, tx, person, 'accounts.recovery-codes-made', recoveryCodesLetter)
    return codes
  })
}

/** Those of some texts that are recovery codes of this person: for a file of what the page shows, and of nothing else. */
export async function ownRecoveryCodes(
  { db, secret }: Platform,
  personId: string,
  texts: readonly string[],
): Promise<string[]> {
  const codes = texts.flatMap((text) => readRecoveryCode(text) ?? [])
  if (codes.length === 0) return []
  const digests = new Map(codes.map((code) => [recoveryDigest(code, personId, secret), code]))
  const known = await knownRecoveryCodes(db, personId, [...digests.keys()])
  return [...digests].flatMap(([digest, code]) => (known.has(digest) ? [code] : []))
}

/** The count of tries is written whatever comes of it; the code is spent only if the rest succeeds. */
async function withCode<Result>(
  platform: Platform,
  person: Person,
  text: string,
  act: (tx: Db) => Promise<Result>,
): Promise<Result> {
  await countCode(platform, person.id)
  return platform.db.transaction().execute(async (tx) => {
    const factor = await findConfirmedFactor(tx, person.id)
    if (!factor)
      throw new UserError('conflict', 'accounts.factor-off', 'Your account asks for no code after the password.')
    if (!(await spendCode(platform, tx, factor, text))) throw wrongCode()
    return act(tx)
  })
}

async function giveRecoveryCodes(platform: Platform, tx: Db, personId: string): Promise<readonly string[]> {
  const codes = newRecoveryCodes()
  const rows = codes.map((code) => ({
    id: randomUUIDv7(),
    person_id: personId,
    code: recoveryDigest(code, personId, platform.secret),
    created_at: platform.now(),
    used_at: null,
  }))
  await replaceRecoveryCodes(tx, personId, rows)
  return codes
}

async function noteChange(
  platform: Platform,
  tx: Db,
  person: Person,
  action: string,
  letter: (t: ReturnType<typeof speakerFor>, name: string) => Letter,
): Promise<void> {
  await platform.activity.record(tx, {
    actor: actorOf(person),
    action,
    status: 'success',
    target: `accounts/person/${person.id}`,
  })
  await post(platform, tx, person.email, letter(speakerFor(person.language), person.name))
}

const isOn = (): UserError =>
  new UserError(
    'conflict',
    'accounts.factor-on',
    'Your account asks for a code already, or the app was not set up here.',
  )
