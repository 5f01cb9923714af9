import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import type { Config } from '../../config.ts'
import { findPerson } from '../accounts/queries/people.ts'
import type { PersonRow } from '../accounts/tables.ts'
import type { Database } from '../database/database.ts'
import type { Db } from '../database/tables.ts'
import type { Live } from '../live/live.ts'
import { nameSetting } from '../look/settings.ts'
import type { Mail } from '../mail/mail.ts'
import type { Settings } from '../settings/settings.ts'
import { links } from './links.ts'
import type { Notice, NoticeKind, Notify, Ways } from './notices.ts'
import { findChoice, hasBatchSince, putNotice } from './queries/items.ts'
import type { NoticeRow } from './tables.ts'
import { signUnsubscribe } from './unsubscribing.ts'

const longestValues = 4_000
const dayMs = 24 * 3_600_000

type Parts = Readonly<{
  config: Pick<Config, 'baseUrl'>
  database: Database
  live: Live
  mail: Mail
  settings: Settings
  secret: string
  now: () => string
}>

/** The way in which every part tells people what they want to hear of. */
export function openNotify(parts: Parts): Notify {
  return async (tx, notice) => {
    const person = await findPerson(tx, notice.person)
    if (!person || person.disabled_at !== null) return
    const ways = await waysOf(tx, person.id, notice.kind)
    const row = rowOf(notice, parts.now())
    const isFirst = ways.onPage ? await putNotice(tx, row) : await putRead(tx, row)
    if (ways.onPage) await announce(tx, parts, links.topic(person.id))
    if (ways.byMail && isFirst) await sendLetter(tx, parts, person, notice)
  }
}

/** What the person chose, or else what is usual. */
export async function waysOf(db: Db, personId: string, { name, usual }: NoticeKind): Promise<Ways> {
  const choice = await findChoice(db, personId, name)
  return choice ? { onPage: choice.on_page === 1, byMail: choice.by_mail === 1 } : usual
}

/** Who wants letters alone gets one a day for a batch; the notice is kept, and read already. */
async function putRead(tx: Db, row: NoticeRow): Promise<boolean> {
  const dayBefore = new Date(Date.parse(row.created_at) - dayMs).toISOString()
  const isFirst = row.batch === null || !(await hasBatchSince(tx, row, dayBefore))
  await putNotice(tx, { ...row, read_at: row.created_at })
  return isFirst
}

function rowOf({ person, kind, text, values = {}, href, batch }: Notice, now: string): NoticeRow {
  const known = kind.texts[text]
  if (!known) throw new Error(`The kind ${kind.name} has no text “${text}”.`)
  const json = JSON.stringify(values)
  return {
    id: randomUUIDv7(),
    person_id: person,
    kind: kind.name,
    text,
    values_json: json.length > longestValues ? '{}' : json.replaceAll('\\u0000', ''),
    level: known.level,
    href: href ?? null,
    batch: batch ?? null,
    count: 1,
    created_at: now,
    updated_at: now,
    read_at: null,
  }
}

/** On PostgreSQL the word goes out with the commit; on SQLite a page that hears it early looks again within a second. */
async function announce(tx: Db, { database, live }: Parts, topic: string): Promise<void> {
  if (database.kind === 'postgres') await sql`select pg_notify('lyceum_live', ${`notices ${topic}`})`.execute(tx)
  else live.publish(topic)
}

async function sendLetter(tx: Db, parts: Parts, person: PersonRow, notice: Notice): Promise<void> {
  const { voiceFor, writeLetter } = await import('../mail/letters.ts')
  const { baseUrl } = parts.config
  const { t, language } = voiceFor(person.language)
  const unsubscribeUrl = new URL(links.unsubscribe(signUnsubscribe(parts.secret, person.id, notice.kind.name)), baseUrl)
    .href
  const subject = t(notice.kind.texts[notice.text]?.title ?? notice.kind.title, notice.values)
  const letter = {
    kind: notice.kind.name,
    subject,
    lines: [t('Hello {{name}},', { name: person.name }), subject],
    link: notice.href === undefined ? undefined : { text: t('Look at it'), href: new URL(notice.href, baseUrl).href },
  }
  const house = await parts.settings.get(tx, nameSetting)
  const frame = {
    baseUrl,
    house,
    language,
    unsubscribe: { text: t('No more letters of this kind'), href: unsubscribeUrl },
  }
  await parts.mail.send(tx, { to: person.email, kind: notice.kind.name, unsubscribeUrl, ...writeLetter(letter, frame) })
}
