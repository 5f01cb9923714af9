/** A service of OpenID Connect: that of an institution, or ORCID. */
export type ProviderRow = {
  id: string
  /** Stands in the address to which the service sends people back: `orcid`. */
  slug: string
  /** What the button says. */
  name: string
  issuer: string
  client_id: string
  /** Sealed with the secret of the house. */
  client_secret: string
  /** What is asked for, with blanks between. */
  scope: string
  /** 1: an address counts as proven where the service says that it is. */
  is_email_trusted: number
  /** Since when people may use it; null: they may not. */
  enabled_at: string | null
  version: number
  created_at: string
  updated_at: string
}

declare module '../../database/tables.ts' {
  interface Tables {
    accounts_providers: ProviderRow
  }
}
