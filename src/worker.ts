import { allTasks } from './compose.ts'
import { giveBackMemorySoon } from './idle-memory.ts'
import { runWorker } from './run-worker.ts'

/** The entry of the worker thread. */
giveBackMemorySoon()
await runWorker(allTasks)
