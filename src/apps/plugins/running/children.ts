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
  /** A process serves one plugin for one person and nobody else; empty for nobody in particular. */
  personId: string
}>

export type Children = Readonly<{ borrow: (wanted: Wanted) => Promise<Loan>; close: () => Promise<void> }>

type Idle = { key: string; child: Child; folder: string; jobs: number; timer: NodeJS.Timeout }

const mostJobs = 50
const idleMs = 10 * 60_000
const mostIdle = 4

/** Processes for plugins, used again for the same plugin and person: a new one takes a tenth of a second. */
export function openChildren(): Children {
  const idle: Idle[] = []
  const all = new Set<Child>()
  let made = 0

  async function borrow(wanted: Wanted): Promise<Loan> {
    const key = JSON.stringify(wanted)
    const at = idle.findIndex((one) => one.key === key && one.child.isAlive())
    const [found] = at < 0 ? [] : idle.splice(at, 1)
    if (found) clearTimeout(found.timer)
    const place = found ?? (await start(key, wanted))
    place.child.hold(true)
    const scratch = join(place.folder, `job-${++made}`)
    await mkdir(scratch)
    return { child: place.child, scratch, giveBack: () => takeBack(place, scratch) }
  }

  async function start(key: string, { file, personId: _personId, ...limits }: Wanted) {
    const folder = await mkdtemp(join(tmpdir(), 'lyceum-plugin-'))
    const child = startChild({ readable: readableBy(file), writable: folder, ...limits })
    all.add(child)
    return { key, child, folder, jobs: 0 }
  }

  async function takeBack(place: Omit<Idle, 'timer'>, scratch: string): Promise<void> {
    await rm(scratch, { recursive: true, force: true })
    place.jobs++
    place.child.hold(false)
    if (!place.child.isAlive() || place.child.hasPrograms() || place.jobs >= mostJobs) return end(place)
    const timer = setTimeout(() => void end(place), idleMs).unref()
    idle.push({ ...place, timer })
    if (idle.length > mostIdle) await end(idle.shift())
  }

  async function end(place: Omit<Idle, 'timer'> | undefined): Promise<void> {
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
      for (const place of [...idle]) await end(place)
      for (const child of all) child.kill()
    },
  }
}
