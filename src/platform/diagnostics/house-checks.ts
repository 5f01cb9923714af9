import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { listActivity } from '../activity/queries.ts'
import type { Db } from '../database/tables.ts'
import type { Platform } from '../platform.ts'
import type { Check, Finding } from './check.ts'

const skewMs = 2_000
const futureMs = 5 * 60_000
/** No clock that is right shows a time before this program was written. */
const writtenAt = '2026-11-01T00:00:00.000Z'

/** Only the user that runs the house may look into the instance. */
export const folderIsClosed: Check = {
  name: 'instance.modes',
  title: 'Instance folder',
  run: async ({ config }) => {
    const open: string[] = []
    for (const name of ['.', 'secret', 'files', 'logs', 'backups']) {
      const path = join(config.instance, name)
      const found = await stat(path).catch(() => undefined)
      if (found && (found.mode & 0o077) !== 0) open.push(`${path} (${(found.mode & 0o777).toString(8)})`)
    }
    if (open.length === 0) return { level: 'ok', message: `Only its owner can look into ${config.instance}.` }
    const message = `Other users of this machine can look into ${open.join(', ')}.`
    return { level: 'fail', message, remedy: `Run chmod -R go= ${config.instance}` }
  },
}

export const clockIsRight: Check = {
  name: 'clock',
  title: 'Clock',
  run: async (platform) => {
    const now = platform.now()
    const ahead = await latestEntry(platform.db)
    if (platform.config.devClock) return warn('The clock is driven by a file.', 'Unset LYCEUM_DEV_CLOCK outside tests.')
    if (now < writtenAt) return wrongClock(`It is said to be ${now}, which was before this program was written.`)
    if (ahead && Date.parse(ahead) - Date.parse(now) > futureMs)
      return wrongClock(`The log has entries from the future (${ahead}): the clock was put back.`)
    const skew = await skewToDatabaseMs(platform)
    if (Math.abs(skew) > skewMs)
      return wrongClock(`This machine and the database differ by ${Math.round(skew / 1_000)} s.`)
    return { level: 'ok', message: `It is ${now}.` }
  },
}

/** Settings that are allowed, and yet seldom meant. */
export const settingsAreSafe: Check = {
  name: 'config',
  title: 'Settings of the environment',
  run: async ({ config }) => {
    const isLoopback = /^https?:\/\/(localhost|127\.|\[::1\])/.test(config.baseUrl)
    const odd: string[] = []
    if (config.dev) odd.push('LYCEUM_DEV is on: it is for development alone')
    if (!isLoopback && config.baseUrl.startsWith('http:'))
      odd.push('LYCEUM_BASE_URL is http: passwords travel in the open')
    if (config.smtpUrl && /@localhost>?$/.test(config.mailFrom))
      odd.push('LYCEUM_MAIL_FROM is not set: servers may refuse our mail')
    if (config.httpAllow.length > 0) odd.push(`LYCEUM_HTTP_ALLOW opens the way to ${config.httpAllow.join(', ')}`)
    if (odd.length === 0) return { level: 'ok', message: 'Nothing unusual is set.' }
    return warn(`${odd.join('. ')}.`, 'Change these settings if they are not meant (docs/configuration.md).')
  },
}

async function latestEntry(db: Db): Promise<string | undefined> {
  return (await listActivity(db, {}, { limit: 1 })).items[0]?.at
}

async function skewToDatabaseMs({ db, database }: Platform): Promise<number> {
  if (database.kind === 'sqlite') return 0
  const { rows } = await sql<{ ms: number }>`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`.execute(
    db,
  )
  return Date.now() - Number(rows[0]?.ms)
}

const warn = (message: string, remedy: string): Finding => ({ level: 'warn', message, remedy })
const wrongClock = (message: string): Finding => ({
  level: 'fail',
  message,
  remedy: 'Set the clock of the machine, and let it be kept by NTP.',
})
