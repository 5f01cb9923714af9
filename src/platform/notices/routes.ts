import { z } from 'zod'
import { can } from '../accounts/permissions.ts'
import type { Person } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { demoShown } from '../demo/showing.ts'
import type { Platform } from '../platform.ts'
import { notFound } from '../web/errors.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import { safePath } from '../web/safe-path.ts'
import { readCursor, writeCursor } from '../web/table-query.ts'
import type { Web } from '../web/web.ts'
import { choicesOf, choose, kindsOf, unsubscribe } from './choosing.ts'
import { links } from './links.ts'
import { bell } from './pages/bell.ts'
import { choicesPage, noticesPage, unsubscribedPage, unsubscribePage } from './pages/notices.ts'
import { type Welcome, welcomePage } from './pages/welcome.ts'
import { findBroadcast, putDismissal } from './queries/broadcasts.ts'
import { countUnread, findNotice, listNotices, markRead, markUnread } from './queries/items.ts'
import { readUnsubscribe } from './unsubscribing.ts'
import { markSeen, stepsOf } from './welcoming.ts'

const config = { rule: 'account.manage' } as const
const shown = 50
const IdParams = z.object({ id: z.string().max(64) })
const NameParams = z.object({ name: z.string().regex(/^[a-z][\w.-]{0,100}$/) })
const TokenParams = z.object({ token: z.string().max(400) })
const ListQuery = z.object({ unread: z.literal('1').optional(), cursor: z.string().max(400).optional() })
const NextForm = z.object({ next: z.string().max(4_096).optional() })
const ChoicesForm = z.record(z.string().max(120), z.literal('1'))

export function addRoutes(web: Web, platform: Platform): void {
  addList(web, platform)
  addChoices(web, platform)
  addUnsubscribe(web, platform)
  addWelcome(web, platform)
}

function addList(web: Web, platform: Platform): void {
  const { db } = platform
  const kinds = new Map(kindsOf(platform).map((kind) => [kind.name, kind]))

  web.get(links.list(), { schema: { querystring: ListQuery }, config }, async (request, reply) => {
    const { id } = personOf(request)
    const onlyUnread = request.query.unread !== undefined
    const place = readCursor(request.query.cursor, 2)?.map(String)
    const before = place ? ([place[0] ?? '', place[1] ?? ''] as const) : undefined
    const rows = await listNotices(db, id, { before, onlyUnread, limit: shown + 1 })
    const last = rows.length > shown ? rows[shown - 1] : undefined
    const next = last ? writeCursor([last.updated_at, last.id]) : null
    const list = { rows: rows.slice(0, shown), kinds, onlyUnread, unread: await countUnread(db, id), next }
    return sendPage(reply, noticesPage(pageOf(request), list))
  })

  web.get(links.bell(), { config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.list(), 303)
    return sendFragment(reply, bell(pageOf(request), await countUnread(db, personOf(request).id)))
  })

  web.post(links.readAll(), { config }, async (request, reply) => {
    const { id } = personOf(request)
    await db.transaction().execute((tx) => markRead(tx, id, platform.now()))
    platform.live.publish(links.topic(id))
    return reply.redirect(links.list(), 303)
  })

  web.post(links.open(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    const { id } = personOf(request)
    const notice = await findNotice(db, id, request.params.id)
    if (!notice) throw notFound()
    await db.transaction().execute((tx) => markRead(tx, id, platform.now(), notice.id))
    return reply.redirect(safePath(notice.href ?? links.list()), 303)
  })

  for (const [address, mark] of [
    [
      links.read(':id'),
      (personId: string, id: string) => db.transaction().execute((tx) => markRead(tx, personId, platform.now(), id)),
    ],
    [
      links.unread(':id'),
      (personId: string, id: string) => db.transaction().execute((tx) => markUnread(tx, personId, id)),
    ],
  ] as const) {
    web.post(address, { schema: { params: IdParams }, config }, async (request, reply) => {
      const { id } = personOf(request)
      if (!(await findNotice(db, id, request.params.id))) throw notFound()
      await mark(id, request.params.id)
      platform.live.publish(links.topic(id))
      return reply.redirect(links.list(), 303)
    })
  }
}

function addChoices(web: Web, platform: Platform): void {
  web.get(links.choices(), { config }, async (request, reply) =>
    sendPage(reply, choicesPage(pageOf(request), await choicesOf(platform, personOf(request).id))),
  )

  web.post(links.choices(), { schema: { body: ChoicesForm }, config }, async (request, reply) => {
    const sent = new Set(Object.keys(request.body))
    const wished = new Map(
      kindsOf(platform).map(({ name }) => [
        name,
        { onPage: sent.has(`page:${name}`), byMail: sent.has(`mail:${name}`) },
      ]),
    )
    await choose(platform, personOf(request), wished)
    addNotice(reply, 'success', pageOf(request).t('Your choice is kept.'))
    return reply.redirect(links.choices(), 303)
  })
}

/** The link is the proof, and nobody need be signed in; looking at it changes nothing. */
function addUnsubscribe(web: Web, platform: Platform): void {
  const schema = { params: TokenParams }
  const meant = (token: string) => {
    const read = readUnsubscribe(platform.secret, token)
    const kind = kindsOf(platform).find(({ name }) => name === read?.kind)
    if (!read || !kind) throw notFound()
    return { personId: read.personId, kind }
  }

  web.get(links.unsubscribe(':token'), { schema, config: { rule: 'open' } }, (request, reply) => {
    const { token } = request.params
    return sendPage(reply, unsubscribePage(pageOf(request), meant(token).kind, links.unsubscribe(token)))
  })

  web.post(links.unsubscribe(':token'), { schema, config: { rule: 'open', byLink: true } }, async (request, reply) => {
    const { personId, kind } = meant(request.params.token)
    await unsubscribe(platform, personId, kind.name)
    return sendPage(reply, unsubscribedPage(pageOf(request), kind))
  })
}

function addWelcome(web: Web, platform: Platform): void {
  web.get(links.welcome(), { config }, async (request, reply) =>
    sendPage(reply, welcomePage(pageOf(request), await welcomeOf(web, platform, personOf(request)))),
  )

  web.post(
    links.tourSeen(':name'),
    { schema: { params: NameParams, body: NextForm }, config },
    async (request, reply) => {
      const { name } = request.params
      const tour = platform.parts.flatMap((part) => part.tours ?? []).find((one) => one.name === name)
      if (!tour && name !== 'welcome') throw notFound()
      await markSeen(platform, personOf(request).id, name, tour?.version ?? 1)
      return reply.redirect(safePath(request.body.next), 303)
    },
  )

  web.post(links.dismiss(':id'), { schema: { params: IdParams, body: NextForm }, config }, async (request, reply) => {
    const { id } = personOf(request)
    const broadcast = await findBroadcast(platform.db, request.params.id)
    if (!broadcast || broadcast.is_dismissible === 0) throw notFound()
    await platform.db.transaction().execute((tx) => putDismissal(tx, broadcast.id, id, platform.now()))
    return reply.redirect(safePath(request.body.next), 303)
  })
}

async function welcomeOf(web: Web, platform: Platform, person: Person): Promise<Welcome> {
  const mayLoad = can(person, 'house.administer')
  const [steps, demo] = await Promise.all([stepsOf(platform, person), mayLoad ? demoShown(platform) : null])
  return { apps: web.house.apps, steps, demo }
}
