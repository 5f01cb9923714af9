import { UserError } from '../../../platform/errors.ts'

const sqliteFull = 13
const sqliteConstraint = 19
const postgresDiskFull = '53100'
const postgresUniqueViolation = '23505'

/** What a failure means for the person who waits: a full disk is no bug. Anything else comes back as it is. */
export function asUserError(error: unknown): unknown {
  return isDiskFull(error) ? noSpace(error) : error
}

export const noSpace = (cause?: unknown): UserError =>
  new UserError(
    'no-space',
    'papers.no-space',
    'There is no space left on the disk. What was brought in before is safe; make space, and continue the import.',
    { cause },
  )

/** A row that breaks a unique index, as when another process was faster. */
export const isTakenMeanwhile = (error: unknown): boolean =>
  codeOf(error) === postgresUniqueViolation || primaryCodeOf(error) === sqliteConstraint

const isDiskFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', postgresDiskFull].includes(codeOf(error)) || primaryCodeOf(error) === sqliteFull

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** The lower byte of SQLite's result code names the kind of failure. */
const primaryCodeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
