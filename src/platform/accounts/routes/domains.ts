import type { FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import type { Platform } from '../../platform.ts'
import { emptyForm, type FormState } from '../../web/forms.ts'
import { addNotice } from '../../web/notices.ts'
import { pageOf, sendPage, type View } from '../../web/page.ts'
import { uploadedFiles } from '../../web/uploads.ts'
import type { Web } from '../../web/web.ts'
import { importList, removeList, removeRule, ruleDomain } from '../domains/ruling.ts'
import { links } from '../links.ts'
import { type DomainStates, domainsPage } from '../pages/domains.ts'
import { actorOf } from '../person.ts'
import { personOf } from '../person-of.ts'
import { listDomainLists, listRules } from '../queries/domains.ts'
import { judgeHere } from '../registering.ts'
import { DomainListForm, DomainRuleForm, DomainsQuery } from '../registration-schemas.ts'
import { IdParams } from '../schemas.ts'

const config = { rule: 'house.administer' } as const
const longestListBytes = 10 * 1024 * 1024

/** Which addresses are academic. */
export function addDomains(web: Web, platform: Platform): void {
  async function draw(request: FastifyRequest, states: Partial<DomainStates> = {}, email?: string): Promise<View> {
    const [rules, lists] = await Promise.all([listRules(platform.db), listDomainLists(platform.db)])
    const tried = email ? { email, verdict: await judgeHere(platform, email) } : undefined
    return domainsPage(pageOf(request), { rule: emptyForm, list: emptyForm, ...states }, { rules, lists, tried })
  }

  web.get(links.domains(), { schema: { querystring: DomainsQuery }, config }, async (request, reply) =>
    sendPage(reply, await draw(request, {}, request.query.try)),
  )

  addRules(web, platform, (request, rule) => draw(request, { rule }))
  addLists(web, platform, (request, list) => draw(request, { list }))
}

type Draw = (request: FastifyRequest, state: FormState) => Promise<View>

function addRules(web: Web, platform: Platform, form: Draw): void {
  const options = { schema: { body: DomainRuleForm }, config: { ...config, form } } as const
  web.post(links.domainRules(), options, async (request, reply) => {
    const { domain } = await ruleDomain(platform, request.body, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('There is a rule for {{domain}} now.', { domain }))
    return reply.redirect(links.domains(), 303)
  })

  web.post(links.removeRule(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    await removeRule(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The rule was removed.'))
    return reply.redirect(links.domains(), 303)
  })
}

function addLists(web: Web, platform: Platform, form: Draw): void {
  const options = { config: { ...config, form, upload: { maxBytes: longestListBytes } } } as const
  web.post(links.domainLists(), options, async (request, reply) => {
    for await (const file of uploadedFiles(request)) {
      const fields = DomainListForm.parse(file.fields)
      const text = Buffer.concat(await Array.fromAsync(file.bytes)).toString('utf8')
      const { list, rejected } = await importList(platform, fields, text, actorOf(personOf(request)))
      const { t } = pageOf(request)
      const counts = { domains: list.domain_count, rejected: rejected.length }
      addNotice(reply, 'success', t('{{domains}} domains were imported, {{rejected}} entries left out.', counts))
      return reply.redirect(links.domains(), 303)
    }
    const message = 'Please choose a file.'
    const fields = [{ path: 'file', code: 'accounts.list', message }]
    throw new UserError('invalid', 'accounts.list', message, { fields })
  })

  web.post(links.removeList(':id'), { schema: { params: IdParams }, config }, async (request, reply) => {
    await removeList(platform, request.params.id, actorOf(personOf(request)))
    addNotice(reply, 'success', pageOf(request).t('The list was removed.'))
    return reply.redirect(links.domains(), 303)
  })
}
