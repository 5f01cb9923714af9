import type { Database } from '../../../platform/database/database.ts'
import { openVersion } from '../../../platform/database/version.ts'
import { countTable, largestSeq } from '../queries/paper-table.ts'
import type { PaperFilter } from './paper-filter.ts'

/** A number of papers; rough ones are shown with "≈". */
export type Count = Readonly<{ total: number; isRough: boolean }>

/** Counted exactly up to here. */
const exactUpTo = 100_000
const mostRemembered = 200
/** A count is made anew at the earliest after this many times the time that it took: counting costs at most a twentieth. */
const restFactor = 20
/** Where the database does not tell of changes (PostgreSQL), an answer is good for this long. */
const restMs = 1_000

type Remembered = Readonly<{ value: unknown; version: string | undefined; goodUntil: number }>

export type Memory = Readonly<{
  /** What `find` answers, or answered not long ago. */
  remember: <Value>(key: string, find: () => Promise<Value>) => Promise<Value>
  /** As `openVersion` tells it. */
  version: () => string | undefined
  /** How often an answer was given that may be out of date. */
  staleAnswers: () => number
}>

/**
 * Remembers what took long to find out, as long as the database has not changed, and a little longer where finding out
 * takes long. One for each thread.
 */
export function openMemory(database: Database): Memory {
  const remembered = new Map<string, Remembered>()
  const version = openVersion(database)
  let stale = 0

  async function remember<Value>(key: string, find: () => Promise<Value>): Promise<Value> {
    const now = version()
    const known = remembered.get(key)
    const isSame = known !== undefined && now !== undefined && now === known.version
    if (known && !isSame && performance.now() < known.goodUntil) stale++
    if (known && (isSame || performance.now() < known.goodUntil)) return known.value as Value

    const started = performance.now()
    const value = await find()
    const ended = performance.now()
    const rest = Math.max((ended - started) * restFactor, now === undefined ? restMs : 0)
    if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value ?? '')
    remembered.set(key, { value, version: now, goodUntil: ended + rest })
    return value
  }

  return { remember, version, staleAnswers: () => stale }
}

/** The memory of one page that needs nothing else of it. */
export const openRemembering = (database: Database): Memory['remember'] => openMemory(database).remember

export type Remember = Memory['remember']

/** How many papers a filter lets through: exactly up to 100,000, else judged by how far into the table those lie. */
export async function countPapers(database: Database, filter: PaperFilter): Promise<Count> {
  const counted = await countTable(database, filter, exactUpTo + 1)
  if (counted <= exactUpTo) return { total: counted, isRough: false }
  const isWhole = filter.words.length === 0 && filter.terms.length === 0
  const total = isWhole ? await largestSeq(database.db) : counted
  return { total: roundedDown(Math.max(total, counted)), isRough: true }
}

/** Two digits that mean something. */
function roundedDown(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return Math.floor(count / step) * step
}
