import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isBusy } from '../database/sqlite-driver.ts'
import { UserError } from '../errors.ts'

/** How long one that is just going down may take to let go. */
const patienceMs = 500

/** A lock that nobody refers to would be collected as garbage, and with it the hold. */
const held = new Set<DatabaseSync>()

export type Hold = Readonly<{ release: () => void }>

/**
 * Makes this process the only one that may serve, restore or reset an instance on SQLite. The lock is SQLite's own on an
 * empty file, which the kernel lets go of when the process dies, however it dies. Nothing else in this process may open
 * and close that file: with POSIX locks this would let go of it.
 *
 * @throws UserError `instance.in-use` where another process holds it.
 */
export function holdInstance(folder: string): Hold {
  const lock = new DatabaseSync(join(folder, 'serve.lock'), { timeout: patienceMs })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw isBusy(error) ? inUse(folder, error) : error
  }
  held.add(lock)
  return { release: () => held.delete(lock) && lock.close() }
}

const inUse = (folder: string, cause: unknown): UserError =>
  new UserError(
    'conflict',
    'instance.in-use',
    `Another lyceum process is using the instance ${folder}: a server, or a restore or reset under way. Stop it first, or give this one a folder of its own (LYCEUM_INSTANCE).`,
    { cause },
  )
