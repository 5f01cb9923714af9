import type { Config } from '../../../../config.ts'
import { time } from '../../../../platform/web/dates.ts'
import { type Html, html, safeUrl } from '../../../../platform/web/html.ts'
import { live } from '../../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { KnownPlugin } from '../../loading/catalogue.ts'
import type { TaskResource } from '../../runner/resources.ts'
import type { PluginFileRow, StepRow, TaskRow } from '../../tables.ts'
import { pluginFrame } from './frame.ts'
import { taskState } from './task-state.ts'

export type ShownTask = Readonly<{
  task: TaskRow
  /** Undefined where it is not loaded any more. */
  plugin: KnownPlugin | undefined
  resource: TaskResource
  /** Ids of its jobs: the page is told when one of them changes. */
  jobs: readonly string[]
}>

type WithForm = ShownTask & Readonly<{ open: StepRow | undefined; files: readonly PluginFileRow[]; ticket: string }>

/** One run: how it does, what it said, its results, and the form that it waits for. */
export const taskPage = (page: Page, config: Config, shown: WithForm): View => ({
  title: page.t('Run {{number}}', { number: shown.task.seq }),
  scripts: ['plugins/plugin-host.js'],
  styles: ['plugins/plugins.css'],
  frames: [new URL(config.runner.baseUrl).origin],
  body: html`<header class="page-head"><div><h1>${shown.plugin?.title ?? shown.task.plugin}</h1>
      <p>${page.t('Run {{number}}', { number: shown.task.seq })} · ${time(page, shown.task.started_at)}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.tasks()}">${icon('clock-history')} ${page.t('My runs')}</a></div>
    </header>
    ${taskCard(page, shown)}
    ${
      shown.open &&
      pluginFrame(page, config, {
        title: page.t('What the plugin asks for next'),
        address: withTicket(shown.open.ui_href, config, shown.ticket),
        files: shown.files,
      })
    }`,
})

/** A ticket is for pages of this runner alone. */
const withTicket = (address: string, { runner }: Config, ticket: string): string =>
  address.startsWith(`${runner.baseUrl}/`)
    ? `${address}${address.includes('?') ? '&' : '?'}ticket=${ticket}`
    : safeUrl(address)

/** The part that changes while it runs. A new form needs the page as a whole: it says so with a link. */
export function taskCard(page: Page, shown: ShownTask): Html {
  const { task, resource, jobs } = shown
  const isWaiting = resource.steps?.some((step) => !step.cleared) === true && task.finished_at === null
  const pace = task.finished_at !== null || isWaiting ? 'over' : 'busy'
  const topic = jobs.map((id) => `job/${id}`).join(' ')
  return live(
    page,
    { id: `task-${task.seq}`, topic, url: links.task(task.seq), pace, tag: 'section', class: 'panel' },
    html`<p role="status">${taskState(page, task, isWaiting)}
      ${isWaiting && html` <a href="${links.task(task.seq)}">${page.t('Go on with its form')}</a>`}</p>
    ${resource.progress && progressBar(page, resource.progress)}
    ${results(page, resource.outputs)}
    ${resource.log !== '' && html`<h2>${page.t('What it said')}</h2><pre class="task-log" tabindex="0">${resource.log}</pre>`}`,
  )
}

const progressBar = (page: Page, { value, start, target }: NonNullable<TaskResource['progress']>): Html =>
  html`<progress class="bar" max="${Math.max(1, target - start)}" value="${value - start}" aria-label="${page.t('Progress')}"></progress>`

const results = (page: Page, outputs: TaskResource['outputs']): Html | false =>
  outputs.length > 0 &&
  html`<h2>${page.t('Results')}</h2>
    <ul>${outputs.map(
      ({
        href,
        name,
        dataType,
        contentType,
      }) => html`<li><a href="${safeUrl(href)}" download>${icon('download')} ${name}</a>
        <small class="quiet">${dataType} · ${contentType}</small></li>`,
    )}</ul>`
