import { parentPort, workerData } from 'node:worker_threads'
import { allSchedules, allTasks, openHouse, parts } from './compose.ts'
import type { Config } from './config.ts'
import { giveBackMemorySoon } from './idle-memory.ts'
import { startWorker } from './platform/tasks/worker.ts'

/** The worker thread: runs jobs until it is told to stop, then says that it is done by ending. */
const config = workerData as Config
const house = await openHouse(config, 'worker')
const { platform } = house
// Before anything is claimed: what a downtime left behind is put in order first.
const stops: (() => Promise<void>)[] = []
for (const part of parts) {
  const stop = await part.startWorker?.(platform)
  if (stop) stops.push(stop)
}
const worker = await startWorker({
  platform,
  tasks: allTasks,
  schedules: allSchedules,
  log: platform.log,
  // On SQLite the server holds the instance alone, so a job of any other worker has lost it.
  isOnly: platform.database.kind === 'sqlite',
})
parentPort?.postMessage('ready')
giveBackMemorySoon()

parentPort?.once('message', async () => {
  await worker.stop()
  for (const stop of stops) await stop()
  await house.close()
  process.exit(0)
})
