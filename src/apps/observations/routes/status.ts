import type { FastifyReply } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { addNotice } from '../../../platform/web/notices.ts'
import { pageOf, personOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { minePage } from '../pages/mine.ts'
import { statusPage, statusTable } from '../pages/status.ts'
import { CellAddress, RevisionAddress, StatusQuery } from '../schemas.ts'
import { sign, signAndApprove } from '../signing.ts'
import { statusView } from '../status-view.ts'
import { mineView, removeRevision, undoSignature } from '../undoing.ts'

/** `/observations/status` and what is done there; `/observations/mine` and what is taken back there. */
export function addStatusRoutes(web: Web, platform: Platform): void {
  const read = { rule: 'observations.read' } as const
  // Who may sign which column depends on the revision: the verb decides.
  const act = { rule: 'observations.read' } as const

  web.get(links.status(), { schema: { querystring: StatusQuery }, config: read }, async (request, reply) =>
    sendPage(reply, statusPage(pageOf(request), await statusView(platform, personOf(request), request.query))),
  )

  web.get(links.statusTable(), { schema: { querystring: StatusQuery }, config: read }, async (request, reply) => {
    const view = await statusView(platform, personOf(request), request.query)
    const page = pageOf(request)
    return wantsFragment(request)
      ? sendFragment(reply, statusTable(page, view))
      : sendPage(reply, statusPage(page, view))
  })

  web.post(links.signOff(':id', ':part'), { schema: { params: CellAddress }, config: act }, async (request, reply) => {
    await sign(platform, personOf(request), request.params.id, request.params.part)
    return back(reply, pageOf(request).t('Signed.'))
  })

  web.post(
    links.signOffAct(':id', ':part', 'approve'),
    { schema: { params: CellAddress }, config: act },
    async (request, reply) => {
      const made = await signAndApprove(platform, personOf(request), request.params.id)
      const { t } = pageOf(request)
      return back(
        reply,
        made
          ? t('Signed, and approved as {{key}}.', { key: made.key })
          : t('Signed. The observation was approved already.'),
      )
    },
  )

  web.post(
    links.signOffAct(':id', ':part', 'discard'),
    { schema: { params: CellAddress }, config: act },
    async (request, reply) => {
      await sign(platform, personOf(request), request.params.id, request.params.part, 'discard')
      return back(reply, pageOf(request).t('Given up, and verified.'))
    },
  )

  web.get(links.mine(), { config: read }, async (request, reply) =>
    sendPage(reply, minePage(pageOf(request), await mineView(platform, personOf(request)))),
  )

  web.post(
    links.signOffAct(':id', ':part', 'undo'),
    { schema: { params: CellAddress }, config: act },
    async (request, reply) => {
      await undoSignature(platform, personOf(request), request.params.id, request.params.part)
      addNotice(reply, 'success', pageOf(request).t('The signature is taken back.'))
      return reply.redirect(links.mine(), 303)
    },
  )

  web.post(
    links.removeRevision(':id'),
    { schema: { params: RevisionAddress }, config: act },
    async (request, reply) => {
      await removeRevision(platform, personOf(request), request.params.id)
      addNotice(reply, 'success', pageOf(request).t('The submission is taken back.'))
      return reply.redirect(links.mine(), 303)
    },
  )
}

function back(reply: FastifyReply, text: string): FastifyReply {
  addNotice(reply, 'success', text)
  return reply.redirect(links.status(), 303)
}
