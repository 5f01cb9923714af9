import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import type { Web } from '../../web/web.ts'
import { demandFirstAdministratorLink, makeFirstAdministrator } from '../first-administrator.ts'
import { links } from '../links.ts'
import { firstAdministratorPage } from '../pages/first-administrator.ts'
import { FirstAdministratorForm, SecretParams } from '../schemas.ts'
import { keepSession, visitOf } from './visits.ts'

export function addFirstAdministrator(web: Web, platform: Platform): void {
  const address = links.firstAdministrator(':secret')
  const form = (request: FastifyRequest, state: FormState): View => {
    const { secret } = SecretParams.parse(request.params)
    return firstAdministratorPage(pageOf(request), state, secret)
  }

  web.get(address, { schema: { params: SecretParams }, config: { rule: 'open' } }, async (request, reply) => {
    await demandFirstAdministratorLink(platform, platform.db, request.params.secret)
    reply.header('x-robots-tag', 'noindex')
    return sendPage(reply, firstAdministratorPage(pageOf(request), emptyForm, request.params.secret))
  })

  const schema = { params: SecretParams, body: FirstAdministratorForm }
  web.post(address, { schema, config: { rule: 'open', form } }, async (request, reply) => {
    const session = await makeFirstAdministrator(platform, request.params.secret, request.body, visitOf(request))
    keepSession(reply, platform, session)
    addNotice(reply, 'success', pageOf(request).t('You are the administrator of this house now. Welcome!'))
    return reply.redirect('/', 303)
  })
}
