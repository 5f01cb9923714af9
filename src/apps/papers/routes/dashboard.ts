import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findDashboard } from '../dashboard.ts'
import { links } from '../links.ts'
import { dashboardNow, dashboardPage } from '../pages/dashboard.ts'
import { draftSampleList } from '../samples/sample-list.ts'
import { openRemembering } from '../searching/counting.ts'

/** `/papers`: everything at a glance. */
export function addDashboardRoutes(web: Web, platform: Platform): void {
  const remember = openRemembering(platform.database)
  const config = { rule: 'papers.read' } as const

  web.get(links.dashboard(), { config }, async (request, reply) =>
    sendPage(reply, dashboardPage(pageOf(request), await findDashboard(platform, remember))),
  )
  web.get(links.dashboardNow(), { config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.dashboard(), 303)
    return sendFragment(reply, dashboardNow(pageOf(request), await findDashboard(platform, remember)))
  })

  web.post(links.samples(), { config: { rule: 'papers.import' } }, async (request, reply) => {
    const person = personOf(request)
    const list = await draftSampleList(platform, actorOf(person), person.id)
    addNotice(
      reply,
      'info',
      pageOf(request).t('A dozen well-known papers: look at the columns, then start the import.'),
    )
    return reply.redirect(links.import(list.id), 303)
  })
}
