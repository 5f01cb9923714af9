/** A request that carried an idempotency key. */
export type RequestRow = {
  person_id: string
  key: string
  /** Method and address. */
  target: string
  created_at: string
  /** What was answered, sealed, since it may show a new token; null while it is under way. */
  answer: string | null
}

declare module '../database/tables.ts' {
  interface Tables {
    web_requests: RequestRow
  }
}
