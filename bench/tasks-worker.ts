import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { openSqlite } from '../src/platform/database/sqlite.ts'
import { openTaskHouse } from '../src/platform/tasks/contract/house.ts'
import { defineTask } from '../src/platform/tasks/tasks.ts'

/** The worker thread of the latency benchmark: says when each job has started. */
const tell = defineTask({
  name: 'bench.nothing',
  title: 'Say when it starts',
  input: z.object({ n: z.number() }),
  run: async () => parentPort?.postMessage(performance.timeOrigin + performance.now()),
})

const database = openSqlite(String(workerData), 'worker')
const worker = await openTaskHouse(database, [tell]).start()
parentPort?.postMessage('ready')
parentPort?.once('message', async () => {
  await worker.stop()
  await database.close()
  process.exit(0)
})
