import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import { findFirstOf, findLanes, type Lane } from './statements/claims.ts'

/** Which lanes have waiting jobs, and when the first of each is due. */
export type Lanes = Readonly<{
  /** Without `isLook`, only those lanes are asked for from which jobs were taken; what was heard is believed. */
  now: (isLook: boolean) => Promise<readonly Lane[]>
  /** A job with this time is said to wait in this lane. */
  heard: (lane: Lane) => void
  /** Jobs up to this time were taken. */
  taken: (lane: Lane, upTo: string) => void
  /** Nothing was left: others were quicker, or are about to be. */
  missed: (lane: Lane) => void
}>

/** On SQLite a look costs nothing worth remembering. */
export const openLanes = ({ db, kind }: Database): Lanes =>
  kind === 'postgres'
    ? openRememberedLanes(db)
    : { now: () => findLanes(db), heard: () => {}, taken: () => {}, missed: () => {} }

/** What is known of a lane: no job waits in it before `from`, and the first one does at `runAt`, where that is known. */
type Memory = {
  lane: Lane
  from: string
  runAt: string | undefined
  /** The earliest time that was heard since the last answer. */
  heardAt: string | undefined
  isAsked: boolean
}

/**
 * Lanes with the time from which on a job may wait in them. A job with an earlier one can come at any time, from a long
 * transaction or a slower clock: who brings it says so, and each look starts from nothing.
 */
function openRememberedLanes(db: Db): Lanes {
  const memories = new Map<string, Memory>()
  const memoryOf = (lane: Lane): Memory => {
    const key = `${lane.priority} ${lane.task}`
    const known = memories.get(key) ?? { lane, from: lane.runAt, runAt: undefined, heardAt: undefined, isAsked: false }
    memories.set(key, known)
    return known
  }

  const ask = async (): Promise<void> => {
    const asked = [...memories.values()].filter((memory) => memory.isAsked)
    if (asked.length === 0) return
    const rows = await findFirstOf(
      db,
      asked.map(({ lane, from }) => ({ ...lane, runAt: from })),
    )
    for (const memory of asked) Object.assign(memory, { runAt: undefined, isAsked: false })
    for (const lane of rows) memoryOf(lane).runAt = lane.runAt
  }

  const look = async (): Promise<void> => {
    const rows = await findLanes(db)
    for (const memory of memories.values()) Object.assign(memory, { runAt: undefined, isAsked: false })
    for (const lane of rows) Object.assign(memoryOf(lane), { runAt: lane.runAt, from: lane.runAt })
  }

  return {
    now: async (isLook) => {
      await (isLook ? look() : ask())
      for (const memory of memories.values()) believe(memory)
      return [...memories.values()].flatMap(({ lane, runAt }) => (runAt === undefined ? [] : [{ ...lane, runAt }]))
    },

    heard: (lane) => {
      const memory = memoryOf(lane)
      memory.heardAt = earliest(memory.heardAt, lane.runAt)
    },

    taken: (lane, upTo) => Object.assign(memoryOf(lane), { from: upTo, runAt: undefined, isAsked: true }),

    missed: (lane) => Object.assign(memoryOf(lane), { runAt: undefined, isAsked: true }),
  }
}

/** What was heard needs no question: whoever takes a job that is gone finds nothing. */
function believe(memory: Memory): void {
  if (memory.heardAt === undefined) return
  memory.runAt = earliest(memory.runAt, memory.heardAt)
  memory.from = earliest(memory.from, memory.heardAt)
  memory.heardAt = undefined
}

const earliest = (one: string | undefined, other: string): string => (one !== undefined && one < other ? one : other)
