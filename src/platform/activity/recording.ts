import type { Insertable } from 'kysely'
import { causeNow } from '../log-cause.ts'
import type { Activity, ActivityEntry } from './activity.ts'
import { insertEntries } from './queries.ts'
import type { ActivityTable } from './tables.ts'

const longestWord = 200
const longestMessage = 2_000
const longestJson = 100_000

/** The log of the house; an entry exists exactly when the caller's transaction commits. */
export function openActivity(now: () => string): Activity {
  return {
    record: (tx, entry) => insertEntries(tx, [asRow(entry, now())]),
    recordMany: (tx, entries) => {
      const at = now()
      return insertEntries(
        tx,
        entries.map((entry) => asRow(entry, at)),
      )
    },
  }
}

function asRow(entry: ActivityEntry, at: string): Insertable<ActivityTable> {
  const cause = causeNow()
  const requestId = entry.requestId ?? cause.requestId
  return {
    at,
    category: entry.action.split('.', 1)[0] ?? '',
    action: entry.action,
    status: entry.status ?? 'info',
    actor: storable(entry.actor, longestWord),
    target: entry.target === undefined ? null : storable(entry.target, longestWord),
    message: entry.message === undefined ? null : storable(entry.message, longestMessage),
    before_json: asJson(entry.before),
    after_json: asJson(entry.after),
    details_json: asJson(entry.details),
    job_id: entry.jobId ?? cause.jobId ?? null,
    request_id: requestId === undefined ? null : storable(requestId, longestWord),
    host: entry.host ? storable(entry.host, longestWord) : null,
    source: entry.source ? storable(entry.source, longestWord) : null,
  }
}

/** Text that both databases take (PostgreSQL refuses NUL), cut where somebody sent a novel. */
function storable(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return cut.toWellFormed().replaceAll('\0', '\ufffd')
}

/** A value too long to keep is replaced by its length: half a JSON text would be none. */
function asJson(value: unknown): string | null {
  if (value === undefined) return null
  const json = JSON.stringify(value) ?? 'null'
  return json.length > longestJson ? JSON.stringify({ tooLong: json.length }) : json
}
