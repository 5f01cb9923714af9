import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Notifications } from './notifications.ts'

const firstPauseMs = 100
const longestPauseMs = 3_000
/** A connection that has gone silent is noticed after both together. */
const pingMs = 4_000
const answerMs = 3_000
/** What waits while the database is away; more is let go, since everyone looks at everything after a gap anyway. */
const longestQueue = 1_000
const lastWordsMs = 1_000
const goodbyeMs = 500
/** Clocks that are set by the network differ by less, and a busy machine answers late: such a difference is none. */
const ordinaryDifferenceMs = 250

type Hearer = Readonly<{ listener: (words: string) => void; onGap: () => void }>

/** The one connection of a thread for notifications: opened on first use, and again whenever it is lost. */
export type NotificationLine = Notifications &
  Readonly<{
    /** How far the server's clock is ahead of ours, as of the last few seconds; see `Database`. */
    aheadMs: () => number
    /** Now, not on first use. */
    open: () => void
    close: () => Promise<void>
  }>

export function openNotificationLine(newClient: () => pg.Client): NotificationLine {
  const hearers = new Map<string, Set<Hearer>>()
  const heard = new Set<string>()
  /** Words to send, each once, as `channel words`. */
  const waiting = new Map<string, readonly [channel: string, words: string]>()
  const closing = new AbortController()
  let aheadMs = 0
  let living: Promise<void> | undefined
  let client: pg.Client | undefined
  let sending: Promise<void> | undefined
  /** Questions go one after the other. */
  let asked: Promise<unknown> = Promise.resolve()

  const open = (): void => {
    if (!closing.signal.aborted) living ??= live()
  }

  async function live(): Promise<void> {
    let pauseMs = firstPauseMs
    while (!closing.signal.aborted) {
      const upForMs = await oneLife()
      pauseMs = upForMs > longestPauseMs ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs)
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  /** From connecting until the connection is gone, for whatever reason; answers how long it was up. */
  async function oneLife(): Promise<number> {
    const mine = newClient()
    const gone = new Promise<void>((resolve) => {
      mine.once('end', resolve)
      mine.on('error', () => resolve())
    })
    const fromMs = performance.now()
    try {
      await mine.connect()
      mine.on('notification', ({ channel, payload = '' }) => tell(channel, payload))
      heard.clear()
      client = mine
      await setClock(mine)
      await hear(mine)
      void flush()
      await Promise.race([gone, keepAsking(mine)])
    } catch {
      // A connection that fails is like one that is lost: the next is tried.
    } finally {
      client = undefined
      await hangUp(mine)
    }
    return performance.now() - fromMs
  }

  /** Ends when no answer comes in time, or the line is closed. */
  async function keepAsking(mine: pg.Client): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(pingMs, undefined, { signal: closing.signal }).catch(() => {})
      if (!closing.signal.aborted) await setClock(mine)
    }
  }

  /** Half of the way there and back has passed when the answer comes. */
  async function setClock(mine: pg.Client): Promise<void> {
    const askedAt = Date.now()
    const [row] = await ask<{ ms: number }>(mine, 'select extract(epoch from clock_timestamp())::float8 * 1000 as ms')
    const differenceMs = row ? Math.round(row.ms - (askedAt + Date.now()) / 2) : 0
    aheadMs = Math.abs(differenceMs) < ordinaryDifferenceMs ? 0 : differenceMs
  }

  /** Listens to what nobody has listened to yet, and tells those who may have missed something. */
  async function hear(mine: pg.Client): Promise<void> {
    for (const channel of hearers.keys()) {
      if (heard.has(channel)) continue
      heard.add(channel)
      await ask(mine, `listen ${channel}`)
      for (const { onGap } of hearers.get(channel) ?? []) onGap()
    }
  }

  /** Without an answer in time the line is cut. */
  async function ask<Row>(mine: pg.Client, text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const before = asked
    const answer = before.then(() => within(answerMs, mine.query(text, [...values])))
    asked = answer.catch(() => mine.connection.stream.destroy())
    return (await answer).rows as Row[]
  }

  function tell(channel: string, words: string): void {
    for (const { listener } of hearers.get(channel) ?? []) listener(words)
  }

  function send(channel: string, words: string): void {
    const key = `${channel} ${words}`
    if (waiting.has(key)) return
    const oldest = waiting.size >= longestQueue ? waiting.keys().next().value : undefined
    if (oldest !== undefined) waiting.delete(oldest)
    waiting.set(key, [channel, words])
    open()
    setImmediate(flush)
  }

  function flush(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = undefined
    })
    return sending
  }

  async function sendAll(): Promise<void> {
    while (client && waiting.size > 0) {
      const some = [...waiting]
      waiting.clear()
      const [channels, words] = [some.map(([, [channel]]) => channel), some.map(([, [, one]]) => one)]
      try {
        await ask(client, sendText, [channels, words])
      } catch {
        for (const [key, one] of some) waiting.set(key, one)
        return
      }
    }
  }

  function listen(channel: string, listener: Hearer['listener'], onGap: Hearer['onGap']): () => void {
    const hearer = { listener, onGap }
    const all = hearers.get(channel) ?? new Set()
    hearers.set(channel, all.add(hearer))
    open()
    // What fails here has cut the line, and is asked again on the next.
    if (client) hear(client).catch(() => {})
    return () => void all.delete(hearer)
  }

  async function close(): Promise<void> {
    if (client) await Promise.race([flush(), sleep(lastWordsMs)])
    closing.abort()
    await living
  }

  return { send, listen, close, open, aheadMs: () => aheadMs }
}

const sendText = 'select pg_notify(channel, words) from unnest($1::text[], $2::text[]) as n (channel, words)'

/** A goodbye where the other side still answers, so that its log has no broken connection of ours. */
async function hangUp(client: pg.Client): Promise<void> {
  await within(goodbyeMs, client.end()).catch(() => {})
  client.connection.stream.destroy()
}

async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  const done = new AbortController()
  const late = sleep(limitMs, undefined, { signal: done.signal }).then(
    () => Promise.reject(new Error(`No answer within ${limitMs} ms.`)),
    () => work,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    done.abort()
  }
}
