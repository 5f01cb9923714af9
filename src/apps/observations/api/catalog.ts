import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import type { Web } from '../../../platform/web/web.ts'
import { rowsPerPage } from '../search/criteria.ts'
import { findTargets } from '../search/finding.ts'
import { searchLinks } from '../search/links.ts'
import { SearchQuery } from '../search/schemas.ts'
import { sourcesOf } from '../sources.ts'

const base = searchLinks.api()
const params = z.object({ obsid: z.coerce.number().int().min(1).max(99_999_999) })

/** `/api/v1/observations/catalog`: observations as the catalog has them, for programs. */
export function addCatalogApi(web: Web, platform: Platform): void {
  web.get(
    base,
    {
      schema: { querystring: SearchQuery },
      config: {
        rule: 'observations.read',
        about: { summary: 'Observations, as the target search finds them', description: '`next` is the next `page`.' },
      },
    },
    async ({ query }) => {
      const answer = await findTargets(platform, query)
      if (!('found' in answer))
        throw new UserError('invalid', 'observations.search', 'Some of it cannot be asked.', { fields: answer })
      const { items, total } = answer.found
      return { items, total, next: query.page * rowsPerPage < total ? String(query.page + 1) : null }
    },
  )

  web.get(
    `${base}/:obsid`,
    {
      schema: { params },
      config: {
        rule: 'observations.read',
        about: {
          summary: 'One observation with all its parameters',
          description: 'Null: not set. Of parameters in `lacks` the catalog knows nothing.',
        },
      },
    },
    async (request) => {
      const { catalog } = await sourcesOf(platform)
      return { ...(await catalog.getObservation(request.params.obsid)), lacks: catalog.lacks }
    },
  )
}
