import { randomUUID } from 'node:crypto'
import type { Notifications } from '../database/notifications.ts'
import type { Live } from './live.ts'

/** Between the threads of one process (SQLite). */
const threadChannel = 'lyceum-live'
/** Between all threads of all processes (PostgreSQL). */
const processChannel = 'lyceum_live'
/** PostgreSQL carries 8,000 bytes at most; no topic of ours comes near. */
const longestTopic = 1_000

export type LiveOptions = Readonly<{
  /** A number that differs once another connection has written (`database.changesSeen`); absent where there is none. */
  changesSeen?: () => number
  /** The way to other processes, and then to the other threads of this one too (`database.notifications`). */
  notifications?: Notifications
  /** Bursts of one topic become one message in this time. */
  mergeMs?: number
  /** How often other processes are looked for; on PostgreSQL, how long after some news everything is looked at. */
  lookMs?: number
}>

/** The topic of "another process has written something": pages look at everything they show. */
const anyTopic = 'changed'

type Listener = (topic: string) => void

/**
 * Opens the way to the other threads of this process, and on PostgreSQL to all processes. On SQLite other processes (the
 * command line) are noticed by the number of changes in the database, and heard as the topic `changed`, at most once in
 * `lookMs`; so is a time in which notifications could not be heard, and on PostgreSQL any news of any topic: a job that
 * ends says so itself, and changes things that nobody speaks of.
 */
export function openLive({ changesSeen, notifications, mergeMs = 100, lookMs = 1_000 }: LiveOptions = {}): Live {
  const listeners = new Map<string, Set<Listener>>()
  const resting = new Map<string, NodeJS.Timeout>()
  const again = new Set<string>()
  let looking: NodeJS.Timeout | undefined

  const others = notifications ? overProcesses(notifications, hear) : overThreads(tell)
  let changing: NodeJS.Timeout | undefined

  /** From another process; at once, and as a change of anything a little later. */
  function hear(topic: string): void {
    tell(topic)
    changedSoon()
  }

  function changedSoon(): void {
    changing ??= setTimeout(() => {
      changing = undefined
      tell(anyTopic)
    }, lookMs).unref()
  }

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
    if (notifications) changedSoon()
    others.send(topic.slice(0, longestTopic))
  }

  function subscribe(topics: readonly string[], listener: Listener): () => void {
    const wanted = [...new Set([...topics, anyTopic])]
    for (const topic of wanted) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener))
    others.listen()
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
    clearTimeout(changing)
    for (const timer of resting.values()) clearTimeout(timer)
    listeners.clear()
    others.close()
  }

  return { publish, subscribe, close }
}

type Others = Readonly<{
  send: (topic: string) => void
  /** Called at each subscription: who shows nothing live needs no connection. */
  listen: () => void
  close: () => void
}>

function overThreads(tell: Listener): Others {
  const channel = new BroadcastChannel(threadChannel)
  channel.onmessage = (event) => tell(String((event as MessageEvent).data))
  ;(channel as unknown as { unref: () => void }).unref()
  return { send: (topic) => channel.postMessage(topic), listen: () => {}, close: () => channel.close() }
}

/** A message is the sender and the topic: a notification comes back to its sender, who has told its own pages already. */
function overProcesses(notifications: Notifications, tell: Listener): Others {
  const me = randomUUID()
  let stop: (() => void) | undefined

  const hear = (message: string): void => {
    const space = message.indexOf(' ')
    if (message.slice(0, space) !== me) tell(message.slice(space + 1))
  }

  return {
    send: (topic) => notifications.send(processChannel, `${me} ${topic}`),
    listen: () => {
      stop ??= notifications.listen(processChannel, hear, () => tell(anyTopic))
    },
    close: () => stop?.(),
  }
}
