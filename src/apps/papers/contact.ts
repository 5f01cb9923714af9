import type { Db } from '../../platform/database/tables.ts'
import { UserError } from '../../platform/errors.ts'
import { contactSetting } from '../../platform/http/settings.ts'
import type { Platform } from '../../platform/platform.ts'

/** Who we say we are when sources ask. */
export type Contact = Readonly<{ mail: string; project: string | null }>

/** Names that are kept for examples, and others that reach nobody (RFC 2606, 6761). */
const nobody = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost|local|internal)$/i

/** A mail address and, after a space, a project page; null where the address reaches nobody. */
export function readContact(text: string): Contact | null {
  const [mail = '', project] = text.trim().split(/\s+/)
  const domain = /^[^\s@<>()"',;:]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})$/i.exec(mail)?.[1]
  if (domain === undefined || nobody.test(domain)) return null
  return { mail, project: project !== undefined && URL.canParse(project) ? project : null }
}

/** What the settings say, else the environment; null where neither is plausible. */
export async function findContact(platform: Platform, db: Db): Promise<Contact | null> {
  const text = (await platform.settings.get(db, contactSetting)) ?? platform.config.contact
  return text === undefined ? null : readContact(text)
}

/** @throws UserError `papers.contact-missing`. */
export async function demandContact(platform: Platform, db: Db): Promise<Contact> {
  const contact = await findContact(platform, db)
  if (contact) return contact
  throw new UserError(
    'conflict',
    'papers.contact-missing',
    'Sources ask for a mail address that reaches a person. Set the contact in the settings of Papers, or LYCEUM_CONTACT; addresses of sample domains are refused.',
  )
}

/**
 * Keeps who may be written to.
 *
 * @throws UserError `papers.contact` where the address reaches nobody.
 */
export async function setContact(platform: Platform, by: string, text: string): Promise<Contact> {
  const contact = readContact(text)
  if (!contact) {
    const message = 'A mail address that reaches a person is needed; those of sample domains reach nobody.'
    throw new UserError('invalid', 'papers.contact', 'This contact cannot be used.', {
      fields: [{ path: 'contact', code: 'papers.contact', message }],
    })
  }
  await platform.db.transaction().execute((tx) => platform.settings.set(tx, contactSetting, text.trim(), by))
  platform.live.publish('papers/collector')
  return contact
}
