import { createHash } from 'node:crypto'
import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { countMail, findMail, listMail } from '../mail/queries.ts'
import { discard, sendAgain } from '../mail/sending.ts'
import type { MailState } from '../mail/tables.ts'
import type { Platform } from '../platform.ts'
import { notFound } from '../web/errors.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import { readCursor, tableQuery, writeCursor } from '../web/table-query.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { letterPage, mailPage, mailStates, mailTable } from './pages/mail.ts'
import { IdParams } from './schemas.ts'

const config = { rule: 'house.administer' } as const
const MailQuery = tableQuery({ filters: { state: mailStates } })

/** The outbox: what was sent, what waits, and what is kept because no mail server is set. */
export function addMailRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.mail(), { schema: { querystring: MailQuery }, config }, async (request, reply) => {
    const { query } = request
    const [before] = readCursor(query.cursor, 1) ?? []
    const state = query.filters.state?.[0] as MailState | undefined
    const position = { limit: query.limit, before: typeof before === 'string' ? before : undefined }
    const { items, next } = await listMail(db, { state, recipient: query.q === '' ? undefined : query.q }, position)
    const list = { state: query, rows: items, next: next === null ? null : writeCursor([next]) }
    if (wantsFragment(request)) return sendFragment(reply, mailTable(pageOf(request), list))
    return sendPage(reply, mailPage(pageOf(request), list, await countMail(db), platform.config.smtpUrl !== undefined))
  })

  web.get(links.letter(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const letter = await findMail(db, request.params.id)
    if (!letter) throw notFound()
    return sendPage(reply, letterPage(pageOf(request), letter))
  })

  // For the frame on its page: nothing in it runs, is fetched, or leads anywhere.
  web.get(links.letterHtml(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const letter = await findMail(db, request.params.id)
    if (!letter?.html) throw notFound()
    return reply
      .header('content-security-policy', letterPolicy(letter.html))
      .type('text/html; charset=utf-8')
      .send(letter.html)
  })

  web.post(links.discard(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    await discard(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('It is discarded; sending it again takes that back.'))
    return reply.redirect(links.letter(request.params.id), 303)
  })

  web.post(links.sendAgain(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const by = actorOf(personOf(request))
    await sendAgain(platform, request.params.id, by)
    addNotice(reply, 'success', pageOf(request).t('It is sent again.'))
    return reply.redirect(links.letter(request.params.id), 303)
  })
}

/** Only the sheets that stand in the letter are let in, each by its hash. */
function letterPolicy(letter: string): string {
  const sheets = [...letter.matchAll(/<style>([^<]*)<\/style>/g)].map(
    ([, sheet = '']) => `'sha256-${createHash('sha256').update(sheet).digest('base64')}'`,
  )
  const styles = sheets.length > 0 ? `style-src ${sheets.join(' ')}; ` : ''
  return `default-src 'none'; ${styles}img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox`
}
