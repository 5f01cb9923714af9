import { papers } from '../../src/apps/papers/app.ts'
import { emergencyStop, startCollector, stopCollector } from '../../src/apps/papers/collecting.ts'
import { openHouse } from '../../src/compose.ts'
import { readConfig } from '../../src/config.ts'
import { startWorker } from '../../src/platform/tasks/worker.ts'

// A process to be killed: what works on papers in a house, without pages and other apps, so that it is up in a fifth of the
// time. It does with the collector what it is told by messages.

const { platform, close } = await openHouse(readConfig(process.env), 'worker')
await papers.startWorker?.(platform)
const tasks = (await papers.tasks?.()) ?? []
const isOnly = platform.database.kind === 'sqlite'
const worker = await startWorker({ platform, tasks, schedules: [], log: platform.log, isOnly })

const cause = { by: 'dora', reason: 'a test' }
const commands = {
  start: () => startCollector(platform, cause, true),
  stop: () => stopCollector(platform, cause),
  'emergency-stop': () => emergencyStop(platform, cause),
}

process.on('message', async (command: keyof typeof commands) => {
  const error = await commands[command]().then(
    () => null,
    (reason) => String(reason),
  )
  process.send?.({ error })
})
process.once('SIGTERM', async () => {
  await worker.stop()
  await close()
  process.exit(0)
})
process.send?.('ready')
