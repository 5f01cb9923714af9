import type { JobRow } from '../tasks/tables.ts'
import type { JobState } from '../tasks/tasks.ts'
import { ago, duration, number, time } from './dates.ts'
import { actionButton } from './forms.ts'
import { attributes, type Html, html, nothing } from './html.ts'
import { live } from './live-fragment.ts'
import { icon, type Page } from './page.ts'
import { type StateLook, stateBadge } from './state-badge.ts'

/** A job as people see it; `waiting` and `typicalMs` only where they are known. */
export type ShownJob = Readonly<{
  job: JobRow
  /** What the task calls itself, in English: "Import a list". */
  title: string
  mayCancel: boolean
  mayRetry: boolean
  /** Why a queued job has not started. */
  waiting?: Readonly<{ before: number; isHeld: boolean; workers: number }>
  /** How long runs of this task usually take, and on how many that rests. */
  usually?: Readonly<{ fromMs: number; toMs: number; runs: number }>
}>

/** Every address of a job. */
export const jobLinks = {
  job: (id: string): string => `/jobs/${id}`,
  card: (id: string): string => `/jobs/${id}/card`,
  log: (id: string): string => `/jobs/${id}/log`,
  logText: (id: string): string => `/jobs/${id}/log.txt`,
  cancel: (id: string): string => `/jobs/${id}/cancel`,
  retry: (id: string): string => `/jobs/${id}/retry`,
  topic: (id: string): string => `job/${id}`,
}

export const isFinal = (state: JobState): boolean => state !== 'queued' && state !== 'running'

/** Where a job stands, wherever it is shown: state, bar, step, why it waits, times, and what may be done about it. */
export function jobCard(page: Page, shown: ShownJob): Html {
  const { job, title } = shown
  const pace = isFinal(job.state) ? 'over' : job.state === 'running' ? 'busy' : 'idle'
  return live(
    page,
    {
      id: `job-${job.id}`,
      topic: jobLinks.topic(job.id),
      url: jobLinks.card(job.id),
      pace,
      class: 'panel job-card',
      tag: 'section',
    },
    [
      html`<div class="job-head">${jobState(page, job)}<h2><a href="${jobLinks.job(job.id)}">${page.t(title)}</a></h2>
      <div class="job-actions">${actions(page, shown)}</div></div>`,
      progress(page, shown),
      job.state === 'queued' && html`<p class="mb-0">${whyItWaits(page, shown)}</p>`,
      job.error_message !== null &&
        html`<p class="alert alert-danger">${icon('exclamation-octagon')} ${job.error_message} <code>${job.error_code}</code></p>`,
      times(page, job),
    ],
  )
}

/** The state as icon, word and colour. */
export function jobState(page: Page, job: Pick<JobRow, 'state' | 'cancel_requested_at'>): Html {
  const isStopping = job.state === 'running' && job.cancel_requested_at !== null
  return stateBadge(page, isStopping ? stopping : states[job.state])
}

const stopping = { word: 'Stopping', icon: 'stop-circle', tone: 'warn' } as const
export const states: Readonly<Record<JobState, StateLook>> = {
  queued: { word: 'Waiting', icon: 'hourglass-split', tone: 'idle' },
  running: { word: 'Running', icon: 'arrow-repeat', tone: 'busy' },
  succeeded: { word: 'Done', icon: 'check-circle', tone: 'good' },
  failed: { word: 'Failed', icon: 'x-octagon', tone: 'bad' },
  cancelled: { word: 'Cancelled', icon: 'slash-circle', tone: 'warn' },
}

function actions(page: Page, { job, mayCancel, mayRetry }: ShownJob): Html {
  const swap = { target: `#job-${job.id}`, swap: 'outerHTML' }
  if (!isFinal(job.state) && mayCancel && job.cancel_requested_at === null) {
    return actionButton(page, {
      action: jobLinks.cancel(job.id),
      text: page.t('Cancel'),
      icon: 'stop-circle',
      kind: 'outline-danger',
      hx: swap,
    })
  }
  if (['failed', 'cancelled'].includes(job.state) && mayRetry) {
    return actionButton(page, { action: jobLinks.retry(job.id), text: page.t('Try again'), icon: 'arrow-clockwise' })
  }
  return nothing
}

/** A bar without a value says: at work, nobody knows how far. */
function progress(page: Page, { job, title, usually }: ShownJob): Html {
  if (job.state !== 'running' && job.progress_value === null) return nothing
  const { progress_value: value, progress_total: total, progress_step: step, progress_sentence: sentence } = job
  const bar = attributes({ value: total === null ? undefined : (value ?? 0), max: total ?? undefined })
  const count =
    total === null
      ? value !== null && page.t('{{value}} so far', { value: number(page, value) })
      : page.t('{{value}} of {{total}}', { value: number(page, value ?? 0), total: number(page, total) })
  const estimate =
    job.state === 'running' &&
    usually !== undefined &&
    page.t('Usually {{from}} to {{to}}, by {{count}} runs.', {
      from: duration(usually.fromMs),
      to: duration(usually.toMs),
      count: usually.runs,
    })
  return html`<div><progress class="bar"${bar} aria-label="${page.t(title)}"></progress>
    <div class="job-times"><span>${[step, count].filter(Boolean).join(' · ')}</span> ${sentence !== null && html`<span>${sentence}</span>`} ${estimate && html`<span>${estimate}</span>`}</div></div>`
}

function whyItWaits(page: Page, { job, waiting }: ShownJob): Html {
  if (job.run_at > page.now) {
    const reason = job.attempt > 0 ? page.t('It failed once and is tried again') : page.t('It begins')
    return html`${reason} ${ago(page, job.run_at)} (${time(page, job.run_at, 'second')}).`
  }
  if (waiting?.isHeld) return html`${page.t('Jobs of this kind are held back for now.')}`
  if (waiting?.workers === 0) return html`${page.t('No worker runs at the moment.')}`
  if (waiting !== undefined && waiting.before > 0)
    return html`${page.t('{{count}} jobs before this one.', { count: waiting.before })}`
  return html`${page.t('It is next.')}`
}

function times(page: Page, job: JobRow): Html {
  const took =
    job.started_at !== null && job.finished_at !== null
      ? Date.parse(job.finished_at) - Date.parse(job.started_at)
      : null
  return html`<div class="job-times">
    <span>${page.t('Asked for')} ${time(page, job.created_at)}</span>
    ${job.started_at !== null && html`<span>${page.t('Started')} ${time(page, job.started_at, 'second')}</span>`}
    ${job.finished_at !== null && html`<span>${page.t('Ended')} ${time(page, job.finished_at, 'second')}</span>`}
    ${took !== null && html`<span>${page.t('Took')} ${duration(took)}</span>`}
    ${job.max_attempts > 1 && html`<span>${page.t('Try {{attempt}} of {{most}}', { attempt: Math.max(1, job.attempt), most: job.max_attempts })}</span>`}
  </div>`
}
