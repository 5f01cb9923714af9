import type { FastifyReply } from 'fastify'
import { actorOf } from '../accounts/person.ts'
import { personOf } from '../accounts/person-of.ts'
import { links as noticeLinks } from '../notices/links.ts'
import type { Platform } from '../platform.ts'
import { pageOf, sendFragment, wantsFragment } from '../web/page.ts'
import type { Web } from '../web/web.ts'
import { links } from './links.ts'
import { demoPanel } from './pages/panel.ts'
import { demoShown } from './showing.ts'
import { demoKey, loadTask, removeTask } from './tasks.ts'

const config = { rule: 'house.administer' } as const

/** The panel of the welcome page, and its two buttons. */
export function addRoutes(web: Web, platform: Platform): void {
  const toPanel = (reply: FastifyReply): FastifyReply => reply.redirect(`${noticeLinks.welcome()}#sample-data`, 303)

  web.get(links.panel(), { config }, async (request, reply) => {
    if (!wantsFragment(request)) return toPanel(reply)
    return sendFragment(reply, demoPanel(pageOf(request), await demoShown(platform)))
  })

  web.post(links.load(), { config }, async (request, reply) => {
    const { id } = personOf(request)
    await platform.db
      .transaction()
      .execute((tx) => platform.tasks.enqueue(tx, loadTask, { personId: id }, { uniqueKey: demoKey, askedBy: id }))
    return toPanel(reply)
  })

  web.post(links.remove(), { config }, async (request, reply) => {
    const by = actorOf(personOf(request))
    await platform.db
      .transaction()
      .execute((tx) => platform.tasks.enqueue(tx, removeTask, { by }, { uniqueKey: demoKey, askedBy: by }))
    return toPanel(reply)
  })
}
