import { BroadcastChannel } from 'node:worker_threads'
import type { Database } from '../database/database.ts'

/** Every thread of the process that enqueues or runs jobs listens to it; other processes notice by looking. */
const channelName = 'lyceum-tasks'
/** On PostgreSQL the end of a transaction cannot be seen from here, so workers are told again a little later. */
const postgresAgainMs = [2, 10, 50]

/**
 * Answers what to call inside a transaction that makes work: the workers of this process are told right after it has
 * committed. Told too early or in vain they look once for nothing; never told (another process) they find out by themselves.
 */
export function openWakeUp(database: Database): () => void {
  const channel = openChannel()
  const post = () => channel.postMessage(null)
  let isWaiting = false

  return () => {
    if (isWaiting) return
    isWaiting = true
    setImmediate(() =>
      whenCommitted(database, () => {
        isWaiting = false
        post()
        if (database.kind === 'postgres') for (const waitMs of postgresAgainMs) setTimeout(post, waitMs).unref()
      }),
    )
  }
}

/** Calls back for every wake-up in this process; answers the way to stop listening. */
export function onWakeUp(listener: () => void): () => void {
  const channel = openChannel()
  channel.onmessage = listener
  return () => channel.close()
}

/** On SQLite a thread has one connection, and nobody else sees a job before its transaction is over. */
function whenCommitted(database: Database, done: () => void, looks = 0): void {
  if (!database.raw?.isOpen || !database.raw.isTransaction) done()
  else if (looks < 20) setImmediate(whenCommitted, database, done, looks + 1)
  else setTimeout(whenCommitted, 2, database, done, looks).unref()
}

function openChannel(): BroadcastChannel {
  const channel = new BroadcastChannel(channelName)
  channel.unref()
  return channel
}
