import type { FieldError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm } from '../../../platform/web/forms.ts'
import { pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { findTargets, type SearchAnswer } from './finding.ts'
import { searchLinks } from './links.ts'
import { searchPage } from './pages/search.ts'
import { SearchQuery } from './schemas.ts'

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
      if (!isRefused(answer)) return sendPage(reply, searchPage(page, emptyForm, { query, answer }))
      const errors = answer.map((error) => ({ ...error, message: page.t(error.message) }))
      reply.status(422)
      return sendPage(reply, searchPage(page, { values: query, errors, message: null }, { query }))
    },
  )
}

const isRefused = (answer: SearchAnswer | readonly FieldError[]): answer is readonly FieldError[] =>
  Array.isArray(answer)
