import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UserError } from '../../../platform/errors.ts'
import { type PreviousRow, previousColumns } from './cells.ts'

/** Where the previous desk left what; only the first two are needed. */
export type PreviousPlaces = Readonly<{
  /** SQLite file with the table `revisions`. */
  revisions: string
  /** Folder with a text file for each revision, named by its key. */
  texts: string
  duties?: string
  approved?: string
  /** Keys of revisions with a large shift. */
  shifts?: string
  /** Lines of account name and mail address. */
  people?: string
}>

/** @throws UserError `observations.previous` where it is no such file. */
export function readPreviousRows(file: string): readonly PreviousRow[] {
  if (!existsSync(file)) throw refused(`There is no file ${file}.`)
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database.prepare('select * from revisions').all() as PreviousRow[]
    const needed = ['obsidrev', 'sequence', 'submitter', 'rev_time', ...Object.values(previousColumns).flat()]
    const missing = rows[0] ? needed.filter((column) => !(column in (rows[0] ?? {}))) : []
    if (missing.length > 0) throw refused(`The table of revisions lacks ${missing.join(', ')}.`)
    return rows.map((row) => ({ ...row }))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw refused(`${file} holds no table of revisions.`, error)
  } finally {
    database.close()
  }
}

/** Undefined where there is no such file: the revision is left out then. */
export const readTextOf = (folder: string, key: string): Promise<string | undefined> =>
  readFile(join(folder, key), 'utf8').catch(() => undefined)

/** @throws UserError where a file that was named cannot be read. */
export async function readNamed(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  return readFile(file, 'utf8').catch((cause) => {
    throw refused(`${file} cannot be read.`, cause)
  })
}

const refused = (message: string, cause?: unknown): UserError =>
  new UserError('invalid', 'observations.previous', message, { cause })
