import { databaseFailure } from '../database/failures.ts'
import { UserError } from '../errors.ts'
import { storeWords } from '../files/s3-errors.ts'

/** Every refusal of a move; nothing was changed where it began, and what stands at its goal can be taken up again. */
const refusal = (code: string, sentence: string, cause?: unknown): UserError =>
  new UserError('conflict', code, sentence, cause === undefined ? {} : { cause })

export const sameHouse = (): UserError =>
  refusal('moving.same', 'Both name the same database and the same files: there is nothing to move.')

export const nothingThere = (what: string): UserError =>
  refusal('moving.nothing-there', `There is no house to move: ${what} holds none.`)

export const stillRunning = (which: string, connections: number): UserError =>
  refusal(
    'moving.in-use',
    `A Lyceum process has the database ${which} open (${connections} connections). Stop every server and command on both houses first.`,
  )

export const databaseTaken = (which: string): UserError =>
  refusal(
    'moving.not-empty',
    `The database ${which} is not empty. Give an empty one: a house is never moved over another one.`,
  )

export const filesTaken = (which: string, sha256: string): UserError =>
  refusal(
    'moving.files-not-empty',
    `${which} holds files that are not of this house, such as ${sha256}. Give an empty place.`,
  )

export const otherMove = (which: string): UserError =>
  refusal(
    'moving.other',
    `Into the database ${which} another house was being moved. Finish that move, or give an empty database.`,
  )

export const schemaOlder = (waiting: number): UserError =>
  refusal(
    'moving.schema',
    `The house waits for ${waiting} schema steps: run "lyceum migrate up" on it, or start it once, and move it then.`,
  )

export const notTaken = (table: string, column: string, key: string, cause: unknown): UserError =>
  refusal(
    'moving.text',
    `PostgreSQL cannot keep the NUL character in ${table}.${column} of the row ${key}. Correct that row, and move again.`,
    cause,
  )

export const different = (what: string): UserError =>
  refusal(
    'moving.different',
    `${what} differs between the two houses: was the old one used meanwhile? Empty the new place, and move again.`,
  )

export const unfinished = (): UserError =>
  refusal(
    'moving.unfinished',
    'A house was being moved into this database, and is not whole yet: repeat "lyceum move", which goes on where it was.',
  )

/** Wrong name, wrong password, no such database, no right to make tables. */
const notLetIn = new Set(['28000', '28P01', '3D000', '42501'])

/** What keeps a database or a file store from being used, in words for whoever wrote the settings. */
export function inWords(error: unknown): unknown {
  if (error instanceof UserError) {
    if (error.code !== 'files.away' && error.code !== 'files.refused') return error
    return refusal('moving.files', `The file store on S3 cannot be used. ${storeWords(error)}`, error)
  }
  if (error instanceof Error && 'code' in error && notLetIn.has(String(error.code)))
    return refusal(
      'moving.database',
      `PostgreSQL refuses: ${error.message}. Correct the address of the database.`,
      error,
    )
  return databaseFailure(error) ?? error
}
