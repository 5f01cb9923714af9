import { randomUUIDv7 } from 'node:crypto'
import { countUse, networkOf } from '../../platform/accounts/limits.ts'
import { hashPassword, verifyPassword } from '../../platform/accounts/passwords.ts'
import { actorOf, type Person } from '../../platform/accounts/person.ts'
import { findPersonByEmail } from '../../platform/accounts/queries/people.ts'
import { digestOf, newSecret } from '../../platform/accounts/secrets.ts'
import { UserError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import { seal, unseal } from '../../platform/web/sealing.ts'
import { changeStudy, noteStudy } from './changing.ts'
import { links } from './links.ts'
import { studyShared } from './notices.ts'
import { deleteLink, deletePerson, findLink, insertLink, putPerson } from './queries/sharing.ts'
import { findStudyById } from './queries/studies.ts'
import type { StudyLinkRow, StudyRow } from './tables.ts'

const dayMs = 24 * 3_600_000

/** How long a link may open, in days. */
export const linkDays = ['7', '30', '90', '365'] as const

/**
 * Lets somebody of the house look at a study, and tells them. An address that nobody has is answered alike: who has an
 * account is nobody's business.
 */
export async function shareWithPerson(
  platform: Platform,
  person: Person,
  study: StudyRow,
  email: string,
): Promise<void> {
  const other = await findPersonByEmail(platform.db, email)
  if (!other || other.id === study.owner_id || other.disabled_at !== null) return
  await platform.db.transaction().execute(async (tx) => {
    await putPerson(tx, { study_id: study.id, person_id: other.id, added_by: person.id, added_at: platform.now() })
    await platform.notify(tx, {
      person: other.id,
      kind: studyShared,
      text: 'shared',
      values: { name: person.name, study: study.title },
      href: links.study(study.id),
    })
    await noteStudy(platform, tx, actorOf(person), 'shared', study, { details: { with: other.id } })
  })
}

export async function unsharePerson(
  platform: Platform,
  person: Person,
  study: StudyRow,
  otherId: string,
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await deletePerson(tx, study.id, otherId)
    await noteStudy(platform, tx, actorOf(person), 'unshared', study, { details: { with: otherId } })
  })
}

/** Lets a group of one's own look, or none. @throws UserError `studies.not-your-group`, `studies.changed-meanwhile` */
export async function shareWithGroup(
  platform: Platform,
  person: Person,
  study: StudyRow,
  groupId: string | null,
): Promise<void> {
  if (groupId !== null && !person.groups?.includes(groupId)) {
    const message = 'You are not in this group.'
    throw new UserError('invalid', 'studies.not-your-group', message, {
      fields: [{ path: 'group', code: 'studies.not-your-group', message }],
    })
  }
  await platform.db.transaction().execute(async (tx) => {
    await changeStudy(tx, study, { group_id: groupId })
    await noteStudy(platform, tx, actorOf(person), 'shared-with-group', study, { details: { group: groupId } })
  })
}

/** Makes an address that lets whoever has it look, and knows the password where it has one; its secret is shown this once. */
export async function shareByLink(
  platform: Platform,
  person: Person,
  study: StudyRow,
  { note: text, days, password }: Readonly<{ note: string; days: number; password: string }>,
): Promise<string> {
  const secret = newSecret()
  const now = platform.now()
  const expires = new Date(Date.parse(now) + days * dayMs).toISOString()
  const row = {
    id: randomUUIDv7(),
    study_id: study.id,
    secret_hash: digestOf(secret),
    note: text,
    created_by: person.id,
    password_hash: password === '' ? null : await hashPassword(password),
  }
  await platform.db.transaction().execute(async (tx) => {
    await insertLink(tx, { ...row, created_at: now, expires_at: expires })
    await noteStudy(platform, tx, actorOf(person), 'link-made', study, { details: { link: row.id, expires } })
  })
  return secret
}

export async function endLink(platform: Platform, person: Person, study: StudyRow, linkId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await deleteLink(tx, study.id, linkId)
    await noteStudy(platform, tx, actorOf(person), 'link-ended', study, { details: { link: linkId } })
  })
}

export type Opened = Readonly<{ study: StudyRow; link: StudyLinkRow }>

/** The study that a link opens. Undefined for a wrong secret, an expired link, and a study in the bin, all alike. */
export async function studyBySecret({ db, now }: Platform, secret: string): Promise<Opened | undefined> {
  const link = await findLink(db, digestOf(secret), now())
  const study = link && (await findStudyById(db, link.study_id))
  return link && study?.binned_at === null ? { study, link } : undefined
}

/** How long a password that was typed once opens its link. */
export const unlockedSeconds = 12 * 3_600
const quarterHourMs = 15 * 60_000
const sealPurpose = 'studies_links'

/**
 * What a browser shows from then on instead of the password.
 *
 * @throws UserError `studies.link-password`, `accounts.too-many-attempts`
 */
export async function unlock(
  { db, now, secret }: Platform,
  link: StudyLinkRow,
  { password, address }: Readonly<{ password: string; address: string }>,
): Promise<string> {
  await countUse(db, `studies-link ${link.id} ${networkOf(address)}`, 10, quarterHourMs, now())
  await countUse(db, `studies-link ${link.id}`, 100, quarterHourMs, now())
  if (!(await verifyPassword(password, link.password_hash ?? undefined))) {
    const message = 'This is not the password of this link.'
    throw new UserError('invalid', 'studies.link-password', message, {
      fields: [{ path: 'password', code: 'studies.link-password', message }],
    })
  }
  return seal(JSON.stringify({ link: link.id, since: now() }), secret, sealPurpose)
}

/** Whether a link has no password, or this browser has shown that it knows it. @param shown What `unlock` gave it. */
export function isUnlocked({ secret, now }: Platform, link: StudyLinkRow, shown: string | undefined): boolean {
  if (link.password_hash === null) return true
  const json = unseal(shown ?? '', secret, sealPurpose)
  if (json === undefined) return false
  const known = JSON.parse(json) as { link: string; since: string }
  return known.link === link.id && Date.parse(now()) - Date.parse(known.since) < unlockedSeconds * 1_000
}
