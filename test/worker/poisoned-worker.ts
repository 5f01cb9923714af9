import { allTasks } from '../../src/parts.ts'
import { runWorker } from '../../src/run-worker.ts'
import { good, poison } from './poison-tasks.ts'

/** A worker thread of the house that knows two tasks more. */
await runWorker([...(await allTasks()), poison, good])
