import { BroadcastChannel } from 'node:worker_threads'
import { sql } from 'kysely'
import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import type { Lane } from './statements/claims.ts'

/** Heard by every thread of the process that runs jobs (SQLite). */
const threadChannel = 'lyceum-tasks'
/** Heard by every worker of every process (PostgreSQL). */
const processChannel = 'lyceum_tasks'

/** Makes workers look at the queue once the transaction has committed: at these lanes, or at everything. */
export type WakeUp = (tx: Db, lanes?: readonly Lane[]) => Promise<void>

/** Told too early or in vain, a worker looks once for nothing; never told (another process on SQLite), it finds out by itself. */
export function openWakeUp(database: Database): WakeUp {
  return database.kind === 'postgres' ? notifyWithCommit : openThreadWakeUp(database)
}

/**
 * Calls back for every wake-up, with the lane where it is about one, and whenever some may have been missed; answers the
 * way to stop listening.
 */
export function onWakeUp({ notifications }: Database, listener: (lane?: Lane) => void): () => void {
  if (notifications)
    return notifications.listen(
      processChannel,
      (words) => listener(laneIn(words)),
      () => listener(),
    )
  const channel = openChannel()
  channel.onmessage = () => listener()
  return () => channel.close()
}

/** The server tells everyone at the commit, and nobody after a rollback; several in one transaction are one. */
const notifyWithCommit: WakeUp = async (tx, lanes = []) => {
  const words = lanes.length > 0 ? lanes.map(({ task, priority, runAt }) => `${runAt} ${priority} ${task}`) : ['']
  await sql`select pg_notify(${sql.lit(processChannel)}, words) from unnest(${words}::text[]) as n (words)`.execute(tx)
}

function laneIn(words: string): Lane | undefined {
  const [runAt = '', priority = '', task] = words.split(' ')
  return task === undefined ? undefined : { task, priority: Number(priority), runAt }
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
