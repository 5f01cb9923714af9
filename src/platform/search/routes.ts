import type { FastifyRequest } from 'fastify'
import type { Person } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { UserError } from '../errors.ts'
import type { Platform } from '../platform.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import { safePath } from '../web/safe-path.ts'
import type { Web } from '../web/web.ts'
import { find } from './finding.ts'
import { links } from './links.ts'
import { addFavourite, rememberOpened, removeFavourite } from './marking.ts'
import { resultsPart, searchPage } from './pages/search.ts'
import { listMarks } from './queries.ts'
import { MarkForm, OpenedForm, SearchQuery, UnmarkForm } from './schemas.ts'
import { searchersOf } from './searchers.ts'

const config = { rule: 'house.read' } as const

/** `/search`, the same for the palette, and what people keep at hand. */
export function addRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.search(), { schema: { querystring: SearchQuery }, config }, async (request, reply) => {
    const person = atPage(request)
    const page = pageOf(request)
    const searchers = await searchersOf(web.house, page.t)
    const [finding, favourites, recents] = await Promise.all([
      find(platform, searchers, request.query.q, person),
      listMarks(db, person.id, 'favourite'),
      listMarks(db, person.id, 'recent'),
    ])
    const shown = { finding, favourites, recents }
    return wantsFragment(request)
      ? sendFragment(reply, resultsPart(page, shown))
      : sendPage(reply, searchPage(page, shown))
  })

  web.post(links.favourites(), { schema: { body: MarkForm }, config }, async (request, reply) => {
    const { href, title, next } = request.body
    await addFavourite(platform, atPage(request).id, { href: safePath(href), title })
    addNotice(reply, 'success', pageOf(request).t('It is among your favourites now.'))
    return reply.redirect(safePath(next ?? href), 303)
  })

  web.post(links.removeFavourite(), { schema: { body: UnmarkForm }, config }, async (request, reply) => {
    const { href, next } = request.body
    await removeFavourite(platform, atPage(request).id, safePath(href))
    return reply.redirect(safePath(next ?? href), 303)
  })

  web.post(links.opened(), { schema: { body: OpenedForm }, config }, async (request, reply) => {
    const { href, title } = request.body
    await rememberOpened(platform, atPage(request).id, { href: safePath(href), title })
    return reply.code(204).send()
  })
}

/** A token may be for one part of the house, and a search goes through all: programs ask the lists themselves. */
function atPage(request: FastifyRequest): Person {
  const person = personOf(request)
  if (person.tokenId === null) return person
  throw new UserError('forbidden', 'search.no-tokens', 'Programs ask the lists of each part: see /api.')
}
