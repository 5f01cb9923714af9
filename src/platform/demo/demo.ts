import type { Person } from '../accounts/person.ts'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'

/** One small, real example of what an app is for, made by the app's own verbs, and taken away whole. */
export type DemoPiece = Readonly<{
  /** `part.noun`. */
  name: string
  /** English. */
  title: string
  /** Where it can be looked at. */
  href: (id: string) => string
  /** Whether it suits this house; absent: always. */
  suits?: (platform: Platform) => boolean
  /** Makes it for this person, without asking any other server; answers with its id. */
  make: (platform: Platform, person: Person) => Promise<string>
  /** False where somebody has taken it away meanwhile. */
  isThere: (db: Db, id: string) => Promise<boolean>
  /** Takes it away with all that came of it; does nothing where it is gone. */
  remove: (platform: Platform, id: string, by: string) => Promise<void>
}>

/** A piece, and where it is; `href` is null where it is not loaded. */
export type ShownPiece = Readonly<{ name: string; title: string; href: string | null }>
