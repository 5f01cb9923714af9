import { randomUUID } from 'node:crypto'
import type { Figure } from './counting.ts'

/** Between the threads of one process. */
const channelName = 'lyceum-metrics'
const patienceMs = 500

type Question = Readonly<{ ask: string }>
type Answer = Readonly<{ answerTo: string; figures: readonly Figure[] }>

/** Answers, in the worker thread, each time the other thread asks. Answers with how to stop. */
export function answerAsked(figures: () => Promise<readonly Figure[]>): () => void {
  const channel = openChannel()
  channel.onmessage = async (event) => {
    const { ask } = (event as MessageEvent).data as Partial<Question>
    if (ask !== undefined) channel.postMessage({ answerTo: ask, figures: await figures() } satisfies Answer)
  }
  return () => channel.close()
}

/** The figures of the worker thread of this process; none where it has no time, or is not up. */
export function askWorker(): Promise<readonly Figure[]> {
  const channel = openChannel()
  const ask = randomUUID()
  return new Promise((resolve) => {
    const end = (figures: readonly Figure[]): void => {
      clearTimeout(timer)
      channel.close()
      resolve(figures)
    }
    const timer = setTimeout(() => end([]), patienceMs).unref()
    channel.onmessage = (event) => {
      const { answerTo, figures } = (event as MessageEvent).data as Partial<Answer>
      if (answerTo === ask) end(figures ?? [])
    }
    channel.postMessage({ ask } satisfies Question)
  })
}

/** Nobody's process goes on only because of it. */
function openChannel(): BroadcastChannel {
  const channel = new BroadcastChannel(channelName)
  ;(channel as unknown as { unref: () => void }).unref()
  return channel
}
