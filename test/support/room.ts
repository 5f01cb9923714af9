import { availableParallelism, cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const lookEveryMs = 1_500
/** Of the time of all processors: from here on they have room for one more. */
const idleShare = 0.2

/**
 * Does something with each of some things, as many at a time as there are processors, and up to `most` while those have
 * nothing to do: tests often wait, for a browser, a process or a moment, and more of them than that would only get into
 * each other's way.
 */
export async function asRoomAllows<Thing>(
  things: readonly Thing[],
  most: number,
  work: (thing: Thing) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  for (const thing of things) {
    await room(underWay, most)
    const done = work(thing).finally(() => underWay.delete(done))
    underWay.add(done)
  }
  await Promise.all(underWay)
}

async function room(underWay: ReadonlySet<Promise<void>>, most: number): Promise<void> {
  const least = Math.min(availableParallelism(), most)
  while (underWay.size >= least) {
    const before = spent()
    const hasLooked = await Promise.race([sleep(lookEveryMs, true), ...underWay])
    if (hasLooked && underWay.size < most && idleBetween(before, spent()) > idleShare) return
  }
}

type Spent = Readonly<{ idle: number; all: number }>

/** By all processors, in ms since the machine was started. */
function spent(): Spent {
  const times = cpus().map((processor) => processor.times)
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), all }
}

const idleBetween = (before: Spent, after: Spent): number => (after.idle - before.idle) / (after.all - before.all)
