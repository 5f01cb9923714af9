import { z } from 'zod'
import { can } from '../../../platform/accounts/permissions.ts'
import { personOf } from '../../../platform/accounts/person-of.ts'
import type { Platform } from '../../../platform/platform.ts'
import { notFound } from '../../../platform/web/errors.ts'
import { pageOf, sendFragment, sendPage, wantsFragment } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { listResultsOf } from '../queries/files.ts'
import { findTask, jobsOfTask, listSteps, listTasks } from '../queries/tasks.ts'
import { readTask } from '../runner/task-routes.ts'
import { makeTicket } from '../runner/tickets.ts'
import { catalogueOf } from '../tasks/catalogues.ts'
import { pluginPage } from './pages/plugin.ts'
import { pluginsPage } from './pages/plugins.ts'
import { taskCard, taskPage } from './pages/task.ts'
import { tasksPage } from './pages/tasks.ts'

const mostShown = 100
const TaskPath = z.object({ seq: z.string().regex(/^\d{1,15}$/) })

/** The pages on which people of the house find plugins, run them, and see what came of it. */
export function addHostRoutes(web: Web, platform: Platform): void {
  const read = { rule: 'plugins.read' } as const
  const { db, config } = platform

  web.get('/plugins', { config: read }, async (request, reply) => {
    const { plugins, errors } = await catalogueOf(platform)
    const isAdmin = can(personOf(request), 'house.administer')
    return sendPage(reply, pluginsPage(pageOf(request), plugins, isAdmin ? errors : []))
  })

  web.get(
    '/plugins/:identifier',
    { config: { rule: 'plugins.run' }, schema: { params: z.object({ identifier: z.string() }) } },
    async (request, reply) => {
      const plugin = (await catalogueOf(platform)).find(request.params.identifier)
      if (!plugin) throw notFound()
      const person = personOf(request)
      const ticket = makeTicket(platform.secret, person.id, plugin.identifier, platform.now())
      const files = await listResultsOf(db, person.id, mostShown)
      return sendPage(reply, pluginPage(pageOf(request), config, plugin, files, ticket))
    },
  )

  web.get('/plugins/tasks', { config: read }, async (request, reply) => {
    const tasks = await listTasks(db, personOf(request).id, undefined, mostShown)
    return sendPage(reply, tasksPage(pageOf(request), tasks))
  })

  web.get('/plugins/tasks/:seq', { config: read, schema: { params: TaskPath } }, async (request, reply) => {
    const person = personOf(request)
    const task = await findTask(db, Number(request.params.seq))
    const maySee = task && (task.owner_id === person.id || can(person, 'house.administer'))
    if (!task || !maySee) throw notFound()
    const plugin = (await catalogueOf(platform)).find(task.plugin)
    const shown = { task, plugin, resource: await readTask(platform, task), jobs: await jobsOfTask(db, task.seq) }
    const page = pageOf(request)
    if (wantsFragment(request)) return sendFragment(reply, taskCard(page, shown))
    const open = (await listSteps(db, task.seq)).find((step) => step.cleared_at === null && task.finished_at === null)
    const ticket = makeTicket(platform.secret, person.id, task.plugin, platform.now())
    const files = await listResultsOf(db, person.id, mostShown)
    return sendPage(reply, taskPage(page, config, { ...shown, open, files, ticket }))
  })
}
