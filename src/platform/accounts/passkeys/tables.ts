export type PasskeyRow = {
  id: string
  person_id: string
  /** By which browsers name it, as base64url. */
  credential_id: string
  /** COSE key, as base64url. There is nothing secret here: the other half never leaves the device. */
  public_key: string
  /** How often it was used, as the device says; 0 for devices that do not count. */
  counter: number
  /** How browsers reach it (`internal`, `usb` …), a list as JSON. */
  transports_json: string
  /** What its owner calls it. */
  name: string
  /** 1: its maker copies it to all devices of its owner. */
  is_synced: number
  created_at: string
  last_used_at: string | null
}

declare module '../../database/tables.ts' {
  interface Tables {
    accounts_passkeys: PasskeyRow
  }
}
