import { personOf } from '../accounts/person-of.ts'
import type { Platform } from '../platform.ts'
import { notFound } from '../web/errors.ts'
import { addNotice } from '../web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { addressOf, partsOf } from './addresses.ts'
import { links } from './links.ts'
import { allViewsPage, listViewsPage, viewsMenu } from './pages.ts'
import { listViews, removeView } from './queries.ts'
import { saveView } from './saving.ts'
import { IdParams, MenuQuery, RemoveForm, SaveForm } from './schemas.ts'

const config = { rule: 'account.manage' } as const

/** `/views`: what the visitor saved, and the menu of one list. */
export function addRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  web.get(links.all(), { config }, async (request, reply) =>
    sendPage(reply, allViewsPage(pageOf(request), await listViews(db, personOf(request).id))),
  )

  web.get('/views/menu', { schema: { querystring: MenuQuery }, config }, async (request, reply) => {
    const page = pageOf(request)
    const views = await listViews(db, personOf(request).id, partsOf(request.query.at).list)
    if (wantsFragment(request)) return sendFragment(reply, viewsMenu(page, request.query, views))
    return sendPage(reply, listViewsPage(page, request.query, views))
  })

  web.post(links.all(), { schema: { body: SaveForm }, config }, async (request, reply) => {
    const view = await saveView(platform, personOf(request).id, request.body)
    addNotice(reply, 'success', pageOf(request).t('“{{name}}” is saved.', { name: view.name }))
    return reply.redirect(addressOf(view), 303)
  })

  web.post(links.remove(':id'), { schema: { params: IdParams, body: RemoveForm }, config }, async (request, reply) => {
    const removed = await db.transaction().execute((tx) => removeView(tx, personOf(request).id, request.params.id))
    if (!removed) throw notFound()
    addNotice(reply, 'success', pageOf(request).t('“{{name}}” is removed.', { name: removed.name }))
    return reply.redirect(request.body.next, 303)
  })
}
