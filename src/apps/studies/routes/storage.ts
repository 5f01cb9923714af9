import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, sendPage, type View } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { storagePage } from '../pages/storage.ts'
import { bytesOfStudies } from '../queries/quotas.ts'
import { askForMore, quotasOf } from '../quotas.ts'

const config = { rule: 'studies.edit' } as const
const WishForm = z.object({ wish: z.string().trim().min(1, 'Please say what you need.').max(2_000) })

/** How much somebody has, and how to ask for more. */
export function addStorageRoutes(web: Web, platform: Platform): void {
  const { db } = platform

  const storage = async (request: FastifyRequest, state: FormState): Promise<View> => {
    const { id } = personOf(request)
    return storagePage(pageOf(request), await quotasOf(platform, db, id), await bytesOfStudies(db, id), state)
  }
  web.get(links.storage(), { config }, async (request, reply) => sendPage(reply, await storage(request, emptyForm)))
  web.post(
    links.askForMore(),
    { schema: { body: WishForm }, config: { ...config, form: storage } },
    async (request, reply) => {
      await askForMore(platform, personOf(request).id, request.body.wish)
      addNotice(reply, 'success', pageOf(request).t('Administrators see what you asked for.'))
      return reply.redirect(links.storage(), 303)
    },
  )
}
