import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { type ErrorKind, UserError } from '../../../platform/errors.ts'
import type { Batch } from './batches.ts'
import type { Inspection, InspectionChoices } from './inspect-file.ts'
import type { ReadPlan } from './read-plan.ts'
import type { ThreadOrder } from './reading-thread.ts'

/** What a reading thread says. */
export type ThreadMessage =
  | Readonly<{ kind: 'batch'; batch: Batch }>
  | Readonly<{ kind: 'end' }>
  | Readonly<{ kind: 'inspected'; inspection: Inspection }>
  | Readonly<{ kind: 'refused'; error: { kind: ErrorKind; code: string; message: string } }>

/** The rows of a list, read in a thread of its own. */
export type Reading = Readonly<{
  /** Batches with about this many rows, as far as they are there; at least one, or none behind the last. */
  next: (rows: number) => Promise<readonly Batch[]>
  /** Ends the thread; safe at any time, and again. */
  close: () => Promise<void>
}>

/** Batches that are on their way or wait; each takes about a megabyte. */
const window = 6
/** The young part is kept small: most of what a row needs is garbage a moment later. */
const memory = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 64 }

/**
 * Finds out how a list is to be read, without stopping the thread that asks.
 *
 * @throws UserError as `inspectFile` does
 */
export async function inspectInThread(path: string, choices: InspectionChoices): Promise<Inspection> {
  const { thread, port } = startThread((own) => ({ kind: 'inspect', port: own, path, choices }))
  try {
    const message = await firstOf(thread, port)
    if (message.kind === 'refused') throw refusal(message.error)
    if (message.kind !== 'inspected') throw new Error(`The inspection answered with "${message.kind}".`)
    return message.inspection
  } finally {
    port.close()
    await thread.terminate()
  }
}

/**
 * Starts to read a list behind the rows that an earlier run has dealt with.
 *
 * @throws UserError (`next`) as `readDrafts` does, and the reason of the signal once it aborts
 */
export function readInThread(path: string, plan: ReadPlan, skipRows: number, signal: AbortSignal): Reading {
  const { thread, port } = startThread((own) => ({ kind: 'read', port: own, path, plan, skipRows, window }))
  const waiting: Batch[] = []
  let isOver = false
  let failure: unknown
  let wake = (): void => {}

  const fail = (reason: unknown): void => {
    failure ??= reason
    wake()
  }
  const onAbort = (): void => fail(signal.reason)
  const hear = (message: ThreadMessage): void => {
    if (message.kind === 'batch') waiting.push(message.batch)
    else if (message.kind === 'end') isOver = true
    else if (message.kind === 'refused') fail(refusal(message.error))
    wake()
  }
  port.on('message', hear)
  thread.on('error', fail)
  thread.on('exit', () => {
    for (const message of lastWords(port)) hear(message)
    if (!isOver) fail(new Error('The thread that reads the list has gone.'))
  })
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()

  const take = (rows: number): Batch[] => {
    const taken: Batch[] = []
    for (let count = 0; count < rows && waiting.length > 0; ) {
      const batch = waiting.shift()
      if (!batch) break
      port.postMessage('taken')
      taken.push(batch)
      count += batch.count + batch.rejected
    }
    return taken
  }

  return {
    next: async (rows) => {
      while (waiting.length === 0 && !isOver && failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (failure !== undefined) throw failure
      return take(rows)
    },
    close: async () => {
      isOver = true
      signal.removeEventListener('abort', onAbort)
      port.close()
      await thread.terminate()
    },
  }
}

function startThread(order: (port: MessagePort) => ThreadOrder): { thread: Worker; port: MessagePort } {
  const { port1: port, port2: own } = new MessageChannel()
  const thread = new Worker(new URL('./reading-thread.ts', import.meta.url), {
    name: 'papers-reading',
    workerData: order(own),
    transferList: [own],
    resourceLimits: memory,
  })
  return { thread, port }
}

function firstOf(thread: Worker, port: MessagePort): Promise<ThreadMessage> {
  return new Promise((resolve, reject) => {
    port.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => {
      const [message] = lastWords(port)
      if (message) resolve(message)
      else reject(new Error('The thread that looks at the list has gone.'))
    })
  })
}

/** What a thread said before it ended and nobody has heard yet: on a busy machine its end is told before its words. */
function lastWords(port: MessagePort): ThreadMessage[] {
  const messages: ThreadMessage[] = []
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
    messages.push(next.message as ThreadMessage)
  return messages
}

const refusal = ({ kind, code, message }: { kind: ErrorKind; code: string; message: string }): UserError =>
  new UserError(kind, code, message)
