import { createHash } from 'node:crypto'
import { listAdministrators } from '../accounts/queries/people.ts'
import type { Db } from '../database/tables.ts'
import type { LogEntry } from '../log-lines.ts'
import { nameSetting } from '../look/settings.ts'
import { voiceFor, writeLetter } from '../mail/letters.ts'
import type { Platform } from '../platform.ts'
import { countTold, listUntold, markTold, putTrouble, type SeenTrouble } from './queries/troubles.ts'
import { errorMailSetting } from './settings.ts'
import type { TroubleRow } from './tables.ts'

const gatherMs = 1_000
/** So many kinds of error are told at once in an hour; whatever comes on top waits for the summary. */
const mostAtOnce = 3
const mostInDigest = 25
/** More kinds at one moment than anybody could look at. */
const mostGathered = 200
const hourMs = 3_600_000
const error = 50
/** Said by this very file: an error in telling of errors is not told of. */
const untold = 'errors could not be noted'

/**
 * Watches what a process logs as an error: each make of error is one row however often it happens, and administrators get
 * letters as they chose, never a flood. What is gathered in a second is written at once.
 */
export function watchTroubles(platform: Platform): (entry: LogEntry) => void {
  const seen = new Map<string, SeenTrouble>()

  const write = async (): Promise<void> => {
    const gathered = [...seen.values()]
    seen.clear()
    await noteTroubles(platform, gathered).catch((err: unknown) => platform.log.warn({ err }, untold))
  }

  return (entry) => {
    if (entry.level < error || entry.msg === untold) return
    const trouble = troubleOf(entry)
    const known = seen.get(trouble.fingerprint)
    if (!known && seen.size >= mostGathered) return
    if (seen.size === 0) setTimeout(() => void write(), gatherMs).unref()
    seen.set(trouble.fingerprint, { ...trouble, count: (known?.count ?? 0) + 1 })
  }
}

/** Writes down what was seen, and tells of what is new. */
async function noteTroubles(platform: Platform, seen: readonly SeenTrouble[]): Promise<void> {
  const when = await platform.settings.get(platform.db, errorMailSetting)
  await platform.db.transaction().execute(async (tx) => {
    const rows: TroubleRow[] = []
    for (const trouble of seen) {
      const row = await putTrouble(tx, trouble)
      if (row) rows.push(row)
    }
    if (when !== 'at once') return
    const since = new Date(Date.parse(platform.now()) - hourMs).toISOString()
    const left = mostAtOnce - (await countTold(tx, since))
    const fresh = rows.filter((row) => row.told_at === null).slice(0, Math.max(0, left))
    for (const row of fresh) await tell(platform, tx, [row])
  })
}

/** One letter about everything that no letter has told of; nothing where there is nothing. Answers how many kinds. */
export async function tellOfTroubles(platform: Platform, tx: Db): Promise<number> {
  const rows = await listUntold(tx, mostInDigest)
  if (rows.length > 0) await tell(platform, tx, rows)
  return rows.length
}

async function tell(platform: Platform, tx: Db, rows: readonly TroubleRow[]): Promise<void> {
  const { baseUrl } = platform.config
  const house = await platform.settings.get(tx, nameSetting)
  for (const person of await listAdministrators(tx)) {
    const { t, language } = voiceFor(person.language)
    const [first] = rows
    const subject =
      rows.length === 1 && first
        ? t('An error of the house: {{message}}', { message: first.message.slice(0, 100) })
        : t('{{count}} kinds of error in the house', { count: rows.length })
    const letter = {
      kind: 'notices.errors',
      subject,
      lines: [t('Something went wrong in the house that somebody should look at.')],
      listing: rows.map(listingOf).join('\n\n'),
      link: { text: t('All errors'), href: new URL('/admin/tables/notices_troubles', baseUrl).href },
      after: [t('How often such letters come is a setting: “Letters about errors”.')],
    }
    const frame = { baseUrl, house, language }
    await platform.mail.send(tx, { to: person.email, kind: letter.kind, ...writeLetter(letter, frame) })
  }
  await markTold(
    tx,
    rows.map(({ fingerprint }) => fingerprint),
    platform.now(),
  )
}

/** For somebody who will look into the log: the request id leads there. */
const listingOf = (row: TroubleRow): string =>
  [
    row.message,
    row.place === null ? undefined : `at ${row.place}`,
    `${row.untold} × (${row.count} in all), last ${row.last_at}`,
    row.request_id === null ? undefined : `request ${row.request_id}`,
    row.job_id === null ? undefined : `job ${row.job_id}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n')

/** The same make of error whatever ids, numbers and names stand in its message. */
function troubleOf({ msg, time, fields }: LogEntry): SeenTrouble {
  const { message, stack, type } = (fields.err ?? {}) as { message?: unknown; stack?: unknown; type?: unknown }
  const words = [msg, message].filter((one) => typeof one === 'string' && one !== '').join(': ') || 'unknown'
  const place = typeof stack === 'string' ? placeIn(stack) : null
  const lasting = `${type} ${words.replace(/["'“][^"'”]*["'”]|[0-9a-f-]{8,}|\d+/gi, '#')} ${place?.replace(/:\d+(:\d+)?$/, '')}`
  return {
    fingerprint: createHash('sha256').update(lasting).digest('hex').slice(0, 32),
    message: words.slice(0, 500),
    place,
    stack: typeof stack === 'string' ? stack : null,
    count: 1,
    last_at: new Date(time).toISOString(),
    request_id: typeof fields.requestId === 'string' ? fields.requestId : null,
    job_id: typeof fields.jobId === 'string' ? fields.jobId : null,
  }
}

/** The first line of a stack that is code of the house. */
const placeIn = (stack: string): string | null => /(?:\/)(src\/[\w./-]+\.ts:\d+)/.exec(stack)?.[1] ?? null
