import { Engine, type WorkerParts } from './engine.ts'

export type Worker = Readonly<{
  id: string
  /** Looks at the queue now. */
  wake: () => void
  /**
   * Claims no more, tells what runs to stop, waits so long for it (10 s when absent), records what has ended and hands
   * back the rest without spending an attempt.
   */
  stop: (graceMs?: number) => Promise<void>
}>

/** Starts running the jobs of these tasks in this thread, and keeping the schedules. */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const engine = new Engine(parts)
  await engine.start()
  return { id: engine.id, wake: () => engine.wake(), stop: (graceMs = 10_000) => engine.stop(graceMs) }
}
