import { time } from '../../../../platform/web/dates.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { live } from '../../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import { links } from '../../links.ts'
import type { RemoteTask } from '../../registry/wire.ts'
import type { RemoteRunRow } from '../../tables.ts'
import { pluginFrame, type ShownFrame } from './frame.ts'
import { results, type ShownResult } from './results.ts'

type ShownRemoteRun = Readonly<{
  run: RemoteRunRow
  task: RemoteTask
  outputs: readonly ShownResult[]
  topic: string
  /** Id of the form that stands on the page already. */
  stepOnPage: string | undefined
}>

/** One run on another runner: how it does, what it said, its results, and the form that it waits for. */
export const remoteRunPage = (
  page: Page,
  shown: ShownRemoteRun,
  frame: ShownFrame | undefined,
  frames: readonly string[],
): View => ({
  title: shown.run.title,
  scripts: ['plugins/plugin-host.js'],
  styles: ['plugins/plugins.css'],
  frames,
  body: html`<header class="page-head"><div><h1>${shown.run.title}</h1>
      <p>${page.t('Run at {{host}}', { host: new URL(shown.run.url).host })} · ${time(page, shown.run.started_at)}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.tasks()}">${icon('clock-history')} ${page.t('My runs')}</a></div>
    </header>
    ${remoteRunCard(page, shown)}
    ${frame && pluginFrame(page, frame)}`,
})

export function remoteRunCard(page: Page, { run, task, outputs, topic, stepOnPage }: ShownRemoteRun): Html {
  const isWaiting = run.finished_at === null && task.steps.some((step) => !step.cleared)
  const pace = run.finished_at !== null ? 'over' : isWaiting ? 'idle' : 'busy'
  const openStep = task.steps.find((step) => !step.cleared)?.stepId
  const query = stepOnPage === undefined ? '' : `?${new URLSearchParams({ step: stepOnPage })}`
  const { progress } = task
  return live(
    page,
    {
      id: `remote-run-${run.seq}`,
      topic,
      url: `${links.remoteRun(run.seq)}${query}`,
      pace,
      tag: 'section',
      class: 'panel',
    },
    html`<p role="status">${stateOf(page, run, task, isWaiting)}
      ${isWaiting && openStep !== stepOnPage && html` <a href="${links.remoteRun(run.seq)}">${page.t('Go on with its form')}</a>`}</p>
    ${progress && html`<progress class="bar" max="${Math.max(1, progress.target - progress.start)}" value="${progress.value - progress.start}" aria-label="${page.t('Progress')}"></progress>`}
    ${results(page, outputs, run.finished_at === null)}
    ${task.log !== '' && html`<h2>${page.t('What it said')}</h2><pre class="task-log" tabindex="0">${task.log}</pre>`}`,
  )
}

export function stateOf(page: Page, run: RemoteRunRow, { status }: RemoteTask, isWaiting: boolean): Html {
  if (isWaiting) return html`${icon('pencil-square')} ${page.t('It waits for you')}`
  if (run.finished_at === null) return html`${icon('hourglass-split')} ${page.t('It runs')}`
  if (status === 'SUCCESS') return html`${icon('check-circle')} ${page.t('Done')}`
  return html`${icon('x-circle')} ${page.t('Failed')}`
}
