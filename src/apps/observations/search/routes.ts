import { can } from '../../../platform/accounts/permissions.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import { sendToPlugin } from '../../../platform/analyses.ts'
import type { FieldError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm } from '../../../platform/web/forms.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findTargets, type SearchAnswer } from './finding.ts'
import { searchLinks } from './links.ts'
import { searchPage } from './pages/search.ts'
import { SearchQuery } from './schemas.ts'
import { observationsAsEntities } from './sending.ts'

/** `/observations/search`: which observations there are. */
export function addSearchRoutes(web: Web, platform: Platform): void {
  web.get(
    searchLinks.search(),
    { schema: { querystring: SearchQuery }, config: { rule: 'observations.read' } },
    async (request, reply) => {
      const { query } = request
      const page = pageOf(request)
      if (query.go === undefined) return sendPage(reply, searchPage(page, emptyForm, { query }))

      const answer = await findTargets(platform, query)
      if (!isRefused(answer)) {
        const maySend = can(request.person, 'plugins.run')
        return sendPage(reply, searchPage(page, emptyForm, { query, answer, maySend }))
      }
      const errors = answer.map((error) => ({ ...error, message: page.t(error.message) }))
      reply.status(422)
      return sendPage(reply, searchPage(page, { values: query, errors, message: null }, { query }))
    },
  )

  web.post(
    searchLinks.send(),
    { schema: { querystring: SearchQuery }, config: { rule: 'plugins.run' } },
    async (request, reply) => {
      const answer = await findTargets(platform, request.query, { offset: 0, limit: mostSent })
      if (isRefused(answer)) return reply.redirect(searchLinks.search(new URL(request.url, 'http://x').search), 303)
      const page = await sendToPlugin(platform, {
        name: `observations-${platform.now().slice(0, 10)}.csv`,
        mediaType: 'text/csv',
        dataType: 'entity/list',
        ownerId: personOf(request).id,
        bytes: observationsAsEntities(answer.found.items, platform.config.baseUrl),
      })
      return reply.redirect(page, 303)
    },
  )
}

/** Observations that go to a plugin at once; the catalog holds about as many. */
const mostSent = 50_000

const isRefused = (answer: SearchAnswer | readonly FieldError[]): answer is readonly FieldError[] =>
  Array.isArray(answer)
