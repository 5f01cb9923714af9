import { parentPort, workerData } from 'node:worker_threads'
import { openHouse } from './compose.ts'
import type { Config } from './config.ts'
import { allSchedules, parts } from './parts.ts'
import type { AnyTask } from './platform/tasks/tasks.ts'
import { startWorker } from './platform/tasks/worker.ts'

/** The life of a worker thread: runs jobs of these tasks until it is told to stop, and ends itself when that is done. */
export async function runWorker(tasks: readonly AnyTask[]): Promise<void> {
  const house = await openHouse(workerData as Config, 'worker')
  const { platform } = house
  // Before anything is claimed: what a downtime left behind is put in order first.
  const stops: (() => Promise<void>)[] = []
  for (const part of parts) {
    const stop = await part.startWorker?.(platform)
    if (stop) stops.push(stop)
  }
  const worker = await startWorker({
    platform,
    tasks,
    schedules: await allSchedules(),
    log: platform.log,
    // On SQLite the server holds the instance alone, so a job of any other worker has lost it.
    isOnly: platform.database.kind === 'sqlite',
  })

  parentPort?.on('message', async (message) => {
    if (message === 'ping') return parentPort?.postMessage('pong')
    await worker.stop()
    for (const stop of stops) await stop()
    await house.close()
    process.exit(0)
  })
  parentPort?.postMessage('ready')
}
