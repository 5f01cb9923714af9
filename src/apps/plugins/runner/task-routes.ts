import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { listOutputs } from '../queries/files.ts'
import { deleteSubscription, insertSubscription } from '../queries/subscriptions.ts'
import { findTask, listLinks, listSteps, openSubmissions } from '../queries/tasks.ts'
import type { TaskRow } from '../tables.ts'
import { type Ask, maySee } from './asking.ts'
import { readJson } from './bodies.ts'
import { invalid, notFound } from './errors.ts'
import { sortedJson } from './json.ts'
import { type TaskResource, taskResource } from './resources.ts'

type Path = { Params: { id: string } }

/** Where clients look how a task does, and say that they want to be told. */
export function addTaskRoutes(runner: FastifyInstance, platform: Platform, ask: Ask): void {
  const config = { rule: 'open' } as const

  runner.get<Path>('/tasks/:id/', { config }, async (request, reply) => {
    const task = await visibleTask(platform, ask, request)
    return reply.type('application/json').send(sortedJson(await readTask(platform, task)))
  })

  runner.post<Path>('/tasks/:id/', { config }, async (request, reply) => {
    const task = await visibleTask(platform, ask, request)
    const { command, webhookHref, event } = readSubscription(readJson(request))
    const wish = { task_seq: task.seq, webhook_href: webhookHref, event: event ?? '' }
    if (command === 'subscribe') await insertSubscription(platform.db, { ...wish, created_at: platform.now() })
    else await deleteSubscription(platform.db, task.seq, webhookHref, event ?? '')
    return reply.type('application/json').send(sortedJson(await readTask(platform, task)))
  })
}

/** A task as the wire shows it. */
export async function readTask(platform: Platform, task: TaskRow): Promise<TaskResource> {
  const { db, config } = platform
  const [steps, outputs, links, submissions] = await Promise.all([
    listSteps(db, task.seq),
    listOutputs(db, task.seq),
    listLinks(db, task.seq),
    openSubmissions(db, task.seq),
  ])
  const liveLog = submissions.map(({ live_log }) => live_log).join('')
  return taskResource(config, { task, liveLog, steps, outputs, links })
}

/** @throws RunnerError 404 for a task that is not there, or is not for whoever asks. */
async function visibleTask(platform: Platform, ask: Ask, request: FastifyRequest<Path>): Promise<TaskRow> {
  const { id } = request.params
  if (!/^\d+$/.test(id)) throw notFound()
  const asker = await ask(request, 'plugins.read')
  return findVisibleTask(platform, asker, id)
}

/** @throws RunnerError 404 likewise; numbers beyond those that were ever given name nothing. */
export async function findVisibleTask(
  { db }: Platform,
  asker: Parameters<typeof maySee>[0],
  id: string,
): Promise<TaskRow> {
  const task = /^\d{1,15}$/.test(id) ? await findTask(db, Number(id)) : undefined
  if (!task || !maySee(asker, task)) throw notFound('Task not found.')
  return task
}

type Subscription = { command: 'subscribe' | 'unsubscribe'; webhookHref: string; event: string | null }

/** @throws RunnerError 422 that names every field that is wrong, in the words that clients know. */
function readSubscription(body: unknown): Subscription {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('json', { _schema: ['Invalid input type.'] })
  const { command, webhookHref, event = null, ...rest } = body as Record<string, unknown>
  const errors: Record<string, string[]> = {}
  for (const name of Object.keys(rest)) errors[name] = ['Unknown field.']
  if (command === undefined) errors.command = ['Missing data for required field.']
  else if (command !== 'subscribe' && command !== 'unsubscribe')
    errors.command = ['Must be one of: subscribe, unsubscribe.']
  if (webhookHref === undefined) errors.webhookHref = ['Missing data for required field.']
  else if (!isWebAddress(webhookHref)) errors.webhookHref = ['Not a valid URL.']
  if (event !== null && (typeof event !== 'string' || event.length > 64)) errors.event = ['Not a valid string.']
  if (Object.keys(errors).length > 0) throw invalid('json', errors)
  return { command, webhookHref, event } as Subscription
}

/** Names without a top-level domain are good: programs in one network call each other so. */
export const isWebAddress = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= 500 && ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '')
