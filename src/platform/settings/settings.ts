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
  get: <Value>(db: Db, setting: Setting<Value>) => Promise<Value>
  /** @throws UserError `settings.invalid` when the value does not fit. */
  set: <Value>(tx: Db, setting: Setting<Value>, value: Value, by: string) => Promise<void>
}>
