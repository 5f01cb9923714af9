import { personOf } from '../../../platform/accounts/person-of.ts'
import { sendToPlugin } from '../../../platform/analyses.ts'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { papersAsEntities } from '../exporting/entities.ts'
import { links } from '../links.ts'
import { MeantForm } from '../schemas/bulk.ts'
import { countPapers } from '../searching/counting.ts'
import { theseAlone } from '../searching/paper-filter.ts'
import { nothingTicked } from './bulk.ts'
import { filterOf } from './table.ts'

/** Papers that go to a plugin at once. */
const mostSent = 50_000

/** `POST /papers/list/send`: the ticked papers, or all that match, become a table of entities for a plugin. */
export function addSendingRoute(web: Web, platform: Platform): void {
  web.post(links.send(), { schema: { body: MeantForm }, config: { rule: 'plugins.run' } }, async (request, reply) => {
    const { scope, id: ticked, state } = request.body
    if (scope === 'selected' && ticked.length === 0) throw nothingTicked()
    const filter = scope === 'all' ? filterOf(state).filter : theseAlone(ticked)
    if ((await countPapers(platform.database, filter)).total > mostSent) throw tooMany()
    const page = await sendToPlugin(platform, {
      name: `papers-${platform.now().slice(0, 10)}.csv`,
      mediaType: 'text/csv',
      dataType: 'entity/list',
      ownerId: personOf(request).id,
      bytes: papersAsEntities(platform.database, filter, platform.config.baseUrl),
    })
    return reply.redirect(page, 303)
  })
}

const tooMany = (): UserError =>
  new UserError(
    'invalid',
    'papers.too-many-to-send',
    'At most 50,000 papers go to a plugin at once. Narrow the search, or tick some.',
  )
