import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
} from 'kysely'
import { UserError } from '../errors.ts'
import { databaseWaited } from '../metrics/measures.ts'

/** How long a web thread keeps asking for the write lock before it answers "busy". */
const lockWaitMs = 5_000
/** A bulk writer lets the lock go for about this long between two transactions: whoever naps longer misses it. */
const longestNapMs = 2
const statementsKept = 500

/**
 * Kysely on `node:sqlite`, one connection a thread. A transaction begins `immediate`, because a later upgrade of a read
 * lock can fail half-way; the wait for the lock is asynchronous, so that a busy writer never stops a web thread.
 */
export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    super({ database: database as never })
    this.#database = database
  }

  override createDriver(): Driver {
    return new NodeSqliteDriver(this.#database)
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter()
  }
}

/** SQLite rolls schema changes back like any other write, so a migration happened wholly or not at all. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync
  readonly #connection: NodeSqliteConnection

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#connection = new NodeSqliteConnection(database)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }

  async beginTransaction(): Promise<void> {
    const startedAt = performance.now()
    const giveUpAt = startedAt + lockWaitMs
    for (let waitMs = 1; !this.#begin(giveUpAt); waitMs = Math.min(waitMs * 2, longestNapMs)) await sleep(waitMs)
    databaseWaited.tell({ ms: performance.now() - startedAt })
  }

  async commitTransaction(): Promise<void> {
    this.#database.exec('commit')
  }

  async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('rollback')
  }

  async releaseConnection(): Promise<void> {}

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint "${name}"`))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to "${name}"`))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release "${name}"`))
  }

  async destroy(): Promise<void> {
    this.#connection.forgetStatements()
    if (this.#database.isOpen) this.#database.close()
  }

  #begin(giveUpAt: number): boolean {
    try {
      this.#database.exec('begin immediate')
      return true
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > giveUpAt) throw databaseBusy(error)
      return false
    }
  }
}

type Prepared = { statement: StatementSync; returnsRows: boolean }

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, Prepared>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { statement, returnsRows } = this.#prepare(query.sql)
    const parameters = query.parameters.map(asSqliteValue)
    if (returnsRows) return { rows: statement.all(...parameters) as Row[] }

    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  // biome-ignore lint/correctness/useYield: Kysely's interface asks for a stream, and this house has none on purpose
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('A stream would hold the one connection of the thread: read page by page, by key.')
  }

  forgetStatements(): void {
    this.#prepared.clear()
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known

    const statement = this.#database.prepare(sql)
    const prepared = { statement, returnsRows: statement.columns().length > 0 }
    if (this.#prepared.size >= statementsKept) this.#prepared.delete(this.#prepared.keys().next().value ?? '')
    this.#prepared.set(sql, prepared)
    return prepared
  }
}

/** An object in first place would be taken for a list of named parameters and shift every value: it is refused. */
function asSqliteValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  if (value instanceof Uint8Array) return value
  throw new TypeError(`A ${typeof value} cannot be stored: give null, a number, a bigint, a string or bytes.`)
}

export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

export const databaseBusy = (cause: unknown): UserError =>
  new UserError('unavailable', 'database.busy', 'The database is busy. Please try again in a moment.', {
    cause,
    retryAfterSeconds: 5,
  })
