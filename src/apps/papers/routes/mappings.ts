import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { applyMapping, removeMapping } from '../importing/mappings.ts'
import { links } from '../links.ts'
import { IdParams, MappingForm } from '../schemas/imports.ts'

const params = IdParams
const config = { rule: 'papers.import' } as const

/** What is done with saved mappings on the page of a draft; saving one is a step of its plan. */
export function addMappingRoutes(web: Web, platform: Platform): void {
  web.post(
    links.importPart(':id', 'mapping'),
    { schema: { params, body: MappingForm }, config },
    async (request, reply) => {
      const { id } = request.params
      const { mapping, act } = request.body
      if (act === 'remove') {
        await removeMapping(platform, actorOf(personOf(request)), mapping)
        addNotice(reply, 'success', pageOf(request).t('The mapping is removed.'))
      } else {
        await applyMapping(platform, id, mapping)
        addNotice(reply, 'success', pageOf(request).t('The list is read so now.'))
      }
      return reply.redirect(links.import(id), 303)
    },
  )
}
