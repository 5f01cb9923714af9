import { z } from 'zod'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { defineTask, type Finish, type JobContext } from '../tasks/tasks.ts'
import { changeMailState, findMail, markSent, noteFailedAttempt } from './queries.ts'
import type { MailRow } from './tables.ts'

const Letter = z.object({ mailId: z.string() })

/**
 * Sends one letter. Killed between the server's yes and our commit it is sent again, under the same Message-ID. Tries for
 * about a day: mail servers ask strangers to come back later.
 */
export const sendLetter = defineTask({
  name: 'mail.send',
  title: 'Send a letter',
  input: Letter,
  retry: { attempts: 12, backoffMs: 30_000 },
  timeoutMs: 120_000,
  concurrency: 4,
  run: async (platform, { mailId }, job) => {
    const letter = await findMail(platform.db, mailId)
    if (!letter || letter.state === 'sent' || letter.discarded_at !== null) return undefined
    if (platform.config.smtpUrl === undefined) return keep(platform, letter, job)
    await handOver(platform, platform.config.smtpUrl, letter, job)
    return job.finish((tx) => markSent(tx, mailId, platform.now()))
  },
  follow: {
    ended: async (tx, jobs, { state }) => {
      const ids = jobs.map((job) => job.input.mailId)
      if (state !== 'succeeded') await changeMailState(tx, ids, 'failed')
    },
  },
})

/** Only the subject is logged: a letter may hold a link that signs its reader in. */
function keep({ log }: Platform, letter: MailRow, job: JobContext): Finish<void> {
  return job.finish(async (tx) => {
    await changeMailState(tx, [letter.id], 'kept')
    log.info({ mailId: letter.id, subject: letter.subject }, 'letter kept: no mail server is set')
  })
}

async function handOver(platform: Platform, smtpUrl: string, letter: MailRow, job: JobContext): Promise<void> {
  const { deliver } = await import('./smtp.ts')
  try {
    await deliver(smtpUrl, platform.config.mailFrom, letter, job.signal)
  } catch (error) {
    job.signal.throwIfAborted()
    const failure = asFailure(error)
    await job.fenced((tx) => noteFailedAttempt(tx, letter.id, failure.message))
    throw failure
  }
}

/** An answer of 5xx is a refusal for good (RFC 5321, 4.2.1); anything else may be better later. */
function asFailure(error: unknown): UserError {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  const words = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 300) : 'unknown'
  return code >= 500
    ? new UserError('invalid', 'mail.refused', `The mail server refused the letter: ${words}`, { cause: error })
    : new UserError('unavailable', 'mail.unreachable', `The mail server did not take the letter: ${words}`, {
        cause: error,
      })
}
