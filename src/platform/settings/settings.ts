import type { z } from 'zod'
import type { Db } from '../database/tables.ts'

/** A thing that an administrator may change while the house runs. */
export type Setting<Value> = Readonly<{
  /** `part.name`. */
  name: string
  title: string
  help: string
  schema: z.ZodType<Value>
  /** The value where nobody has set one. */
  fallback: Value
}>

export const defineSetting = <Value>(setting: Setting<Value>): Setting<Value> => setting

/** Typed values with their history; each change is in the activity log too. */
export type Settings = Readonly<{
  /**
   * Outside a transaction the answer comes from memory and is what was last committed: at once on SQLite, at most a
   * second old on PostgreSQL where another process changed it. Inside a transaction the database is asked.
   */
  get: <Value>(db: Db, setting: Setting<Value>) => Promise<Value>
  /**
   * A value equal to the one in force changes nothing. `basedOn` is the version the person saw (0: none yet); null or
   * absent overwrites whatever is there.
   *
   * @throws UserError `settings.invalid` when the value does not fit, `settings.changed-meanwhile` when another version
   * is in force by now.
   */
  set: <Value>(tx: Db, setting: Setting<Value>, value: Value, by: string, basedOn?: number | null) => Promise<void>
}>
