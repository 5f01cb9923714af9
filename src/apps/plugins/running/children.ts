import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readableBy } from '../loading/plugin-files.ts'
import type { Need } from '../sdk/plugin.ts'
import { type Child, startChild } from './child.ts'

/** A process on loan: for one job at a time, with an empty folder of the job's own. */
export type Loan = Readonly<{ child: Child; scratch: string; giveBack: () => Promise<void> }>

export type Wanted = Readonly<{
  /** Path of the plugin's file. */
  file: string
  memoryMb: number
  diskMb?: number
  needs?: readonly Need[]
  hosts?: readonly string[]
  /** Which loading of plugins it belongs to: a process keeps the code that it has read. */
  edition?: string
  /** A process serves one plugin for one person and nobody else; empty for nobody in particular. */
  personId: string
}>

export type Children = Readonly<{ borrow: (wanted: Wanted) => Promise<Loan>; close: () => Promise<void> }>

type Place = { key: string; wanted: Wanted; child: Child; folder: string; jobs: number }
type Idle = Place & { timer: NodeJS.Timeout }
type Waiting = Readonly<{
  key: string
  wanted: Wanted
  sinceMs: number
  take: (place: Place) => void
  refuse: (error: unknown) => void
}>

/** After so many another takes its place: whatever a plugin leaves behind goes with it. */
export const mostJobs = 200
/** A process that is at work is waited for so long before another is started: most jobs are short. */
const patienceMs = 100
const idleMs = 10 * 60_000
const mostIdle = 4
/** Within which a new process is to have read the plugin; after it the job itself finds out what is wrong. */
const readMs = 10_000

/**
 * Processes for plugins, used again for the same plugin and person: a new one takes a tenth of a second. A job waits for
 * a new process or for one that another job gives back, whichever comes first; one that is worn out is replaced before
 * it goes.
 */
export function openChildren(): Children {
  const idle: Idle[] = []
  const waiting: Waiting[] = []
  const all = new Set<Child>()
  const replaced = new WeakSet<Child>()
  const starting = new Set<string>()
  /** How many processes of each kind are at work. */
  const busy = new Map<string, number>()
  let made = 0
  let isClosed = false

  async function borrow(wanted: Wanted): Promise<Loan> {
    const place = await findPlace(JSON.stringify(wanted), wanted)
    place.child.hold(true)
    const scratch = join(place.folder, `job-${++made}`)
    await mkdir(scratch)
    busy.set(place.key, (busy.get(place.key) ?? 0) + 1)
    return { child: place.child, scratch, giveBack: () => takeBack(place, scratch) }
  }

  async function findPlace(key: string, wanted: Wanted): Promise<Place> {
    const at = idle.findIndex((one) => one.key === key && one.child.isAlive())
    const [found] = at < 0 ? [] : idle.splice(at, 1)
    if (found) {
      clearTimeout(found.timer)
      return found
    }
    const { promise, resolve, reject } = Promise.withResolvers<Place>()
    waiting.push({ key, wanted, sinceMs: performance.now(), take: resolve, refuse: reject })
    startFor(key)
    return promise
  }

  /** One after the other: of short jobs one process does many before the next one is there. */
  function startFor(key: string): void {
    const first = waiting.find((one) => one.key === key)
    if (!first || starting.has(key)) return
    const leftMs = patienceMs - (performance.now() - first.sinceMs)
    if (busy.has(key) && leftMs > 0) {
      setTimeout(() => startFor(key), leftMs)
      return
    }
    starting.add(key)
    startPlace(key, first.wanted)
      .then(offer, (error: unknown) => takeFirst(key)?.refuse(error))
      .finally(() => {
        starting.delete(key)
        startFor(key)
      })
  }

  function takeFirst(key: string): Waiting | undefined {
    const at = waiting.findIndex((one) => one.key === key)
    return at < 0 ? undefined : waiting.splice(at, 1)[0]
  }

  /** Starts a process that has read the plugin, or is as far as it comes. */
  async function startPlace(key: string, wanted: Wanted): Promise<Place> {
    const { file, personId: _personId, edition: _edition, ...limits } = wanted
    const folder = await mkdtemp(join(tmpdir(), 'lyceum-plugin-'))
    const child = startChild({ readable: readableBy(file), writable: folder, ...limits })
    all.add(child)
    await child.describe(file, readMs).catch(() => {})
    return { key, wanted, child, folder, jobs: 0 }
  }

  /** Gives a process to the first who waits for one like it, else keeps it for a while. */
  async function offer(place: Place): Promise<void> {
    const first = isClosed ? undefined : takeFirst(place.key)
    if (first) return first.take(place)
    if (isClosed || !place.child.isAlive()) return end(place)
    place.child.hold(false)
    const timer = setTimeout(() => void end(place), idleMs).unref()
    idle.push({ ...place, timer })
    if (idle.length > mostIdle) await end(idle.shift())
  }

  async function takeBack(place: Place, scratch: string): Promise<void> {
    const others = (busy.get(place.key) ?? 1) - 1
    if (others > 0) busy.set(place.key, others)
    else busy.delete(place.key)
    await rm(scratch, { recursive: true, force: true })
    place.jobs++
    place.child.hold(false)
    if (place.jobs === mostJobs) void replace(place)
    if (replaced.has(place.child) || !place.child.isAlive() || place.child.hasPrograms()) return end(place)
    return offer(place)
  }

  /** It goes on until the next one is there. */
  async function replace(place: Place): Promise<void> {
    const next = await startPlace(place.key, place.wanted).catch(() => undefined)
    replaced.add(place.child)
    if (idle.some(({ child }) => child === place.child)) await end(place)
    if (next) await offer(next)
  }

  async function end(place: Place | undefined): Promise<void> {
    if (!place) return
    const at = idle.findIndex(({ child }) => child === place.child)
    if (at >= 0) clearTimeout(idle.splice(at, 1)[0]?.timer)
    all.delete(place.child)
    place.child.kill()
    await rm(place.folder, { recursive: true, force: true })
  }

  return {
    borrow,
    close: async () => {
      isClosed = true
      for (const { refuse } of waiting.splice(0)) refuse(new Error('The house stops.'))
      for (const place of [...idle]) await end(place)
      for (const child of all) child.kill()
    },
  }
}
