import { allTasks } from './compose.ts'
import { runWorker } from './run-worker.ts'

/** The entry of the worker thread. */
await runWorker(allTasks)
