import { z } from 'zod'
import { can } from '../../../platform/accounts/permissions.ts'
import type { Platform } from '../../../platform/platform.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { landingOf, manualPage } from '../pages/manual.ts'
import { countManual, listManual } from '../queries/paper-editing.ts'
import { identifiersOf } from '../queries/papers.ts'

const ManualQuery = z.object({ skip: z.coerce.number().int().min(0).max(1_000_000).default(0) })
const shownWaiting = 12

/** `/papers/manual`: what waits for a person. */
export function addManualRoutes(web: Web, platform: Platform): void {
  const { db } = platform
  web.get(
    links.manual(),
    { schema: { querystring: ManualQuery }, config: { rule: 'papers.read' } },
    async (request, reply) => {
      const total = await countManual(db)
      const place = Math.min(request.query.skip, Math.max(0, total - 1))
      const waiting = await listManual(db, { limit: shownWaiting, skip: place })
      const paper = waiting[0]
      const it = {
        paper,
        landing: paper ? landingOf(paper, await identifiersOf(db, paper.id)) : null,
        total,
        place,
        waiting,
        mayEdit: can(request.person, 'papers.edit'),
        mayOperate: can(request.person, 'papers.operate'),
      }
      return sendPage(reply, manualPage(pageOf(request), it))
    },
  )
}
