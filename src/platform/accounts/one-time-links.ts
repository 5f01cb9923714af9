import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { deleteLinksOf, findLink, insertLink, takeLink } from './queries/links.ts'
import { digestOf, newSecret } from './secrets.ts'
import type { LinkRow } from './tables.ts'
import { moved } from './times.ts'

export type LinkPurpose = 'confirm' | 'reset' | 'address' | 'stay'

/** What a link is for: whom, for how long, and what it brings about. */
export type NewLink = Readonly<{ purpose: LinkPurpose; subject: string; lifeMs: number; value?: string }>

/**
 * Makes a link that works once, and answers with its secret: 256 random bits, of which only the hash is kept. Those of the
 * same kind that were made before for the same subject stop working.
 */
export async function makeLink(
  platform: Platform,
  tx: Db,
  { purpose, subject, lifeMs, value }: NewLink,
): Promise<string> {
  const secret = newSecret()
  const now = platform.now()
  await deleteLinksOf(tx, subject, purpose)
  await insertLink(tx, {
    id: randomUUIDv7(),
    purpose,
    token: digestOf(secret),
    expires_at: moved(now, lifeMs),
    created_at: now,
    updated_at: now,
    subject,
    value: value ?? null,
  })
  return secret
}

/** Looks whether a link would work, without using it up. @throws UserError `accounts.link-dead` */
export async function lookAtLink(
  platform: Platform,
  purpose: LinkPurpose,
  secret: string,
): Promise<LinkRow & { subject: string }> {
  return demandLink(await findLink(platform.db, purpose, digestOf(secret), platform.now()))
}

/** Uses a link up: of several at once, one succeeds. @throws UserError `accounts.link-dead` */
export async function useLink(
  platform: Platform,
  tx: Db,
  purpose: LinkPurpose,
  secret: string,
): Promise<LinkRow & { subject: string }> {
  const link = await takeLink(tx, purpose, digestOf(secret))
  return demandLink(link && link.expires_at > platform.now() ? link : undefined)
}

function demandLink(link: LinkRow | undefined): LinkRow & { subject: string } {
  if (link?.subject) return { ...link, subject: link.subject }
  throw new UserError(
    'gone',
    'accounts.link-dead',
    'This link has been used, or is too old. Ask for a new one where you asked for this.',
  )
}
