import type { Platform } from '../../../platform/platform.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { indexPage } from '../pages/index.ts'

/** `/observations`: where everything is. */
export function addIndexRoutes(web: Web, _platform: Platform): void {
  web.get(links.index(), { config: { rule: 'observations.read' } }, (request, reply) =>
    sendPage(reply, indexPage(pageOf(request))),
  )
}
