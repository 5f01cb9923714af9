import { Worker } from 'node:worker_threads'
import type { Blob } from '../../../platform/files/blob-store.ts'
import type { Files } from '../../../platform/files/files.ts'
import { type Checkable, type Checked, checkPath, type FormatChoice } from './checking.ts'

/** Above it a file is looked at in a thread of its own, so that nobody waits for a page meanwhile. */
const smallBytes = 4_000_000

/** Looks at a file that rests in the store. */
export async function checkFile(files: Files, blob: Blob, name: string, choice: FormatChoice): Promise<Checked> {
  const wanted = { path: await files.pathOf(blob.sha256), sizeBytes: blob.sizeBytes, name, choice }
  return blob.sizeBytes <= smallBytes || choice === 'other' ? checkPath(wanted) : checkApart(wanted)
}

function checkApart(wanted: Checkable): Promise<Checked> {
  const { promise, resolve, reject } = Promise.withResolvers<Checked>()
  const worker = new Worker(new URL('./checking-thread.ts', import.meta.url), { workerData: wanted })
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', (code) => reject(new Error(`The thread that looked at a file ended with ${code}.`)))
  return promise
}
