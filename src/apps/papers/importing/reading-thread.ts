import { type MessagePort, workerData } from 'node:worker_threads'
import { UserError } from '../../../platform/errors.ts'
import { asBatch } from './batches.ts'
import { type InspectionChoices, inspectFile } from './inspect-file.ts'
import { readDrafts } from './read-drafts.ts'
import type { ReadPlan } from './read-plan.ts'
import type { ThreadMessage } from './threads.ts'

/** What a thread is started for: one look at a file, or reading it from a row on. */
export type ThreadOrder =
  | Readonly<{ kind: 'inspect'; port: MessagePort; path: string; choices: InspectionChoices }>
  | Readonly<{ kind: 'read'; port: MessagePort; path: string; plan: ReadPlan; skipRows: number; window: number }>

const order: ThreadOrder = workerData
const say = (message: ThreadMessage): void => order.port.postMessage(message)

try {
  if (order.kind === 'inspect') say({ kind: 'inspected', inspection: await inspectFile(order.path, order.choices) })
  else await read(order)
} catch (error) {
  if (!(error instanceof UserError)) throw error
  say({ kind: 'refused', error: { kind: error.kind, code: error.code, message: error.message } })
} finally {
  order.port.close()
}

/** Runs ahead of the database by a few batches and then waits, so that memory stays as it is. */
async function read({ port, path, plan, skipRows, window }: ThreadOrder & { kind: 'read' }): Promise<void> {
  let ahead = 0
  let goOn = (): void => {}
  port.on('message', () => {
    ahead--
    goOn()
  })
  for await (const batch of readDrafts(path, plan, { skipRows })) {
    say({ kind: 'batch', batch: asBatch(batch) })
    ahead++
    while (ahead >= window) {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
    }
  }
  say({ kind: 'end' })
}
