import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Permission } from '../../../platform/accounts/permissions.ts'
import type { Platform } from '../../../platform/platform.ts'
import { frontendPage, languageQuery, type ShownForm } from '../frontends/page.ts'
import { pagePolicy } from '../frontends/policy.ts'
import { languageOf, translatedError, type Words, wordsOf } from '../frontends/words.ts'
import { runnerLinks, runnerPath } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { StepDescription } from '../loading/description.ts'
import { listSteps } from '../queries/tasks.ts'
import type { Fields } from '../sdk/fields.ts'
import { readForm as readValues, type Sent } from '../sdk/values.ts'
import type { StepRow, TaskRow } from '../tables.ts'
import { stepPath } from '../tasks/settling.ts'
import { fieldsOf, startTask, submitStep } from '../tasks/starting.ts'
import type { Asker } from './asking.ts'
import { readForm, type SentForm } from './bodies.ts'
import { invalid, RunnerError } from './errors.ts'
import { stepFields, stepHtml } from './step-forms.ts'
import { findVisibleTask, isWebAddress } from './task-routes.ts'

/** One request that found its plugin, its route and its asker. */
export type Addressed = Readonly<{
  platform: Platform
  plugin: KnownPlugin
  asker: Asker
  request: FastifyRequest
  reply: FastifyReply
  params: Readonly<Record<string, string>>
}>

export type PluginRoute = Readonly<{
  method: string
  /** Below the plugin's root. */
  path: string
  permission: Permission
  answer: (addressed: Addressed) => Promise<FastifyReply>
}>

/** The pages and processing addresses of a plugin and its steps. */
export function formRoutes(plugin: KnownPlugin): PluginRoute[] {
  const steps = Object.entries(plugin.steps).flatMap(([name, { processPath, uiPath, buttons }]) => [
    ...pageRoutes(uiPath, (addressed, sent) => showStep(addressed, name, sent)),
    processRoute(processPath, (addressed) => processStep(addressed, name, null)),
    ...Object.entries(buttons).map(([button, { processPath: path }]) =>
      processRoute(path, (addressed) => processStep(addressed, name, button)),
    ),
  ])
  return [...pageRoutes(plugin.uiPath, showForm), processRoute(plugin.processPath, processForm), ...steps]
}

type Show = (addressed: Addressed, sent: SentForm | undefined) => Promise<FastifyReply>

const pageRoutes = (path: string, show: Show): PluginRoute[] => [
  { method: 'GET', path, permission: 'plugins.read', answer: (addressed) => show(addressed, undefined) },
  {
    method: 'POST',
    path,
    permission: 'plugins.read',
    // Files are looked at when the form is processed.
    answer: async (addressed) => show(addressed, await readForm(addressed.platform, addressed.request, {})),
  },
]

const processRoute = (path: string, answer: PluginRoute['answer']): PluginRoute => ({
  method: 'POST',
  path,
  permission: 'plugins.run',
  answer,
})

async function showForm(addressed: Addressed, form: SentForm | undefined): Promise<FastifyReply> {
  const { plugin, request } = addressed
  demandCallback(plugin, request)
  return sendPage(addressed, form, {
    title: plugin.title,
    form: plugin,
    fields: fieldsOf(plugin),
    processPath: plugin.processPath,
    html: plugin.html,
  })
}

async function showStep(addressed: Addressed, name: string, form: SentForm | undefined): Promise<FastifyReply> {
  const { task, step } = await findStep(addressed, name)
  const described = addressed.plugin.steps[name]
  if (!described) throw new RunnerError(404)
  return sendPage(addressed, form, {
    title: described.title,
    form: { ...described, view: described.view?.replace(':task', String(task.seq)) },
    fields: await stepFields(addressed, task, step, name),
    processPath: stepPath(described.processPath, task, step),
    submitLabel: described.submitLabel,
    buttons: Object.values(described.buttons).map((button) => ({
      ...button,
      processPath: stepPath(button.processPath, task, step),
    })),
    html: await stepHtml(addressed, task, step, name),
    isDone: step.cleared_at !== null,
  })
}

type PageParts = Pick<ShownForm, 'title' | 'form' | 'fields' | 'html' | 'isDone' | 'submitLabel'> & {
  processPath: string
  buttons?: readonly StepDescription['buttons'][string][]
}

/** Whatever is wrong with the values stands in the page, which is always there. */
async function sendPage(
  { platform, plugin, asker, request, reply }: Addressed,
  form: SentForm | undefined,
  { processPath, buttons = [], ...parts }: PageParts,
): Promise<FastifyReply> {
  const words = await wordsOf(plugin, languageOf(request))
  const base = runnerLinks(runnerPath(platform.config))
  const sent = form?.sent ?? (request.query as Sent)
  const { errors } = readValues(parts.fields, sent, { isPartial: true })
  const hrefOf = (path: string): string => withQuery(base.below(plugin.identifier, path), request, asker, words)
  const view = frontendPage({
    ...parts,
    plugin,
    sent,
    errors,
    isChecked: form !== undefined && Object.keys(errors).length === 0,
    processHref: hrefOf(processPath),
    buttons: buttons.map(({ processPath: path, ...button }) => ({ ...button, href: hrefOf(path) })),
    assets: base,
    examplePath: request.url.split('?', 1)[0] ?? '',
    basePath: runnerPath(platform.config),
    ticket: asker.ticket,
    words,
  })
  return reply
    .header('content-security-policy', pagePolicy(platform.config))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(view.text)
}

/** Starts a task and sends the caller to it. */
async function processForm(addressed: Addressed): Promise<FastifyReply> {
  const { platform, plugin, asker, request } = addressed
  const callback = demandCallback(plugin, request)
  const fields = fieldsOf(plugin)
  const { values, uploads } = await readOrRefuse(addressed, fields)
  const seq = await startTask(platform, plugin, values, { personId: asker.personId, callback, uploads })
  return sendToTask(addressed, seq)
}

async function processStep(addressed: Addressed, name: string, button: string | null): Promise<FastifyReply> {
  const { platform } = addressed
  const { task, step } = await findStep(addressed, name)
  if (step.cleared_at !== null || task.finished_at !== null) throw alreadyDone()
  const isEmpty = button !== null && addressed.plugin.steps[name]?.buttons[button]?.withoutFields === true
  const fields = isEmpty ? {} : await stepFields(addressed, task, step, name)
  const { values, uploads } = await readOrRefuse(addressed, fields)
  if (!(await submitStep(platform, task, step, button, values, uploads))) throw alreadyDone()
  return sendToTask(addressed, task.seq)
}

const alreadyDone = (): RunnerError => new RunnerError(409, 'This step was filled in already.')

/** The sentences of errors are a contract with programs; only a page that says `lang` gets them in its language. */
async function readOrRefuse({ platform, plugin, request }: Addressed, fields: Fields) {
  const { sent, uploads } = await readForm(platform, request, fields)
  const { values, errors } = readValues(fields, sent)
  if (Object.keys(errors).length === 0) return { values, uploads }
  const { lang } = request.query as { lang?: unknown }
  if (lang === undefined) throw invalid('form', errors)
  const { t } = await wordsOf(plugin, languageOf(request))
  const translated = Object.entries(errors).map(([name, wrong]) => [name, wrong.map((one) => translatedError(one, t))])
  throw invalid('form', Object.fromEntries(translated))
}

function sendToTask({ platform, asker, reply }: Addressed, seq: number): FastifyReply {
  const path = runnerLinks(runnerPath(platform.config)).task(seq)
  const location = asker.ticket === undefined ? path : `${path}?ticket=${asker.ticket}`
  return reply
    .code(303)
    .header('location', location)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><title>See the task</title><p>The task is at <a href="${location}">${location}</a>.`)
}

/** A step belongs to its plugin, and to the task in its address: anything else is not there. */
async function findStep(
  { platform, plugin, asker, params }: Addressed,
  name: string,
): Promise<{ task: TaskRow; step: StepRow }> {
  const task = await findVisibleTask(platform, asker, params.task ?? '')
  const opened = (await listSteps(platform.db, task.seq)).filter(
    ({ step_id }) => params.step === undefined || params.step === step_id,
  )
  const step =
    opened.findLast((one) => one.name === name && one.cleared_at === null) ??
    opened.findLast((one) => one.name === name)
  if (task.plugin !== plugin.identifier || !step) throw new RunnerError(404, 'Task not found.')
  return { task, step }
}

/** @throws RunnerError 422 where a callback is missing that the plugin needs, or is no address. */
function demandCallback({ callback: wish }: KnownPlugin, request: FastifyRequest): string | undefined {
  const { callback } = request.query as { callback?: unknown }
  if (wish === undefined || (callback === undefined && wish === 'optional')) return undefined
  if (callback === undefined) throw invalid('query', { callback: ['Missing data for required field.'] })
  if (!isWebAddress(callback)) throw invalid('query', { callback: ['Not a valid URL.'] })
  return callback
}

/** What the page came with goes on to where its form is processed: who asks, and whom to call back. */
function withQuery(href: string, request: FastifyRequest, { ticket }: Asker, { language }: Words): string {
  const { callback } = request.query as { callback?: unknown }
  const query = new URLSearchParams(languageQuery(language))
  if (ticket !== undefined) query.set('ticket', ticket)
  if (typeof callback === 'string') query.set('callback', callback)
  return `${href}${query.size > 0 ? `?${query}` : ''}`
}
