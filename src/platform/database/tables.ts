import type { Kysely } from 'kysely'

/**
 * Every table of the house, by name. Each part adds its own rows here from its `tables.ts`:
 *
 * ```ts
 * declare module '../database/tables.ts' {
 *   interface Tables { mail_outbox: MailRow }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: the parts of the house fill it by declaration merging
export interface Tables {}

/** The database, or a transaction on it: a query takes either as its first argument. */
export type Db = Kysely<Tables>
