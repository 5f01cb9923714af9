import { z } from 'zod'
import { can } from '../../../platform/accounts/permissions.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { waysOf } from '../../../platform/provenance/ways.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { absolute, ownPath } from '../links.ts'
import { listOutputs } from '../queries/files.ts'
import { listRemoteRuns } from '../queries/remote.ts'
import { jobsOfTask, listSteps, listTasks } from '../queries/tasks.ts'
import { readTask } from '../runner/task-routes.ts'
import { makeTicket } from '../runner/tickets.ts'
import type { TaskRow } from '../tables.ts'
import { catalogueOf } from '../tasks/catalogues.ts'
import { apiCallForTask, commandForTask, isExactlyRepeatable, provenanceOfTask } from '../tasks/provenance.ts'
import { frameFor } from './frames.ts'
import { chosenOf, frameAddress, listOffered, type Offered, type Visitor, viewersFor } from './offering.ts'
import { pluginPage } from './pages/plugin.ts'
import { pluginsPage } from './pages/plugins.ts'
import type { ShownResult } from './pages/results.ts'
import { type ShownTask, taskCard, taskPage } from './pages/task.ts'
import { tasksPage } from './pages/tasks.ts'
import { addResultRoutes } from './result-routes.ts'
import { findVisible } from './seeing.ts'

const mostShown = 100
const number = z.string().regex(/^\d{1,15}$/)
const TaskPath = z.object({ seq: number })
const word = z.string().max(200).default('')
/** The number of a run to fill the form in from, or one field and the file that goes into it. */
const FormQuery = z.object({
  again: number.optional(),
  fill: z.string().max(200).optional(),
  data: z.string().max(8_000).optional(),
})
const Wish = z.object({ q: word, type: word, tag: word })

/** The pages on which people of the house find plugins, run them, and see what came of it. */
export function addHostRoutes(web: Web, platform: Platform): void {
  const read = { rule: 'plugins.read' } as const
  const { db } = platform

  addResultRoutes(web, platform)

  web.get('/plugins', { config: read, schema: { querystring: Wish } }, async (request, reply) => {
    const { errors } = await catalogueOf(platform)
    const all = await listOffered(platform, pageOf(request).language)
    const tags = [...new Set(all.flatMap((plugin) => plugin.tags))].sort()
    const shown = { plugins: chosenOf(all, request.query), all: all.length, tags, wish: request.query }
    const isAdmin = can(personOf(request), 'house.administer')
    return sendPage(reply, pluginsPage(pageOf(request), { ...shown, errors: isAdmin ? errors : [] }))
  })

  web.get(
    '/plugins/:identifier',
    {
      config: { rule: 'plugins.run' },
      schema: { params: z.object({ identifier: z.string() }), querystring: FormQuery },
    },
    async (request, reply) => {
      const person = personOf(request)
      const all = await listOffered(platform, pageOf(request).language)
      const plugin = all.find(({ identifier, remote }) => identifier === request.params.identifier && !remote)
      if (!plugin) throw notFound()
      const { again, fill, data } = request.query
      const before = again === undefined ? undefined : await findVisible(platform, person, again)
      const { frame, frames } = await frameFor(platform, person.id, all, {
        title: plugin.title,
        address: frameAddress(
          platform,
          plugin,
          { personId: person.id, language: pageOf(request).language },
          filledWith(plugin, fill, data),
        ),
        autofill: before?.plugin === plugin.ticketFor ? openValues(before) : undefined,
      })
      return sendPage(reply, pluginPage(pageOf(request), plugin, frame, frames))
    },
  )

  web.get('/plugins/tasks', { config: read }, async (request, reply) => {
    const { id } = personOf(request)
    const [tasks, elsewhere] = [await listTasks(db, id, undefined, mostShown), await listRemoteRuns(db, id, mostShown)]
    return sendPage(reply, tasksPage(pageOf(request), tasks, elsewhere))
  })

  const taskSchema = { params: TaskPath, querystring: z.object({ step: z.string().max(500).optional() }) }
  web.get('/plugins/tasks/:seq', { config: read, schema: taskSchema }, async (request, reply) => {
    const person = personOf(request)
    const task = await findVisible(platform, person, request.params.seq)
    if (!task) throw notFound()
    const all = await listOffered(platform, pageOf(request).language)
    const open = (await listSteps(db, task.seq)).find((step) => step.cleared_at === null && task.finished_at === null)
    const page = pageOf(request)
    const isFragment = wantsFragment(request)
    const stepOnPage = isFragment ? request.query.step : open?.step_id
    const shown = { ...(await shownTask(platform, task, all)), openStep: open?.step_id, stepOnPage }
    if (isFragment) return sendFragment(reply, taskCard(page, shown))
    if (!open) return sendPage(reply, taskPage(page, shown, undefined, []))
    const { frame, frames } = await frameFor(platform, person.id, all, {
      title: page.t('What the plugin asks for next'),
      address: stepAddress(platform, open.ui_href, { personId: person.id, language: page.language }),
      run: task.seq,
    })
    return sendPage(reply, taskPage(page, shown, frame, frames))
  })
}

/** In the address of the form, so that it is filled in without scripts too. */
function filledWith({ inputs }: Offered, field: string | undefined, data: string | undefined): Record<string, string> {
  const isField = inputs.some(({ parameter }) => parameter === field)
  return field !== undefined && isField && data !== undefined ? { [field]: data } : {}
}

/** What was asked for before, but for what is nobody else's to know. */
function openValues({ parameters_json }: TaskRow): string {
  const values = Object.entries(JSON.parse(parameters_json) as Record<string, unknown>)
  return JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== null && value !== '***')))
}

async function shownTask(
  platform: Platform,
  task: TaskRow,
  all: readonly Offered[],
): Promise<Omit<ShownTask, 'openStep' | 'stepOnPage'>> {
  const plugin = (await catalogueOf(platform)).find(task.plugin)
  const links = absolute(platform.config)
  const outputs = (await listOutputs(platform.db, task.seq)).map(
    ({ seq, tag, url, name, data_type: dataType, content_type: contentType }): ShownResult => {
      const isShowable = viewersFor(all, dataType, contentType).length > 0
      return { href: url ?? links.file(seq, tag), name, dataType, contentType, isShowable }
    },
  )
  const jobs = await jobsOfTask(platform.db, task.seq)
  const isRepeatable = plugin !== undefined && task.finished_at !== null
  const record = await provenanceOfTask(platform, task, plugin)
  const again = { command: commandForTask(task), apiCall: apiCallForTask(platform, task, plugin) }
  const made = { record, ways: waysOf(record, again), isExactlyRepeatable: isExactlyRepeatable(task, plugin) }
  return { task, plugin, resource: await readTask(platform, task), outputs, jobs, isRepeatable, ...made }
}

/** A form may be that of another plugin, which the task passes on. Tickets are for pages of this runner alone. */
function stepAddress({ config, secret, now }: Platform, address: string, visitor: Visitor): string {
  const url = new URL(address, config.runner.baseUrl)
  const [, identifier] = /^\/plugins\/([^/]+)\//.exec(ownPath(config, url.href) ?? '') ?? []
  if (identifier !== undefined) {
    url.searchParams.set('ticket', makeTicket(secret, visitor.personId, decodeURIComponent(identifier), now()))
    url.searchParams.set('lang', visitor.language)
  }
  return url.href
}
