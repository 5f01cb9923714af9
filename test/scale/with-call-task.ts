import { spoil } from '../kill/faults/spoil.ts'

/** A worker of the house that knows one task more. */
const more = JSON.stringify(new URL('./call-task.ts', import.meta.url).href)
spoil('worker.ts', [
  ['await runWorker(await allTasks())', `await runWorker([...(await allTasks()), (await import(${more})).callTask])`],
])
