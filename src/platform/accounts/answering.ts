import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import type { Finish, JobContext } from '../tasks/tasks.ts'
import { confirmAddressLetter, resetLetter, resetMinutes } from './letters/account-letters.ts'
import { type Letter, post, speakerFor } from './letters/letter.ts'
import {
  alreadyKnownLetter,
  confirmDays,
  confirmLetter,
  decideLetter,
  vouchLetter,
  waitingLetter,
} from './letters/registration-letters.ts'
import { links } from './links.ts'
import { makeLink } from './one-time-links.ts'
import { can } from './permissions.ts'
import { findPerson, findPersonByEmail, listAdministrators } from './queries/people.ts'
import {
  deleteRegistration,
  findRegistration,
  findRegistrationByEmail,
  moveRegistration,
  waitsBehind,
} from './queries/registrations.ts'
import { vouchingSetting } from './settings.ts'
import type { PersonRow, RegistrationRow } from './tables.ts'
import { dayMs, minuteMs } from './times.ts'

type Done = Finish<void>

/** Sends what a registration calls for. */
export async function answerRegistered(platform: Platform, id: string, job: JobContext): Promise<Done | undefined> {
  const registration = await findRegistration(platform.db, id)
  if (!registration) return undefined
  return job.finish(async (tx) => {
    const owner = await findPersonByEmail(tx, registration.email)
    if (owner) {
      await deleteRegistration(tx, id)
      return sayKnown(platform, tx, owner)
    }
    if (registration.state === 'waiting') return askAround(platform, tx, registration)
    if (registration.state === 'sending') await askToConfirm(platform, tx, registration, 'sending', null)
  })
}

/**
 * Moves a registration on to the letter with the link. False where it is no longer what it was.
 *
 * @param by Who decided; null where nobody had to.
 */
export async function askToConfirm(
  platform: Platform,
  tx: Db,
  registration: RegistrationRow,
  from: 'sending' | 'waiting' | 'confirming',
  by: string | null,
): Promise<boolean> {
  const decided = by === null ? {} : { decided_by: by }
  const changes = { state: 'confirming', updated_at: platform.now(), ...decided } as const
  if (!(await moveRegistration(tx, registration.id, from, changes))) return false
  const secret = await makeLink(platform, tx, {
    purpose: 'confirm',
    subject: registration.id,
    lifeMs: confirmDays * dayMs,
  })
  const t = speakerFor(registration.language)
  await post(
    platform,
    tx,
    registration.email,
    confirmLetter(t, registration.name, urlOf(platform, links.confirm(secret))),
  )
  return true
}

export async function confirmOnceMore(platform: Platform, email: string, job: JobContext): Promise<Done> {
  return job.finish(async (tx) => {
    const registration = await findRegistrationByEmail(tx, email)
    if (registration?.state === 'confirming') await askToConfirm(platform, tx, registration, 'confirming', null)
  })
}

type Wish = Readonly<{ email: string; language: string }>

export async function answerReset(platform: Platform, { email, language }: Wish, job: JobContext): Promise<Done> {
  return job.finish(async (tx) => {
    const person = await findPersonByEmail(tx, email)
    if (!person || person.disabled_at !== null) return
    const secret = await makeLink(platform, tx, {
      purpose: 'reset',
      subject: person.id,
      lifeMs: resetMinutes * minuteMs,
    })
    const t = speakerFor(person.language, language)
    await post(platform, tx, person.email, resetLetter(t, person.name, urlOf(platform, links.reset(secret))))
  })
}

/** To the new address the link; to the owner of one that is taken a word. */
export async function answerNewAddress(
  platform: Platform,
  { personId, email, language }: Wish & Readonly<{ personId: string }>,
  job: JobContext,
): Promise<Done> {
  return job.finish(async (tx) => {
    const person = await findPerson(tx, personId)
    const owner = await findPersonByEmail(tx, email)
    if (!person || person.disabled_at !== null) return
    if (owner) return sayKnown(platform, tx, owner)
    const secret = await makeLink(platform, tx, { purpose: 'address', subject: person.id, value: email, lifeMs: dayMs })
    const t = speakerFor(person.language, language)
    await post(platform, tx, email, confirmAddressLetter(t, person.name, urlOf(platform, links.newAddress(secret))))
  })
}

/** Addresses in letters are built from the configured one alone. */
export const urlOf = ({ config }: Pick<Platform, 'config'>, path: string): string => config.baseUrl + path

const sayKnown = (platform: Platform, tx: Db, { email, name, language }: PersonRow): Promise<void> =>
  post(platform, tx, email, alreadyKnownLetter(speakerFor(language), name, urlOf(platform, links.forgotten())))

/** Tells the applicant, the member who was named, and those who decide. */
async function askAround(platform: Platform, tx: Db, registration: RegistrationRow): Promise<void> {
  const t = speakerFor(registration.language)
  await post(platform, tx, registration.email, waitingLetter(t, registration.name))
  const voucher = await findVoucher(platform, tx, registration)
  if (voucher)
    await tell(platform, tx, voucher, (said) =>
      vouchLetter(said, registration, urlOf(platform, links.vouch(registration.id))),
    )
  // One letter for the first in the queue, and none for each of a crowd: who looks sees them all.
  if (await waitsBehind(tx, registration.id)) return
  for (const one of await listAdministrators(tx))
    await tell(platform, tx, one, (said) =>
      decideLetter(said, registration, urlOf(platform, links.registration(registration.id))),
    )
}

async function findVoucher(
  platform: Platform,
  tx: Db,
  { voucher_email }: RegistrationRow,
): Promise<PersonRow | undefined> {
  if (voucher_email === null || !(await platform.settings.get(tx, vouchingSetting))) return undefined
  const person = await findPersonByEmail(tx, voucher_email)
  const isMember = person && person.disabled_at === null && can({ ...person, tokenId: null }, 'account.vouch')
  return isMember ? person : undefined
}

const tell = (
  platform: Platform,
  tx: Db,
  { email, language }: PersonRow,
  letter: (t: ReturnType<typeof speakerFor>) => Letter,
): Promise<void> => post(platform, tx, email, letter(speakerFor(language)))
