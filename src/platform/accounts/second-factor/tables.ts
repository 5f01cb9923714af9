/** The app that counts codes for a person: one for each. */
export type FactorRow = {
  person_id: string
  /** Base32, sealed with the secret of the house. */
  secret: string
  created_at: string
  /** Since when it is asked for; null: it was shown, and no code of it has been seen yet. */
  confirmed_at: string | null
  /** The count of 30 s whose code was taken last: none up to it is taken again. */
  last_step: number | null
}

/** One of ten codes that work once, for who has lost the app. */
export type RecoveryCodeRow = {
  id: string
  person_id: string
  /** HMAC-SHA-256 under the secret of the house. */
  code: string
  created_at: string
  used_at: string | null
}

/**
 * Something that somebody is in the middle of, for a few minutes: `second-factor` (the password was right), `passkey` (a
 * browser was asked to sign), `provider` (sent to sign in elsewhere), `welcome` (came back from there, without an account).
 */
export type PendingPurpose = 'second-factor' | 'passkey' | 'provider' | 'welcome'

export type PendingRow = {
  id: string
  purpose: PendingPurpose
  /** SHA-256 of what the cookie holds. */
  token: string
  /** Null where nobody knows yet who it is. */
  person_id: string | null
  /** What is needed to go on; see each purpose. */
  value_json: string
  created_at: string
  expires_at: string
}

declare module '../../database/tables.ts' {
  interface Tables {
    accounts_factors: FactorRow
    accounts_recovery_codes: RecoveryCodeRow
    accounts_pending: PendingRow
  }
}
