import { BroadcastChannel } from 'node:worker_threads'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'

/** Heard by every thread of the process that runs jobs (SQLite). */
const threadChannel = 'lyceum-tasks'
/** Heard by every worker of every process (PostgreSQL). */
const processChannel = 'lyceum_tasks'

/** Makes workers look at the queue once the transaction has committed. */
export type WakeUp = (tx: Db) => Promise<void>

/** Told too early or in vain, a worker looks once for nothing; never told (another process on SQLite), it finds out by itself. */
export function openWakeUp(database: Database): WakeUp {
  return database.kind === 'postgres' ? notifyWithCommit : openThreadWakeUp(database)
}

/** Calls back for every wake-up, and whenever one may have been missed; answers the way to stop listening. */
export function onWakeUp({ notifications }: Database, listener: () => void): () => void {
  if (notifications) return notifications.listen(processChannel, listener, listener)
  const channel = openChannel()
  channel.onmessage = listener
  return () => channel.close()
}

/** The server tells everyone at the commit, and nobody after a rollback; several in one transaction are one. */
const notifyWithCommit: WakeUp = async (tx) => {
  await sql`select pg_notify(${sql.lit(processChannel)}, '')`.execute(tx)
}

function openThreadWakeUp(database: Database): WakeUp {
  const channel = openChannel()
  let isWaiting = false

  return async () => {
    if (isWaiting) return
    isWaiting = true
    setImmediate(() =>
      whenCommitted(database, () => {
        isWaiting = false
        channel.postMessage(null)
      }),
    )
  }
}

/** On SQLite a thread has one connection, and nobody else sees a job before its transaction is over. */
function whenCommitted(database: Database, done: () => void, looks = 0): void {
  if (!database.raw?.isOpen || !database.raw.isTransaction) done()
  else if (looks < 20) setImmediate(whenCommitted, database, done, looks + 1)
  else setTimeout(whenCommitted, 2, database, done, looks).unref()
}

function openChannel(): BroadcastChannel {
  const channel = new BroadcastChannel(threadChannel)
  channel.unref()
  return channel
}
