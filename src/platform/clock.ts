import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { Database } from './database/database.ts'
import { UserError } from './errors.ts'

/**
 * The time of the house: UTC, ISO 8601 with milliseconds. With `LYCEUM_DEV_CLOCK` it is what that file says, read anew
 * at each call, so that a test moves all processes at once. Several machines on one PostgreSQL go by its clock.
 *
 * @throws UserError `clock.file` where the file holds no time at the start.
 */
export function openClock(
  { devClock }: Pick<Config, 'devClock'>,
  { aheadMs = () => 0 }: Pick<Database, 'aheadMs'> = {},
): () => string {
  if (devClock === undefined) return () => new Date(Date.now() + aheadMs()).toISOString()

  let latest = timeIn(devClock)
  if (latest === undefined) {
    const sentence = `LYCEUM_DEV_CLOCK: the file ${devClock} holds no time such as 2026-03-01T12:00:00.000Z.`
    throw new UserError('invalid', 'clock.file', sentence)
  }
  return () => {
    latest = timeIn(devClock) ?? latest
    return latest ?? ''
  }
}

/** Undefined while the file is being written, or where it is gone. */
function timeIn(file: string): string | undefined {
  try {
    const time = new Date(readFileSync(file, 'utf8').trim())
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
  } catch {
    return undefined
  }
}
