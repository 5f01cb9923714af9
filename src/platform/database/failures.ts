import { UserError } from '../errors.ts'
import { databaseBusy, isBusy } from './sqlite-driver.ts'

/** PostgreSQL stops, starts, has no connection left, or may only read. */
const connectionCodes = /^(?:08...|57P0[1-5]|53300|25006)$/
/** It gave up waiting for a statement or a lock, or took back one of several transactions that were in each other's way. */
const statementCodes = /^(?:57014|55P03|40001|40P01)$/
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'])
/** The driver gives these no code. */
const lostConnection =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a conn)/
const tryAgainSeconds = 5
/** Of all that is thrown, what says that our connection is lost: the same words may come from other servers. */
const lostConnections = new WeakSet<object>()

/** For the pool: this failure, which one of our connections had, is not the statement's. Answers the failure. */
export function markDatabaseAway(error: unknown): unknown {
  if (error instanceof Error && isOfConnection(error)) lostConnections.add(error)
  return error
}

/** True where somebody's work failed because our database went away under it, also as the cause of another failure. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof Error && (lostConnections.has(error) || isDatabaseAway(error.cause))
}

/** A database that is busy, away or without room, as the visitor shall hear it; undefined for every other failure. */
export function databaseFailure(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined
  if (isBusy(error)) return databaseBusy(error)
  if (isDiskFull(error)) return diskFull(error)
  if (!isOfConnection(error) && !statementCodes.test(codeOf(error))) return undefined
  const sentence = 'The database cannot be reached just now. Nothing was changed; please try again in a moment.'
  return new UserError('unavailable', 'database.away', sentence, { cause: error, retryAfterSeconds: tryAgainSeconds })
}

/** SQLite could write no more, or not make its shared index longer; PostgreSQL says it in a code of its own. */
const isDiskFull = (error: Error): boolean =>
  codeOf(error) === '53100' || ('errcode' in error && (error.errcode === 13 || error.errcode === 4_874))

function diskFull(cause: unknown): UserError {
  const sentence =
    'There is no space left on the disk of the database. Nothing was changed; try again when an administrator has made room.'
  return new UserError('no-space', 'database.full', sentence, { cause, retryAfterSeconds: 300 })
}

const isOfConnection = (error: Error): boolean =>
  connectionCodes.test(codeOf(error)) || networkCodes.has(codeOf(error)) || lostConnection.test(error.message)

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')
