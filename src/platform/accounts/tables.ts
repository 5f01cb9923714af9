import type { Theme } from '../web/theme.ts'
import type { Role } from './person.ts'

/**
 * The first columns of people, sessions, credentials and links are those of better-auth's `user`, `session`, `account`
 * and `verification`, so that it can take the tables over; see `docs/decisions/0004-accounts.md`. Times are UTC ISO
 * text, 0/1 stand for no and yes. Secrets are never here: only their SHA-256, or for passwords scrypt.
 */
export type PersonRow = {
  id: string
  name: string
  /** Lower case; the name by which a person signs in. */
  email: string
  email_verified: number
  image: string | null
  created_at: string
  updated_at: string
  role: Role
  /** BCP 47 tag; null: what the browser asks for. */
  language: string | null
  /** IANA zone; null: that of the house. */
  timezone: string | null
  /** Since when this person is locked out; null: may come in. */
  disabled_at: string | null
  /** The actor who did that. */
  disabled_by: string | null
  /** Before the name, such as `Dr.`. */
  title: string | null
  affiliation: string | null
  /** ISO 3166-1, two letters. */
  country: string | null
  /** `0000-0002-1825-0097`. */
  orcid: string | null
  theme: Theme | null
  /** When everything of this person is removed, as they asked; null: they stay. */
  leaves_at: string | null
}

export type SessionRow = {
  id: string
  /** SHA-256 of what the cookie holds. */
  token: string
  person_id: string
  /** When the person last signed in: the begin of what is "fresh". */
  created_at: string
  /** When it was last seen, to the hour. */
  updated_at: string
  /** When it ends unless it is used before; never after `ends_at`. */
  expires_at: string
  /** When it ends in any case. */
  ends_at: string
  ip_address: string | null
  user_agent: string | null
}

/** A way to prove who one is: `credential` is a password, other providers come with the names they give. */
export type CredentialRow = {
  id: string
  person_id: string
  provider_id: string
  account_id: string
  /** As `passwords.ts` writes it; null where the provider has none. */
  password: string | null
  created_at: string
  updated_at: string
}

export type TokenScope = 'all' | 'read'

/** What a token may do in each area of the house (`papers`, `account` …); an area that is not named is closed to it. */
export type TokenAreas = Readonly<Record<string, 'read' | 'write'>>

/** An API token; revoked ones are gone, and the activity log remembers them. */
export type TokenRow = {
  id: string
  person_id: string
  name: string
  /** SHA-256 of the token. */
  token: string
  /** The first letters, by which its owner knows it again. */
  start: string
  /** `read` may only look. */
  scope: TokenScope
  /** `TokenAreas` as JSON; null: every area. */
  areas_json: string | null
  created_at: string
  /** Null: never. */
  expires_at: string | null
  /** To a few minutes; null: never used. */
  last_used_at: string | null
}

/** A try to sign in, kept as long as the limits look back. */
export type AttemptRow = {
  id: string
  /** What is limited: `address …`, `account …` or `account … address …`, the account as a hash. */
  bucket: string
  at: string
}

/** A link that works once. */
export type LinkRow = {
  id: string
  /** What following it does, such as `first-administrator`. */
  purpose: string
  /** SHA-256 of what the link holds. */
  token: string
  expires_at: string
  created_at: string
  updated_at: string
  /** Id of the person or registration it is for; null: of nobody yet. */
  subject: string | null
  /** What following it brings about, such as the new address. */
  value: string | null
}

/**
 * `sending`: taken, and its letter is being written. `waiting`: somebody has to decide. `confirming`: its link was sent.
 * `refused`: an administrator said no.
 */
export type RegistrationState = 'sending' | 'waiting' | 'confirming' | 'refused'

/** Somebody who wants an account. There is no person before the address is confirmed. */
export type RegistrationRow = {
  id: string
  email: string
  name: string
  title: string | null
  affiliation: string | null
  country: string | null
  /** In which letters are written. */
  language: string
  /** As `passwords.ts` writes it. */
  password: string
  /** The role that the account will have. */
  role: Role
  state: RegistrationState
  /** Of the address, in the form in which rules are kept. */
  domain: string
  /** A page that shows where they work. */
  proof: string | null
  reason: string | null
  /** A member who was named as one who knows them. */
  voucher_email: string | null
  decided_by: string | null
  /** The words that went with a refusal. */
  decision: string | null
  created_at: string
  updated_at: string
}

/** Somebody was asked in by mail. */
export type InvitationRow = {
  id: string
  email: string
  role: Role
  /** SHA-256 of what the link holds. */
  token: string
  message: string | null
  invited_by: string
  created_at: string
  expires_at: string
  used_at: string | null
}

/** A list of institutions that somebody publishes. */
export type DomainListRow = {
  id: string
  name: string
  licence: string
  /** Where it comes from. */
  address: string | null
  domain_count: number
  imported_at: string
  imported_by: string
}

/** What is known of a domain and those below it: a rule of the house, or an entry of an imported list. */
export type DomainRow = {
  id: string
  /** A domain (`lu.se`), or a single address (`x@lu.se`) for rules of the house. */
  domain: string
  kind: 'allowed' | 'blocked' | 'listed'
  institution: string | null
  country: string | null
  note: string | null
  /** Null: a rule of the house. */
  list_id: string | null
  added_at: string
  added_by: string
}

declare module '../database/tables.ts' {
  interface Tables {
    accounts_people: PersonRow
    accounts_sessions: SessionRow
    accounts_credentials: CredentialRow
    accounts_tokens: TokenRow
    accounts_attempts: AttemptRow
    accounts_links: LinkRow
    accounts_registrations: RegistrationRow
    accounts_invitations: InvitationRow
    accounts_domain_lists: DomainListRow
    accounts_domains: DomainRow
  }
}
