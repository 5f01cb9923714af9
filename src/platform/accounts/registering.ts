import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { domainOf } from './domains/names.ts'
import { judge, type Verdict } from './domains/verdict.ts'
import { countLetter, countRegistration } from './limits.ts'
import { type NewPassword, preparePassword } from './people.ts'
import { insertRegistration } from './queries/registrations.ts'
import type { RegisterForm } from './registration-schemas.ts'
import {
  firstRoleSetting,
  type RegistrationMode,
  registrationSetting,
  suffixSetting,
  termsSetting,
} from './settings.ts'
import type { RegistrationRow } from './tables.ts'
import { answerRegistration, sendConfirmation } from './tasks.ts'

/** Where a form came from: the address of the socket, and the language of the page. */
export type Asker = Readonly<{ address: string; language: string }>

/** What an address means where registration is as it is: in an open house every address that is not blocked is good. */
export async function judgeHere(platform: Platform, email: string): Promise<Verdict> {
  const { db, settings } = platform
  const [mode, suffixCounts] = [await settings.get(db, registrationSetting), await settings.get(db, suffixSetting)]
  const verdict = await judge(db, email, { suffixCounts })
  if (mode !== 'open' || (verdict.kind === 'refused' && verdict.why === 'blocked')) return verdict
  const institution = verdict.kind === 'academic' ? verdict.institution : { name: null, country: null }
  return { kind: 'academic', domain: verdict.domain, institution }
}

/**
 * Takes a registration. Whether the address has an account already is found out by a job afterwards, so that neither
 * words nor time tell. Answers whether somebody has to decide first.
 *
 * @throws UserError `accounts.registration-closed`, `accounts.address-refused`, `accounts.domain-unknown` (send it again
 * with `ask`), `accounts.password`, `accounts.terms`, `accounts.too-many-attempts`
 */
export async function register(platform: Platform, form: RegisterForm, asker: Asker): Promise<'sent' | 'waiting'> {
  const { db, settings } = platform
  demandOpen(await settings.get(db, registrationSetting))
  const verdict = await judgeHere(platform, form.email)
  demandAcceptable(verdict, form)
  if ((await settings.get(db, termsSetting)) !== '' && !form.terms) throw termsNeeded()
  await countRegistration(db, asker.address, form.email, platform.now())

  const password = await preparePassword(platform, form, form.password)
  const role = await settings.get(db, firstRoleSetting)
  const row = registrationRow(form, verdict, { password, role, language: asker.language, now: platform.now() })
  await db.transaction().execute(async (tx) => {
    await insertRegistration(tx, row)
    await platform.tasks.enqueue(tx, answerRegistration, { registrationId: row.id }, { subject: subjectOf(row) })
    await platform.activity.record(tx, {
      actor: 'nobody',
      action: 'accounts.registered',
      target: subjectOf(row),
      details: { address: asker.address, domain: row.domain, isAsked: row.state === 'waiting' },
    })
  })
  return row.state === 'waiting' ? 'waiting' : 'sent'
}

/** Asks for the letter with the link once more; the same whether or not anybody waits for one. @throws UserError as above */
export async function askForConfirmation(platform: Platform, email: string, asker: Asker): Promise<void> {
  await countLetter(platform.db, 'confirm', asker.address, email, platform.now())
  await platform.db.transaction().execute(async (tx: Db) => {
    await platform.tasks.enqueue(tx, sendConfirmation, { email })
  })
}

export function demandOpen(mode: RegistrationMode): void {
  if (mode === 'academic' || mode === 'open') return
  const sentence =
    mode === 'invitation'
      ? 'Only people who were invited can register here. Ask somebody of the group for an invitation.'
      : 'Nobody can register here. An administrator makes accounts.'
  throw new UserError('forbidden', 'accounts.registration-closed', sentence)
}

function demandAcceptable(verdict: Verdict, form: RegisterForm): void {
  if (verdict.kind === 'refused') {
    const sentence =
      verdict.why === 'free-mail'
        ? 'Everybody can have an address there. Please use that of your institution.'
        : 'Addresses of this domain are not accepted here.'
    throw aboutEmail('accounts.address-refused', sentence)
  }
  if (verdict.kind === 'unknown' && !form.ask)
    throw aboutEmail(
      'accounts.domain-unknown',
      'We do not know this domain. Tell us more below, and somebody will decide.',
    )
}

const aboutEmail = (code: 'accounts.address-refused' | 'accounts.domain-unknown', message: string): UserError =>
  new UserError('invalid', code, message, { fields: [{ path: 'email', code, message }] })

function termsNeeded(): UserError {
  const message = 'Please agree to the terms first.'
  return new UserError('invalid', 'accounts.terms', message, {
    fields: [{ path: 'terms', code: 'accounts.terms', message }],
  })
}

type Rest = Readonly<{ password: NewPassword; role: 'reader' | 'member'; language: string; now: string }>

function registrationRow(
  form: RegisterForm,
  verdict: Verdict,
  { password, role, language, now }: Rest,
): RegistrationRow {
  const institution = verdict.kind === 'academic' ? verdict.institution : undefined
  const isUnknown = verdict.kind === 'unknown'
  return {
    id: randomUUIDv7(),
    email: form.email,
    name: form.name,
    title: form.title,
    affiliation: form.affiliation ?? institution?.name ?? null,
    country: form.country ?? institution?.country ?? null,
    language,
    password: password.stored,
    role,
    state: isUnknown ? 'waiting' : 'sending',
    domain: domainOf(form.email) ?? '',
    proof: isUnknown ? form.proof : null,
    reason: isUnknown ? form.reason : null,
    voucher_email: isUnknown ? form.voucher : null,
    decided_by: null,
    decision: null,
    created_at: now,
    updated_at: now,
  }
}

export const subjectOf = ({ id }: Pick<RegistrationRow, 'id'>): string => `accounts/registration/${id}`
