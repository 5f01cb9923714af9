import type { Live } from './live.ts'

const channelName = 'lyceum-live'

export type LiveOptions = Readonly<{
  /** A number that differs once another connection has written (`database.changesSeen`); absent where there is none. */
  changesSeen?: () => number
  /** Bursts of one topic become one message in this time. */
  mergeMs?: number
  /** How often other processes are looked for. */
  lookMs?: number
}>

/** The topic of "another process has written something": pages look at everything they show. */
export const anyTopic = 'changed'

type Listener = (topic: string) => void

/**
 * Opens the way between the threads of this process. Other processes (the command line, a second server) are noticed by
 * the number of changes in the database, and heard as the topic `changed`, at most once in `lookMs`.
 */
export function openLive({ changesSeen, mergeMs = 100, lookMs = 1_000 }: LiveOptions = {}): Live {
  const channel = new BroadcastChannel(channelName)
  const listeners = new Map<string, Set<Listener>>()
  const resting = new Map<string, NodeJS.Timeout>()
  const again = new Set<string>()
  let looking: NodeJS.Timeout | undefined

  channel.onmessage = (event) => tell(String((event as MessageEvent).data))
  ;(channel as unknown as { unref: () => void }).unref()

  function tell(topic: string): void {
    for (const listener of listeners.get(topic) ?? []) listener(topic)
  }

  /** The first of a burst goes at once; what follows within `mergeMs` goes once, at its end. */
  function publish(topic: string): void {
    if (resting.has(topic)) {
      again.add(topic)
      return
    }
    send(topic)
    const timer = setTimeout(() => {
      resting.delete(topic)
      if (again.delete(topic)) publish(topic)
    }, mergeMs)
    resting.set(topic, timer.unref())
  }

  function send(topic: string): void {
    tell(topic)
    channel.postMessage(topic)
  }

  function subscribe(topics: readonly string[], listener: Listener): () => void {
    const wanted = [...new Set([...topics, anyTopic])]
    for (const topic of wanted) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener))
    startLooking()
    return () => {
      for (const topic of wanted) {
        const set = listeners.get(topic)
        set?.delete(listener)
        if (set?.size === 0) listeners.delete(topic)
      }
      if (listeners.size === 0) stopLooking()
    }
  }

  /** Only while somebody listens: an idle house asks the database nothing. */
  function startLooking(): void {
    if (looking || !changesSeen) return
    let seen = changesSeen()
    looking = setInterval(() => {
      const now = changesSeen()
      if (now !== seen) tell(anyTopic)
      seen = now
    }, lookMs).unref()
  }

  function stopLooking(): void {
    clearInterval(looking)
    looking = undefined
  }

  function close(): void {
    stopLooking()
    for (const timer of resting.values()) clearTimeout(timer)
    listeners.clear()
    channel.close()
  }

  return { publish, subscribe, close }
}
