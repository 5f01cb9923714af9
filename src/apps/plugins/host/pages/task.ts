import { howItWasMade } from '../../../../platform/provenance/pages/made.ts'
import type { Provenance } from '../../../../platform/provenance/record.ts'
import type { Ways } from '../../../../platform/provenance/ways.ts'
import { time } from '../../../../platform/web/dates.ts'
import { actionButton } from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { live } from '../../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { KnownPlugin } from '../../loading/catalogue.ts'
import type { TaskResource } from '../../runner/resources.ts'
import type { TaskRow } from '../../tables.ts'
import { pluginFrame, type ShownFrame } from './frame.ts'
import { results, type ShownResult } from './results.ts'
import { taskState } from './task-state.ts'

export type ShownTask = Readonly<{
  task: TaskRow
  /** Undefined where it is not loaded any more. */
  plugin: KnownPlugin | undefined
  resource: TaskResource
  /** Its results, those of a run that goes on included. */
  outputs: readonly ShownResult[]
  /** Id of the form that it waits for, and of the one that stands on the page already. */
  openStep: string | undefined
  stepOnPage: string | undefined
  /** The same plugin may be run again with the same values. */
  isRepeatable: boolean
  isExactlyRepeatable: boolean
  record: Provenance
  ways: Ways
  /** Ids of its jobs: the page is told when one of them changes. */
  jobs: readonly string[]
}>

/** One run: how it does, what it said, its results, and the form that it waits for. */
export const taskPage = (
  page: Page,
  shown: ShownTask,
  frame: ShownFrame | undefined,
  frames: readonly string[],
): View => ({
  title: page.t('Run {{number}}', { number: shown.task.seq }),
  scripts: ['plugins/plugin-host.js'],
  styles: ['plugins/plugins.css'],
  frames,
  body: html`<header class="page-head"><div><h1>${shown.plugin?.title ?? shown.task.plugin}</h1>
      <p>${page.t('Run {{number}}', { number: shown.task.seq })} · ${time(page, shown.task.started_at)}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.tasks()}">${icon('clock-history')} ${page.t('My runs')}</a></div>
    </header>
    ${taskCard(page, shown)}
    ${frame && pluginFrame(page, frame)}
    ${howItWasMade(page, madeOf(shown))}`,
})

const madeOf = ({ record, ways, task, outputs }: ShownTask) => ({
  record,
  ways,
  bibtexHref: links.citations(task.seq),
  crateHref: outputs.length === 0 ? undefined : links.results(task.seq),
  isOwn: true,
})

/** The part that changes while it runs. A new form needs the page as a whole: it says so with a link. */
export function taskCard(page: Page, shown: ShownTask): Html {
  const { task, resource, jobs, outputs, openStep, stepOnPage } = shown
  const isWaiting = openStep !== undefined
  const pace = task.finished_at !== null ? 'over' : isWaiting ? 'idle' : 'busy'
  const query = stepOnPage === undefined ? '' : `?${new URLSearchParams({ step: stepOnPage })}`
  const topic = jobs.map((id) => `job/${id}`).join(' ')
  return live(
    page,
    { id: `task-${task.seq}`, topic, url: `${links.task(task.seq)}${query}`, pace, tag: 'section', class: 'panel' },
    html`<p role="status">${taskState(page, task, isWaiting)}
      ${isWaiting && openStep !== stepOnPage && html` <a href="${links.task(task.seq)}">${page.t('Go on with its form')}</a>`}</p>
    ${resource.progress && progressBar(page, resource.progress)}
    ${results(page, outputs, task.finished_at === null)}
    ${resource.log !== '' && html`<h2>${page.t('What it said')}</h2><pre class="task-log" tabindex="0">${resource.log}</pre>`}
    ${shown.isExactlyRepeatable && html`<p>${actionButton(page, { action: links.again(task.seq), text: page.t('Run again'), icon: 'arrow-clockwise' })} <span class="quiet">${page.t('The same version with the same values.')}</span></p>`}
    ${shown.isRepeatable && html`<p><a class="btn btn-sm btn-outline-secondary" href="${links.plugin(task.plugin)}?again=${task.seq}">${icon('arrow-repeat')} ${page.t('Once more')}</a> <span class="quiet">${page.t('With its form, to change what you like.')}</span></p>`}`,
  )
}

const progressBar = (page: Page, { value, start, target }: NonNullable<TaskResource['progress']>): Html =>
  html`<progress class="bar" max="${Math.max(1, target - start)}" value="${value - start}" aria-label="${page.t('Progress')}"></progress>`
