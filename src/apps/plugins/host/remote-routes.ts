import { z } from 'zod'
import { can } from '../../../platform/accounts/permissions.ts'
import { actorOf } from '../../../platform/accounts/person.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { emptyForm } from '../../../platform/web/forms.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { links } from '../links.ts'
import { findRemote, findRemoteRun, findRunner, listRemote, listRunners } from '../queries/remote.ts'
import { lookAt } from '../registry/crawling.ts'
import { addRunner, removeRunner } from '../registry/listing.ts'
import { startRemoteRun, topicOf } from '../registry/runs.ts'
import type { RemoteTask } from '../registry/wire.ts'
import { frameFor } from './frames.ts'
import { frameAddress, listOffered, viewersFor } from './offering.ts'
import { pluginPage } from './pages/plugin.ts'
import { remoteRunCard, remoteRunPage } from './pages/remote-run.ts'
import { runnersCard, runnersPage, type ShownRunner } from './pages/runners.ts'

const BySeq = z.object({ seq: z.string().regex(/^\d{1,15}$/) })
const Added = z.object({ url: z.string().trim().min(1).max(500) })
const Submitted = z.object({ resultUrl: z.string().max(8_000), formData: z.string().max(100_000).default('') })

/** Plugins that run elsewhere: which runners there are, their plugins, and what people run there. */
export function addRemoteRoutes(web: Web, platform: Platform): void {
  const read = { rule: 'plugins.read' } as const
  const run = { rule: 'plugins.run' } as const
  const administer = { rule: 'house.administer' } as const
  const { db } = platform

  web.get(links.runners(), { config: read }, async (request, reply) => {
    const isAdmin = can(personOf(request), 'house.administer')
    const runners = await shownRunners(platform)
    if (wantsFragment(request)) return sendFragment(reply, runnersCard(pageOf(request), runners, isAdmin))
    return sendPage(reply, runnersPage(pageOf(request), runners, isAdmin, emptyForm))
  })

  web.post(
    links.runners(),
    {
      schema: { body: Added },
      config: {
        ...administer,
        form: async (request, state) => runnersPage(pageOf(request), await shownRunners(platform), true, state),
      },
    },
    async (request, reply) => {
      await addRunner(platform, actorOf(personOf(request)), request.body.url)
      return reply.redirect(links.runners(), 303)
    },
  )

  web.post('/plugins/runners/:seq/look', { config: administer, schema: { params: BySeq } }, async (request, reply) => {
    const runner = await findRunner(db, Number(request.params.seq))
    if (!runner) throw notFound()
    await lookAt(platform, runner.seq, true)
    return reply.redirect(links.runners(), 303)
  })

  web.post(
    '/plugins/runners/:seq/remove',
    { config: administer, schema: { params: BySeq } },
    async (request, reply) => {
      await removeRunner(platform, actorOf(personOf(request)), Number(request.params.seq))
      return reply.redirect(links.runners(), 303)
    },
  )

  web.get('/plugins/remote/:seq', { config: run, schema: { params: BySeq } }, async (request, reply) => {
    const all = await listOffered(platform, pageOf(request).language)
    const plugin = all.find(({ remote }) => remote?.seq === Number(request.params.seq))
    if (!plugin?.remote) throw notFound()
    const { id } = personOf(request)
    const { frame, frames } = await frameFor(platform, id, all, {
      title: plugin.title,
      address: frameAddress(platform, plugin, { personId: id, language: pageOf(request).language }),
      runsAt: links.remoteRuns(plugin.remote.seq),
    })
    return sendPage(reply, pluginPage(pageOf(request), plugin, frame, frames))
  })

  web.post(
    '/plugins/remote/:seq/runs',
    { config: run, schema: { params: BySeq, body: Submitted } },
    async (request, reply) => {
      const remote = await findRemote(db, Number(request.params.seq))
      if (!remote) throw notFound()
      const seq = await startRemoteRun(platform, personOf(request).id, remote, request.body)
      return reply.redirect(links.remoteRun(seq), 303)
    },
  )

  const runSchema = { params: BySeq, querystring: z.object({ step: z.string().max(500).optional() }) }
  web.get('/plugins/remote-runs/:seq', { config: read, schema: runSchema }, async (request, reply) => {
    const person = personOf(request)
    const found = await findRemoteRun(db, Number(request.params.seq))
    if (!found || (found.owner_id !== person.id && !can(person, 'house.administer'))) throw notFound()
    const task: RemoteTask = JSON.parse(found.resource_json)
    const all = await listOffered(platform, pageOf(request).language)
    const outputs = task.outputs.map(({ href, ...output }) => ({
      ...output,
      href: URL.parse(href, found.url)?.href ?? href,
      isShowable: viewersFor(all, output.dataType, output.contentType).length > 0,
    }))
    const open = found.finished_at === null ? task.steps.find((step) => !step.cleared) : undefined
    const isFragment = wantsFragment(request)
    const stepOnPage = isFragment ? request.query.step : open?.stepId
    const shown = { run: found, task, outputs, topic: topicOf(found.seq), stepOnPage }
    if (isFragment) return sendFragment(reply, remoteRunCard(pageOf(request), shown))
    const address = open && URL.parse(open.uiHref, found.url)?.href
    if (address === undefined || found.remote_seq === null || !/^https?:/.test(address))
      return sendPage(reply, remoteRunPage(pageOf(request), shown, undefined, []))
    const { frame, frames } = await frameFor(platform, person.id, all, {
      title: pageOf(request).t('What the plugin asks for next'),
      address,
      runsAt: links.remoteRuns(found.remote_seq),
    })
    return sendPage(reply, remoteRunPage(pageOf(request), shown, frame, frames))
  })
}

async function shownRunners({ db }: Platform): Promise<ShownRunner[]> {
  const plugins = await listRemote(db)
  return (await listRunners(db)).map((runner) => {
    const own = plugins.filter(({ runner_seq }) => runner_seq === runner.seq)
    return { ...runner, plugins: own.length, available: own.filter((one) => one.is_available === 1).length }
  })
}
