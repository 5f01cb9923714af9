import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { databaseWaited } from '../metrics/measures.ts'
import type { Database } from './database.ts'
import { markDatabaseAway } from './failures.ts'
import { endSessions, isWorkedOn, type Session } from './postgres-probe.ts'

/** For a place in the pool and a connection in it: a request that has waited so long is answered within 5 s. */
const connectMs = 4_500
/** A statement that says nothing for this long is asked after, on another connection. */
const patienceMs = 1_500
const goodbyeMs = 2_000
/** After these the server, as it is now, is of no use: it stops, or has become a copy that only reads. */
const useless = /^(?:08...|57P0[1-5]|25006)$/

/**
 * Statements whose answer says nothing: they go out together with the next, one way there and back for all. Should one
 * fail, so do those after it in the transaction.
 */
const unanswered = /^(?:begin|set local .*)$/

/**
 * A pool of connections that none can hang for ever. The server ends statements that take too long; but where packets
 * vanish on the way, nobody tells the driver, and the system would wait for minutes. So a statement that is silent is
 * asked after, and a connection on which nobody works any more is cut, with all that lay idle beside it.
 */
export function openPool(config: pg.PoolConfig): PostgresPool & Required<Pick<Database, 'connections'>> {
  const pool = new pg.Pool({
    ...config,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 30_000,
    pipeline: true,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  })
  const born = new Map<pg.PoolClient, number>()
  /** Connections made before are no longer trusted (`performance.now()`). */
  let trustedSinceMs = 0
  /** Statements without an answer, and how to ask after them before their time. */
  const waiting = new Set<() => Promise<void>>()
  /** Sessions whose connection was cut here, and that the server may not have missed yet. */
  let orphans: Session[] = []

  // An idle connection that breaks is replaced by the pool; without a listener the process would exit.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    born.set(client, performance.now())
    // Likewise one that breaks while it is lent out: its query fails, and that is told to whoever asked.
    client.on('error', () => {})
    void endOrphans()
  })
  pool.on('remove', (client) => born.delete(client))

  const isTrusted = (client: pg.PoolClient): boolean => (born.get(client) ?? 0) >= trustedSinceMs

  const connect = async (): Promise<PostgresPoolClient> => {
    const askedAtMs = performance.now()
    const late = AbortSignal.timeout(connectMs)
    for (;;) {
      const client = await inTime(pool.connect(), late).catch((error: unknown) => {
        throw markDatabaseAway(error)
      })
      if (isTrusted(client)) {
        databaseWaited.tell({ ms: performance.now() - askedAtMs })
        return lend(client)
      }
      client.release(true)
    }
  }

  const lend = (client: pg.PoolClient): PostgresPoolClient => {
    let isUseless = false
    const query = async (
      text: string,
      values: unknown[],
    ): Promise<Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>> => {
      if (unanswered.test(text)) {
        client.query(text, values).catch(() => {})
        return { command: 'SET', rowCount: null, rows: [] }
      }
      let isAnswered = false
      const askAfter = async (): Promise<void> => {
        clearTimeout(timer)
        waiting.delete(askAfter)
        const isAlive = await isAnyoneThere(client)
        if (isAnswered) return
        if (!isAlive) return cut(client)
        timer = setTimeout(askAfter, patienceMs)
        waiting.add(askAfter)
      }
      let timer = setTimeout(askAfter, patienceMs)
      waiting.add(askAfter)
      try {
        return await client.query(text, values)
      } catch (error) {
        isUseless ||= useless.test(error instanceof Error && 'code' in error ? String(error.code) : '')
        throw markDatabaseAway(error)
      } finally {
        isAnswered = true
        clearTimeout(timer)
        waiting.delete(askAfter)
      }
    }
    return {
      query: query as unknown as PostgresPoolClient['query'],
      release: (isDiscarded) => client.release(isDiscarded === true || isUseless || !isTrusted(client)),
    }
  }

  const isAnyoneThere = async (client: pg.PoolClient): Promise<boolean> => {
    const { bytesRead } = socketOf(client)
    return (await isWorkedOn(config, sessionOf(client))) || socketOf(client).bytesRead > bytesRead
  }

  const cut = (client: pg.PoolClient): void => {
    trustedSinceMs = performance.now()
    orphans.push(sessionOf(client))
    socketOf(client).destroy(new Error('Connection terminated: the database gave no answer.'))
    void endOrphans()
    // Where one is lost, others are: they may hold what somebody waits for.
    for (const askAfter of [...waiting]) void askAfter()
  }

  /** At once where the server can be reached, or with the next connection to it. */
  const endOrphans = async (): Promise<void> => {
    const some = orphans
    if (some.length === 0) return
    orphans = []
    try {
      await endSessions(config, some)
    } catch {
      orphans.push(...some)
    }
  }

  const sessionOf = (client: pg.PoolClient): Session => ({ pid: pidOf(client), bornMs: born.get(client) ?? 0 })

  const end = async (): Promise<void> => {
    const isSlow = await Promise.race([pool.end(), sleep(goodbyeMs, true, { ref: false })])
    if (isSlow) for (const client of born.keys()) socketOf(client).destroy()
  }

  const connections = () => ({
    busy: pool.totalCount - pool.idleCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
  })

  return { connect, end, options: pool.options, connections }
}

/** The pool's own limit begins anew where a place in it becomes free and has to be connected. */
function inTime(connecting: Promise<pg.PoolClient>, late: AbortSignal): Promise<pg.PoolClient> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(new Error('timeout exceeded when trying to connect'))
      connecting.then(
        (client) => client.release(),
        () => {},
      )
    }
    late.addEventListener('abort', giveUp, { once: true })
    connecting.then(resolve, reject).finally(() => late.removeEventListener('abort', giveUp))
  })
}

/** The driver's types do not know what every client has. */
type Insides = Readonly<{ connection: Readonly<{ stream: Socket }>; processID: number }>

const socketOf = (client: pg.PoolClient): Socket => (client as unknown as Insides).connection.stream
const pidOf = (client: pg.PoolClient): number => (client as unknown as Insides).processID
