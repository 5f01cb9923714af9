import { giveBackMemorySoon } from './idle-memory.ts'
import { allTasks } from './parts.ts'
import { runWorker } from './run-worker.ts'

/** The entry of the worker thread. */
await runWorker(await allTasks())
giveBackMemorySoon()
