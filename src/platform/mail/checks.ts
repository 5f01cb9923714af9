import type { Check } from '../diagnostics/check.ts'
import { countMail } from './queries.ts'

export const outboxCheck: Check = {
  name: 'mail.outbox',
  title: 'Mail',
  href: '/admin/mail',
  run: async ({ db, config }) => {
    const counts = await countMail(db)
    if (counts.failed > 0) {
      const message = `${counts.failed} letters could not be sent.`
      return { level: 'warn', message, remedy: 'Look under Admin → Mail why, and send them again from there.' }
    }
    if (config.smtpUrl !== undefined)
      return { level: 'ok', message: `${counts.sent} letters sent, ${counts.queued} waiting.` }
    return {
      level: 'warn',
      message: `No mail server is set; ${counts.kept + counts.queued} letters are kept here.`,
      remedy: 'Set LYCEUM_SMTP_URL, then send kept letters again under Admin → Mail.',
    }
  },
}
