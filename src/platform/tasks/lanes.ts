import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import { findFirstOf, findLanes, type Lane } from './statements/claims.ts'

/** Which lanes have waiting jobs, and when the first of each is due. */
export type Lanes = Readonly<{
  /** Without `isLook`, only those lanes are asked for of which something was heard, or from which jobs were taken. */
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
type Memory = { lane: Lane; from: string; runAt?: string | undefined; isAsked: boolean; heardFrom?: string | undefined }

/**
 * Lanes with the time from which on a job may wait in them. A job with an earlier one can come at any time, from a long
 * transaction or a slower clock: who brings it says so, and each look starts from nothing.
 */
function openRememberedLanes(db: Db): Lanes {
  const memories = new Map<string, Memory>()
  const memoryOf = (lane: Lane): Memory => {
    const key = `${lane.priority} ${lane.task}`
    const known = memories.get(key) ?? { lane, from: lane.runAt, isAsked: false }
    memories.set(key, known)
    return known
  }

  const ask = async (): Promise<void> => {
    const asked = [...memories.values()].filter((memory) => memory.isAsked)
    if (asked.length === 0) return
    for (const memory of asked) forgetWhatWasHeard(memory)
    const rows = await findFirstOf(
      db,
      asked.map(({ lane, from }) => ({ ...lane, runAt: from })),
    )
    for (const memory of asked) memory.runAt = undefined
    for (const lane of rows) memoryOf(lane).runAt = lane.runAt
  }

  const look = async (): Promise<void> => {
    for (const memory of memories.values()) forgetWhatWasHeard(memory)
    const rows = await findLanes(db)
    for (const memory of memories.values()) memory.runAt = undefined
    for (const lane of rows) Object.assign(memoryOf(lane), { runAt: lane.runAt, from: lane.runAt })
  }

  return {
    now: async (isLook) => {
      await (isLook ? look() : ask())
      return [...memories.values()].flatMap(({ lane, runAt }) => (runAt === undefined ? [] : [{ ...lane, runAt }]))
    },

    heard: (lane) => {
      const memory = memoryOf(lane)
      if (memory.heardFrom === undefined || lane.runAt < memory.heardFrom) memory.heardFrom = lane.runAt
      memory.isAsked = true
    },

    taken: (lane, upTo) => Object.assign(memoryOf(lane), { from: upTo, isAsked: true }),

    missed: (lane) => Object.assign(memoryOf(lane), { runAt: undefined, isAsked: true }),
  }
}

/** Before the question: what is heard while it is under way has to be asked again. */
function forgetWhatWasHeard(memory: Memory): void {
  if (memory.heardFrom !== undefined && memory.heardFrom < memory.from) memory.from = memory.heardFrom
  memory.heardFrom = undefined
  memory.isAsked = false
}
