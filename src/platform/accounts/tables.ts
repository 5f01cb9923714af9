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
}

declare module '../database/tables.ts' {
  interface Tables {
    accounts_people: PersonRow
    accounts_sessions: SessionRow
    accounts_credentials: CredentialRow
    accounts_tokens: TokenRow
    accounts_attempts: AttemptRow
    accounts_links: LinkRow
  }
}
