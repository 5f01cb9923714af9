import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

const entry = join(import.meta.dirname, 'inspecting-thread.ts')

export type InspectionOrder = Readonly<{
  file: string
  /** Compares every index with its table too, and follows every reference. */
  isThorough: boolean
}>

export type Findings = Readonly<{
  /** The first damage to the file; null where it is sound. */
  problem: string | null
  /** A row that refers to one that is not there, in words; null where there is none, or nobody looked. */
  orphan: string | null
  /** Rows of each table. */
  counts: Readonly<Record<string, number>>
  rows: number
}>

/** Reads a whole SQLite file that nobody writes to, in a thread of its own: this may take minutes. */
export function inspectDatabase(order: InspectionOrder, signal?: AbortSignal): Promise<Findings> {
  const thread = new Worker(entry, { workerData: order })
  const { promise, resolve, reject } = Promise.withResolvers<Findings>()
  thread.once('message', resolve)
  thread.once('error', reject)
  thread.once('exit', () => reject(signal?.reason ?? new Error('The inspection of a database ended early.')))
  const stop = () => void thread.terminate()
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
  return promise.finally(() => signal?.removeEventListener('abort', stop))
}
