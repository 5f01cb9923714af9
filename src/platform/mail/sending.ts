import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import type { Db } from '../database/tables.ts'
import { UserError } from '../errors.ts'
import { causeNow } from '../log-cause.ts'
import type { Platform } from '../platform.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Mail, Message } from './mail.ts'
import { changeMailState, findMail, insertMail } from './queries.ts'
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
        ...checkedMessage(message),
        state: 'queued',
        attempt_count: 0,
        last_error: null,
        created_at: now(),
        sent_at: null,
        request_id: causeNow().requestId ?? null,
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
    await enqueueLetter(tx, tasks, id, by)
    await activity.record(tx, { actor: by, action: 'mail.sent-again', target: `mail/${id}`, message: letter.subject })
  })
}

async function enqueueLetter(tx: Db, tasks: Pick<Tasks, 'enqueue'>, mailId: string, askedBy: string): Promise<void> {
  await tasks.enqueue(tx, sendLetter, { mailId }, { uniqueKey: `mail/${mailId}`, askedBy, subject: `mail/${mailId}` })
}

/** One address on one line; a name or a second recipient is no address. @throws UserError `mail.address` */
function checkedMessage({ to, subject, text, html, kind }: Message) {
  const address = z.email().max(254).safeParse(to)
  if (!address.success) throw new UserError('invalid', 'mail.address', `"${to.slice(0, 100)}" is no mail address.`)
  return {
    recipient: address.data,
    subject: onOneLine(subject).slice(0, longestSubject),
    text: text.replaceAll('\0', '').slice(0, longestText),
    html: html?.replaceAll('\0', '').slice(0, longestText) ?? null,
    kind,
  }
}

const onOneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
