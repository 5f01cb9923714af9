import { createTransport } from 'nodemailer'
import type { MailRow } from './tables.ts'

/** Hands one letter to the mail server; done when the server has said yes to it. Files and addresses are never fetched. */
export async function deliver(smtpUrl: string, from: string, letter: MailRow, signal: AbortSignal): Promise<void> {
  const transport = createTransport({
    ...connectionOf(smtpUrl),
    connectionTimeout: 5_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const close = (): void => transport.close()
  signal.addEventListener('abort', close)
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: letter.recipient },
      subject: letter.subject,
      text: letter.text,
      html: letter.html ?? undefined,
      messageId: letter.message_id,
      date: new Date(letter.created_at),
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...unsubscribing(letter) },
    })
  } finally {
    signal.removeEventListener('abort', close)
    transport.close()
  }
}

/** One click in the mail program, without opening anything. @see RFC 2369, RFC 8058 */
const unsubscribing = ({ unsubscribe_url: url }: MailRow): Record<string, string> =>
  url === null ? {} : { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }

/** `smtps` speaks TLS from the first byte; `smtp` begins it as soon as the server offers it. */
function connectionOf(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl)
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    auth: username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
  }
}
