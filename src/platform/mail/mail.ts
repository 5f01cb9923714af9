import type { Db } from '../database/tables.ts'

export type Message = Readonly<{
  to: string
  subject: string
  text: string
  html?: string
  /** `part.kind`, such as `accounts.reset`: what a reader may switch off. */
  kind: string
  /** An address of the house at which one click says: no more of this kind (RFC 8058). */
  unsubscribeUrl?: string
}>

/** A letter belongs to the transaction that caused it: rolled back, it is never sent. */
export type Mail = Readonly<{ send: (tx: Db, message: Message) => Promise<string> }>
