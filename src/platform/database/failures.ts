import { UserError } from '../errors.ts'
import { databaseBusy, isBusy } from './sqlite-driver.ts'

/** PostgreSQL stops, starts, has no connection left, may only read, or gave up waiting for a lock or a statement. */
const postgresCodes = /^(?:08...|57P0[1-5]|57014|53300|25006|55P03|40001|40P01)$/
const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'])
/** The driver gives these no code. */
const lostConnection =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a conn)/
const tryAgainSeconds = 5

/** A database that is busy or away, as the visitor shall hear it; undefined for every other failure. */
export function databaseFailure(error: unknown): UserError | undefined {
  if (!(error instanceof Error)) return undefined
  if (isBusy(error)) return databaseBusy(error)
  const code = 'code' in error ? String(error.code) : ''
  if (!postgresCodes.test(code) && !networkCodes.has(code) && !lostConnection.test(error.message)) return undefined
  const sentence = 'The database cannot be reached just now. Nothing was changed; please try again in a moment.'
  return new UserError('unavailable', 'database.away', sentence, { cause: error, retryAfterSeconds: tryAgainSeconds })
}
