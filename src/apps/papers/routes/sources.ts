import { actorOf } from '../../../platform/accounts/person.ts'
import type { Platform } from '../../../platform/platform.ts'
import { pageOf, personOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findSources } from '../known-sources.ts'
import { links } from '../links.ts'
import { sourceList, sourcesPage } from '../pages/sources.ts'
import { SourceParams } from '../schemas/sources.ts'
import { startSourceTest } from '../testing-sources.ts'

/** `/papers/sources`: who is asked about papers, and whether each answers. */
export function addSourceRoutes(web: Web, platform: Platform): void {
  const config = { rule: 'papers.read' } as const

  web.get(links.sources(), { config }, async (request, reply) =>
    sendPage(reply, sourcesPage(pageOf(request), await findSources(platform))),
  )
  web.get(links.sourcesNow(), { config }, async (request, reply) => {
    if (!wantsFragment(request)) return reply.redirect(links.sources(), 303)
    return sendFragment(reply, sourceList(pageOf(request), await findSources(platform)))
  })
  web.post(
    links.testSource(':name'),
    { schema: { params: SourceParams }, config: { rule: 'papers.operate' } },
    async (request, reply) => {
      await startSourceTest(platform, actorOf(personOf(request)), request.params.name, request.id)
      return reply.redirect(links.sources(), 303)
    },
  )
}
