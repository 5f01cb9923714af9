import { z } from 'zod'
import { openDatabase } from '../src/platform/database/open-database.ts'
import { openTaskHouse } from '../src/platform/tasks/contract/house.ts'
import { defineTask } from '../src/platform/tasks/tasks.ts'

/** A worker process of the benchmark on PostgreSQL: `tasks-process.ts URL`. Asked to, it says when each job has started. */
let isTelling = false
const nothing = defineTask({
  name: 'bench.nothing',
  title: 'Do nothing',
  input: z.object({ n: z.number() }),
  concurrency: Number.POSITIVE_INFINITY,
  run: async (_platform, { n }) => void (isTelling && process.send?.([n, performance.timeOrigin + performance.now()])),
})

const database = await openDatabase(process.argv[2] ?? '', 'worker')
const worker = await openTaskHouse(database, [nothing]).start()
process.send?.('ready')
process.on('message', async (message) => {
  if (message === 'tell') isTelling = true
  if (message !== 'stop') return
  await worker.stop()
  await database.close()
  process.exit(0)
})
