import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { causeNow } from '../log-cause.ts'
import type { Platform } from '../platform.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Mail, Message } from './mail.ts'
import { changeMailState, findMail, insertMail, setDiscarded } from './queries.ts'
import { sendLetter } from './tasks.ts'

const longestText = 100_000
const longestSubject = 200

type Parts = Readonly<{ config: Pick<Config, 'baseUrl'>; tasks: Pick<Tasks, 'enqueue'>; now: () => string }>

/** The outbox: the letter and the job that sends it are written in the caller's transaction. */
export function openMail({ config, tasks, now }: Parts): Mail {
  return {
    send: async (tx, message) => {
      const id = randomUUIDv7()
      await insertMail(tx, {
        id,
        message_id: `<${id}@${new URL(config.baseUrl).hostname}>`,
        ...checkedMessage(message, config.baseUrl),
        state: 'queued',
        attempt_count: 0,
        last_error: null,
        created_at: now(),
        sent_at: null,
        request_id: causeNow().requestId ?? null,
        discarded_at: null,
      })
      await enqueueLetter(tx, tasks, id, 'system')
      return id
    },
  }
}

/**
 * Tries a letter again that failed, or was kept for want of a mail server.
 *
 * @throws UserError `mail.no-such-letter`, `mail.not-waiting` for one that is sent or queued.
 */
export async function sendAgain({ db, tasks, activity }: Platform, id: string, by: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const letter = await findMail(tx, id)
    if (!letter) throw new UserError('not-found', 'mail.no-such-letter', 'There is no such letter.')
    if (letter.state === 'sent' || letter.state === 'queued') {
      const sentence = `This letter is ${letter.state} already; only a failed or kept one can be sent again.`
      throw new UserError('conflict', 'mail.not-waiting', sentence)
    }
    await changeMailState(tx, [id], 'queued')
    await setDiscarded(tx, id, null)
    await enqueueLetter(tx, tasks, id, by)
    await activity.record(tx, { actor: by, action: 'mail.sent-again', target: `mail/${id}`, message: letter.subject })
  })
}

/**
 * Throws a letter away that was not sent: what waits is not sent, what failed is looked at no more. The letter itself
 * stays, and sending it again takes it back.
 *
 * @throws UserError `mail.no-such-letter`, `mail.sent-already`
 */
export async function discard(platform: Platform, id: string, by: string): Promise<void> {
  const { db, tasks, activity, now } = platform
  await db.transaction().execute(async (tx) => {
    const letter = await findMail(tx, id)
    if (!letter) throw new UserError('not-found', 'mail.no-such-letter', 'There is no such letter.')
    if (letter.state === 'sent')
      throw new UserError('conflict', 'mail.sent-already', 'This letter was sent: nobody can take it back.')
    if (letter.discarded_at !== null) return
    await tasks.cancelAll(tx, sendLetter, by, [`mail/${id}`])
    await changeMailState(tx, [id], letter.state === 'queued' ? 'failed' : letter.state)
    await setDiscarded(tx, id, now())
    await activity.record(tx, { actor: by, action: 'mail.discarded', target: `mail/${id}`, message: letter.subject })
  })
}

async function enqueueLetter(tx: Db, tasks: Pick<Tasks, 'enqueue'>, mailId: string, askedBy: string): Promise<void> {
  await tasks.enqueue(tx, sendLetter, { mailId }, { uniqueKey: `mail/${mailId}`, askedBy, subject: `mail/${mailId}` })
}

/** One address on one line; a name or a second recipient is no address. @throws UserError `mail.address` */
function checkedMessage({ to, subject, text, html, kind, unsubscribeUrl }: Message, baseUrl: string) {
  const address = z.email().max(254).safeParse(to)
  if (!address.success) throw new UserError('invalid', 'mail.address', `"${to.slice(0, 100)}" is no mail address.`)
  return {
    recipient: address.data,
    subject: onOneLine(subject).slice(0, longestSubject),
    text: text.replaceAll('\0', '').slice(0, longestText),
    html: html?.replaceAll('\0', '').slice(0, longestText) ?? null,
    kind,
    unsubscribe_url: ownAddress(unsubscribeUrl, baseUrl),
  }
}

/** It stands in a header, and only ever leads back to the house. */
function ownAddress(address: string | undefined, baseUrl: string): string | null {
  const url = URL.parse(address ?? '')
  // Spelled as it is read: what a parser would first have to clean is no address of ours.
  const isOurs = url !== null && url.origin === new URL(baseUrl).origin && url.href === address
  return isOurs ? url.href : null
}

const onOneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
