/**
 * `queued` waits for the worker, `sent` was taken by the mail server, `failed` was refused for good or too often, and
 * `kept` stays here because no mail server is set.
 */
export type MailState = 'queued' | 'sent' | 'failed' | 'kept'

export type MailRow = {
  id: string
  /** The same at every attempt, so that a reader's program shows a letter once that was sent twice. */
  message_id: string
  recipient: string
  subject: string
  text: string
  html: string | null
  kind: string
  state: MailState
  attempt_count: number
  last_error: string | null
  created_at: string
  sent_at: string | null
  /** The request that caused it, or whose job did; null: none. */
  request_id: string | null
  /** Where its reader says that they want no more of this kind; null where that cannot be. */
  unsubscribe_url: string | null
  /** When an administrator threw it away: it is not sent any more, unless it is sent again by hand. */
  discarded_at: string | null
}

declare module '../database/tables.ts' {
  interface Tables {
    mail_outbox: MailRow
  }
}
