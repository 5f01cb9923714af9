import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, personOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { recordAgreement } from '../agreeing.ts'
import { checkView, demandByKey, revisionsOf } from '../checking.ts'
import { links } from '../links.ts'
import { askRevisionPage } from '../pages/ask.ts'
import { checkPage } from '../pages/check.ts'
import { AgreementForm, KeyAddress, ObsidrevForm } from '../schemas.ts'
import { parseRevisionKey, revisionKey } from '../signoff/approval.ts'

/** `/observations/revisions`: what one revision asked for, and whether the catalog has it. */
export function addRevisionRoutes(web: Web, platform: Platform): void {
  const read = { rule: 'observations.read' } as const
  const again = (request: FastifyRequest, state: FormState) => askRevisionPage(pageOf(request), state)

  web.get(links.askRevision(), { config: read }, (request, reply) =>
    sendPage(reply, askRevisionPage(pageOf(request), emptyForm)),
  )

  web.post(
    links.askRevision(),
    { schema: { body: ObsidrevForm }, config: { ...read, form: again } },
    (request, reply) => {
      const asked = parseRevisionKey(request.body.obsidrev)
      if (!asked) return askAgain(reply, pageOf(request).t('That is no obsid and revision, such as 16196.002.'))
      return reply.redirect(links.revision(revisionKey(asked.obsid, asked.revisionNumber)), 303)
    },
  )

  web.post(
    links.agreement(':key'),
    {
      schema: { params: KeyAddress, body: AgreementForm },
      config: {
        rule: 'observations.verify',
        form: async (request, state) => {
          const { all, one } = await demandByKey(platform, (request.params as KeyAddress).key)
          return checkPage(pageOf(request), await checkView(platform, all, one), state)
        },
      },
    },
    async (request, reply) => {
      const { one } = await demandByKey(platform, request.params.key)
      await recordAgreement(platform, personOf(request), one.id, request.body)
      addNotice(reply, 'success', pageOf(request).t('It is written down.'))
      return reply.redirect(links.revision(revisionKey(one.obsid, one.revision_number)), 303)
    },
  )

  web.get(links.revision(':key'), { schema: { params: KeyAddress }, config: read }, async (request, reply) => {
    const { t } = pageOf(request)
    const asked = parseRevisionKey(request.params.key)
    if (!asked) return askAgain(reply, t('That is no obsid and revision, such as 16196.002.'))
    const revisions = await revisionsOf(platform, asked.obsid)
    const latest = revisions.at(-1)
    if (!latest) return askAgain(reply, t('There is no revision of observation {{obsid}}.', { obsid: asked.obsid }))
    const found = revisions.find((one) => one.revision_number === asked.revisionNumber)
    if (!found) {
      const key = revisionKey(latest.obsid, latest.revision_number)
      addNotice(
        reply,
        'warning',
        t('There is no such revision, or it was taken back. This is the latest one, {{key}}.', { key }),
      )
    }
    return sendPage(reply, checkPage(pageOf(request), await checkView(platform, revisions, found ?? latest)))
  })
}

function askAgain(reply: FastifyReply, text: string): FastifyReply {
  addNotice(reply, 'danger', text)
  return reply.redirect(links.askRevision(), 303)
}
