import { Worker } from 'node:worker_threads'
import type { TaskName, Tasks } from './tasks.ts'

export type Report = (...told: number[]) => void

/** Runs tasks in threads, or in this one where there are none. Results depend on their input alone, never on the threads. */
export type Pool = Readonly<{
  run: <Name extends TaskName>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    report?: Report,
  ) => Promise<ReturnType<Tasks[Name]>>
  close: () => Promise<void>
}>

type Job = Readonly<{
  name: TaskName
  input: unknown
  report: Report | undefined
  resolve: (value: never) => void
  reject: (error: Error) => void
}>

export type FromWorker =
  | Readonly<{ told: readonly number[] }>
  | Readonly<{ value: unknown }>
  | Readonly<{ error: string; stack: string }>

/** Threads are started when there is work for them. With `signal`, an abort ends them in the middle of their work. */
export function openPool(threads: number, signal?: AbortSignal): Pool {
  const waiting: Job[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Job>()
  let isClosed = false

  function assign(): void {
    while (waiting.length > 0) {
      const worker = idle.pop() ?? (busy.size < threads ? start() : undefined)
      if (!worker) return
      const job = waiting.shift() as Job
      busy.set(worker, job)
      worker.postMessage({ name: job.name, input: job.input })
    }
  }

  function start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    worker.on('message', (message: FromWorker) => {
      const job = busy.get(worker)
      if ('told' in message) return job?.report?.(...message.told)
      busy.delete(worker)
      idle.push(worker)
      if ('error' in message) job?.reject(Object.assign(new Error(message.error), { stack: message.stack }))
      else job?.resolve(message.value as never)
      assign()
    })
    worker.on('error', (error: Error) => fail(error))
    return worker
  }

  function fail(error: Error): void {
    for (const job of [...busy.values(), ...waiting.splice(0)]) job.reject(error)
    busy.clear()
  }

  async function close(): Promise<void> {
    isClosed = true
    const workers = [...idle.splice(0), ...busy.keys()]
    fail(new Error('The work was stopped.'))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  const onAbort = (): void => void close()
  signal?.addEventListener('abort', onAbort, { once: true })

  return {
    run: (name, input, report) => {
      signal?.throwIfAborted()
      if (isClosed) return Promise.reject(new Error('The work was stopped.'))
      if (threads === 0) return runHere(name, input, report)
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      waiting.push({ name, input, report, resolve, reject })
      assign()
      return promise
    },
    close: async () => {
      signal?.removeEventListener('abort', onAbort)
      await close()
    },
  }
}

async function runHere(name: TaskName, input: unknown, report?: Report): Promise<never> {
  const { tasks } = await import('./tasks.ts')
  const task = tasks[name] as (input: unknown, report?: Report) => unknown
  return task(input, report) as never
}
