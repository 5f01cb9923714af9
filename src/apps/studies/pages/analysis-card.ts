import type { Run } from '../../../platform/analyses.ts'
import { ago, duration, time } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { jobLinks } from '../../../platform/web/job-card.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { AnalysisRow } from '../tables.ts'
import { analysisState, remedies } from './states.ts'

/** Everything that the card of an analysis says. */
export type ShownAnalysis = Readonly<{
  analysis: AnalysisRow
  run: Run | undefined
  /** Why it waits: others of the same person, or of everybody. */
  waiting: Readonly<{ ofOwn: number; before: number; workers: number }> | undefined
  /** How long its kind usually takes, and on how many runs that rests. */
  usually: Readonly<{ fromMs: number; toMs: number; runs: number }> | undefined
  mayAct: boolean
  isAdmin: boolean
}>

const shownLines = 200

/** Where an analysis stands; it looks again by itself until it has ended. */
export function analysisCard(page: Page, shown: ShownAnalysis): Html {
  const { analysis, run } = shown
  const isActive = analysis.state === 'queued' || analysis.state === 'running'
  const pace = isActive ? (analysis.state === 'running' ? 'busy' : 'idle') : 'over'
  const topics = [links.analysisTopic(analysis.id), ...(run?.jobId == null ? [] : [jobLinks.topic(run.jobId)])]
  return live(
    page,
    {
      id: 'analysis-card',
      topic: topics.join(' '),
      url: links.card(analysis.id),
      pace,
      class: 'panel job-card',
      tag: 'section',
    },
    [
      html`<div class="job-head">${analysisState(page, analysis)}<h2>${analysis.kind_title}</h2><div class="job-actions">${actions(page, shown)}</div></div>`,
      isActive && progress(page, shown),
      analysis.state === 'queued' && html`<p class="mb-0">${whyItWaits(page, shown)}</p>`,
      analysis.state === 'failed' && failure(page, shown),
      times(page, analysis),
      isActive && run !== undefined && run.log !== '' && log(page, run.log),
    ],
  )
}

function actions(page: Page, { analysis, mayAct }: ShownAnalysis): Html | false {
  if (!mayAct) return false
  if (analysis.state === 'queued' || analysis.state === 'running')
    return actionButton(page, {
      action: links.cancel(analysis.id),
      text: page.t('Cancel'),
      icon: 'stop-circle',
      kind: 'outline-danger',
    })
  const changed = links.analyseWith(analysis.study_id, analysis.kind, { from: analysis.id })
  return html`${actionButton(page, { action: links.again(analysis.id), text: page.t('Run again'), icon: 'arrow-clockwise' })}
    <a class="btn btn-sm btn-outline-secondary" href="${changed}" id="again-with-changes">${icon('sliders')} ${page.t('Run again with changes')}</a>
    ${actionButton(page, { action: links.removeAnalysis(analysis.id), text: page.t('Remove'), icon: 'trash3', kind: 'outline-danger', confirm: page.t('Remove “{{title}}” with its results?', { title: analysis.title }) })}`
}

function progress(page: Page, { analysis, run, usually }: ShownAnalysis): Html {
  const known = run?.progress ?? undefined
  const share =
    known && known.target !== known.start ? (known.value - known.start) / (known.target - known.start) : undefined
  const bar = attributes({ value: share, max: share === undefined ? undefined : 1 })
  const [last = ''] = (run?.log ?? '').trimEnd().split('\n').slice(-1)
  const count =
    known && (known.unit === '%' ? `${Math.round(known.value)} %` : `${known.value} / ${known.target} ${known.unit}`)
  const estimate =
    usually &&
    page.t('Usually {{from}} to {{to}}, by {{count}} runs.', {
      from: duration(usually.fromMs),
      to: duration(usually.toMs),
      count: usually.runs,
    })
  return html`<div>${analysis.state === 'running' && html`<progress class="bar"${bar} aria-label="${analysis.title}"></progress>`}
    <div class="job-times"><span>${count ?? ''}</span> <span>${last}</span> ${estimate && html`<span>${estimate}</span>`}</div></div>`
}

function whyItWaits(page: Page, { waiting }: ShownAnalysis): string {
  if (waiting === undefined) return page.t('It is next.')
  if (waiting.ofOwn > 0)
    return page.t('It waits until one of your {{count}} others has ended.', { count: waiting.ofOwn })
  if (waiting.workers === 0) return page.t('No worker runs at the moment.')
  return waiting.before > 0
    ? page.t('{{count}} jobs before this one.', { count: waiting.before })
    : page.t('It is next.')
}

function failure(page: Page, { analysis, run, isAdmin }: ShownAnalysis): Html {
  const hasState = run?.outputs.some(({ isFailureState }) => isFailureState) === true
  return html`<div class="alert alert-danger" role="alert"><p><strong>${icon('x-octagon')} ${analysis.sentence}</strong></p>
    <p class="mb-0">${analysis.failure !== null && remedies(page)[analysis.failure]} <small>${page.t('Reference {{id}}', { id: analysis.id })}</small></p></div>
    ${isAdmin && hasState && html`<p><a class="btn btn-sm btn-outline-secondary" href="${links.failureState(analysis.id)}" download>${icon('file-zip')} ${page.t('The whole state it left behind')}</a></p>`}`
}

const times = (
  page: Page,
  { created_at, started_at, finished_at, expires_at }: AnalysisRow,
): Html => html`<div class="job-times">
    <span>${page.t('Asked for')} ${time(page, created_at)}</span>
    ${started_at !== null && html`<span>${page.t('Started')} ${time(page, started_at, 'second')}</span>`}
    ${finished_at !== null && html`<span>${page.t('Ended')} ${time(page, finished_at, 'second')}</span>`}
    ${started_at !== null && finished_at !== null && html`<span>${page.t('Took')} ${duration(Date.parse(finished_at) - Date.parse(started_at))}</span>`}
    ${expires_at !== null && html`<span>${page.t('Results are kept until')} ${time(page, expires_at)} (${ago(page, expires_at)})</span>`}</div>`

/** The last lines; the whole of it is a file. */
export function log(page: Page, text: string): Html {
  const lines = text.trimEnd().split('\n')
  const cut =
    lines.length > shownLines &&
    html`<p class="quiet">${page.t('The last {{count}} lines.', { count: shownLines })}</p>`
  return html`${cut}<pre class="analysis-log" tabindex="0" aria-label="${page.t('Log')}">${lines.slice(-shownLines).join('\n')}</pre>`
}
