import { parentPort } from 'node:worker_threads'
import type { FromWorker, Report } from './pool.ts'
import { type TaskName, tasks } from './tasks.ts'

/** A thread of the pool: one task after the other. */
const say = (message: FromWorker): void => parentPort?.postMessage(message)

parentPort?.on('message', ({ name, input }: Readonly<{ name: TaskName; input: unknown }>) => {
  const task = tasks[name] as (input: unknown, report: Report) => unknown
  try {
    say({ value: task(input, (...told) => say({ told })) })
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
    say({ error: message, stack })
  }
})
