import type { Logger } from 'pino'

/** What a worker does again and again beside its jobs. */
export type Chores = Readonly<{
  /** Never twice at once, and no failure of it ends the worker. */
  every: (periodMs: number, name: string, chore: () => Promise<void>) => void
  /** Starts none any more, and waits for those under way. */
  stop: () => Promise<void>
}>

export function openChores(log: Logger): Chores {
  const timers: NodeJS.Timeout[] = []
  const underWay = new Map<string, Promise<void>>()

  const once = async (name: string, chore: () => Promise<void>): Promise<void> => {
    try {
      await chore()
    } catch (error) {
      log.error({ err: error, chore: name }, 'a chore of the worker failed; it is tried again')
    } finally {
      underWay.delete(name)
    }
  }

  return {
    every: (periodMs, name, chore) => {
      const start = () => {
        if (!underWay.has(name)) underWay.set(name, once(name, chore))
      }
      timers.push(setInterval(start, periodMs))
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(underWay.values())
    },
  }
}
