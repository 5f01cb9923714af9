import { setTimeout as sleep } from 'node:timers/promises'
import { can } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import type { Platform } from '../platform.ts'
import { kindWords } from './kinds.ts'
import { type Found, type Searcher, type SearchKind, searchKinds } from './search.ts'

/** So many of each kind, and more where one kind alone is asked for. */
const fewOfKind = 5
const manyOfKind = 30
/** Who takes longer is left out: a person waits. */
const patienceMs = 3_000

export type FoundKind = Readonly<{ kind: SearchKind; found: readonly Found[]; hasMore: boolean }>

export type Finding = Readonly<{
  /** What was typed, without blanks around it. */
  query: string
  /** What one kind alone was asked for; null where all were. */
  only: SearchKind | null
  kinds: readonly FoundKind[]
  /** Kinds that took too long, or could not be asked. */
  missing: readonly SearchKind[]
}>

/** A query as `r: text` narrows it to one kind. */
export function readQuery(query: string): Readonly<{ only: SearchKind | null; text: string }> {
  const trimmed = query.trim().slice(0, 200)
  const only = searchKinds.find((kind) => trimmed.toLowerCase().startsWith(kindWords[kind].prefix)) ?? null
  // An address that was pasted is no search for pages.
  if (only === null || /^\/\S*\//.test(trimmed)) return { only: null, text: trimmed }
  return { only, text: trimmed.slice(kindWords[only].prefix.length).trim() }
}

/** Asks every part at once for what this person may see. */
export async function find(
  platform: Platform,
  searchers: readonly Searcher[],
  query: string,
  person: Person,
): Promise<Finding> {
  const { only, text } = readQuery(query)
  const asked = searchers.filter(({ kind, permission }) => (only ?? kind) === kind && can(person, permission))
  if (text === '' && only === null) return { query: '', only, kinds: [], missing: [] }

  const limit = only === null ? fewOfKind : manyOfKind
  const answers = await Promise.all(asked.map((one) => ask(platform, one, { text, limit: limit + 1 }, person)))
  const kinds = searchKinds.flatMap((kind) => {
    const found = answers.flatMap((answer) => (answer.kind === kind ? (answer.found ?? []) : []))
    return found.length === 0 ? [] : [{ kind, found: found.slice(0, limit), hasMore: found.length > limit }]
  })
  const missing = searchKinds.filter((kind) => answers.some((answer) => answer.kind === kind && !answer.found))
  return { query: query.trim().slice(0, 200), only, kinds, missing }
}

type Answer = Readonly<{ kind: SearchKind; found: readonly Found[] | null }>

/** One part that fails, or is slow, takes nothing from the others. */
async function ask(
  platform: Platform,
  { kind, find: look }: Searcher,
  wish: Readonly<{ text: string; limit: number }>,
  person: Person,
): Promise<Answer> {
  const patience = new AbortController()
  const tooLong = sleep(patienceMs, null, { signal: patience.signal }).catch(() => null)
  const looked = look(platform, wish, person).catch((error: unknown) => {
    platform.log.warn({ err: error, kind }, 'search left a kind out')
    return null
  })
  try {
    return { kind, found: await Promise.race([looked, tooLong]) }
  } finally {
    patience.abort()
  }
}
