import { definePart } from '../app.ts'
import { answerAsked } from './threads.ts'

/** The address itself is added by `web/server.ts` and, for a worker process, by its listener; as a part it answers in the worker. */
export const metrics = definePart({
  name: 'metrics',
  startWorker: async () => {
    let counts: Promise<import('./counting.ts').Counts> | undefined
    const stopAnswering = answerAsked(async () => {
      counts ??= import('./counting.ts').then(({ startCounting }) => startCounting('worker'))
      return (await counts).figures()
    })
    return async () => {
      stopAnswering()
      ;(await counts)?.stop()
    }
  },
})
