import type { HoldRow, JobRow, WorkerRow } from '../../tasks/tables.ts'
import type { JobState } from '../../tasks/tasks.ts'
import { ago, duration, number } from '../../web/dates.ts'
import { actionButton, form } from '../../web/forms.ts'
import { type Html, html, nothing } from '../../web/html.ts'
import { jobLinks, jobState, states } from '../../web/job-card.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { type Column, table } from '../../web/table.ts'
import { type TableState, tableAddress } from '../../web/table-query.ts'
import { links } from '../links.ts'
import { jobStates } from '../schemas.ts'

type TaskName = Readonly<{ name: string; title: string }>
export type JobList = Readonly<{
  state: TableState
  tasks: readonly TaskName[]
  rows: readonly JobRow[]
  next: string | null
  total: number
}>
export type JobOverview = Readonly<{
  counts: Readonly<Record<JobState, number>>
  holds: readonly HoldRow[]
  workers: readonly WorkerRow[]
}>

/** All jobs of the house, the newest first. */
export const jobsPage = (page: Page, list: JobList, overview: JobOverview): View => ({
  title: page.t('Jobs'),
  body: html`<header class="page-head"><div><h1>${page.t('Jobs')}</h1>
      <p>${page.t('Everything that runs in the background, for all apps.')}</p></div></header>
    ${figures(page, list.state, overview)}
    ${jobsTable(page, list)}
    <h2 id="kinds-of-work">${page.t('Kinds of work')}</h2>
    ${kinds(page, list.tasks, overview.holds)}`,
})

export const jobsTable = (page: Page, { state, tasks, rows, next, total }: JobList): Html =>
  table(page, {
    name: 'jobs',
    caption: page.t('Jobs'),
    address: links.jobs(),
    state,
    columns: jobColumns(page, tasks),
    rows,
    rowId: (job) => job.id,
    paging: { previous: null, next },
    total,
    isTotalRough: total >= 10_000,
    searchHint: page.t('Id, subject or error'),
    filters: [
      {
        name: 'state',
        label: page.t('State'),
        options: jobStates.map((value) => ({ value, text: page.t(states[value].word) })),
      },
      {
        name: 'task',
        isSingle: true,
        label: page.t('Kind'),
        options: tasks.map(({ name, title }) => ({ value: name, text: page.t(title) })),
      },
    ],
    empty: html`${icon('cpu')}<p>${page.t('No job yet. Whatever takes longer than a page may take, such as reading a list of papers, runs as a job and stands here.')}</p>`,
    csv: links.jobsCsv(),
    selectForm: together,
    actions: togetherForm(page),
  })

const together = 'jobs-together'

/** For the jobs that are ticked; each button does what its word says to those where it can be done. */
const togetherForm = (page: Page): Html =>
  form(page, { action: links.jobsTogether(), id: together, class: 'd-inline-flex gap-1' }, [
    togetherButton('retry', 'arrow-clockwise', page.t('Try again')),
    togetherButton('cancel', 'stop-circle', page.t('Cancel')),
    togetherButton('handled', 'check2', page.t('Mark as handled')),
  ])

const togetherButton = (act: string, iconName: string, words: string): Html =>
  html`<button type="submit" class="btn btn-outline-secondary" name="act" value="${act}">${icon(iconName)} ${words}</button>`

export function jobColumns(page: Page, tasks: readonly TaskName[]): Column<JobRow>[] {
  const titles = new Map(tasks.map(({ name, title }) => [name, title]))
  const titleOf = (job: JobRow): string => titles.get(job.task) ?? job.task
  return [
    {
      name: 'task',
      title: page.t('Job'),
      isHeading: true,
      cell: (job) => html`<a href="${jobLinks.job(job.id)}">${page.t(titleOf(job))}</a>`,
      text: titleOf,
    },
    { name: 'state', title: page.t('State'), cell: (job) => jobState(page, job), text: (job) => job.state },
    {
      name: 'progress',
      title: page.t('Progress'),
      isNumeric: true,
      cell: (job) => progressOf(page, job),
      text: (job) => job.progress_value,
    },
    { name: 'subject', title: page.t('About'), cell: (job) => job.subject, text: (job) => job.subject },
    {
      name: 'error',
      title: page.t('Error'),
      isHidden: true,
      cell: (job) => job.error_message,
      text: (job) => job.error_message,
    },
    { name: 'by', title: page.t('Asked by'), isHidden: true, cell: (job) => job.asked_by, text: (job) => job.asked_by },
    {
      name: 'attempt',
      title: page.t('Tries'),
      isNumeric: true,
      isHidden: true,
      cell: (job) => job.attempt,
      text: (job) => job.attempt,
    },
    {
      name: 'created',
      title: page.t('Asked for'),
      cell: (job) => ago(page, job.created_at),
      text: (job) => job.created_at,
    },
    { name: 'took', title: page.t('Took'), isNumeric: true, cell: tookOf, text: (job) => job.finished_at },
    {
      name: 'id',
      title: page.t('Id'),
      isHidden: true,
      cell: (job) => html`<code>${job.id}</code>`,
      text: (job) => job.id,
    },
  ]
}

function progressOf(page: Page, { progress_value: value, progress_total: total }: JobRow): string | null {
  if (value === null) return null
  return total === null
    ? number(page, value)
    : page.t('{{value}} of {{total}}', { value: number(page, value), total: number(page, total) })
}

const tookOf = ({ started_at, finished_at }: JobRow): string | null =>
  started_at !== null && finished_at !== null ? duration(Date.parse(finished_at) - Date.parse(started_at)) : null

function figures(page: Page, state: TableState, { counts, workers }: JobOverview): Html {
  const cards = jobStates.map((name) => {
    const address = tableAddress(links.jobs(), state, { q: '', filters: { state: [name] } })
    return html`<a class="figure-card" href="${address}"><strong>${number(page, counts[name])}</strong><span>${icon(states[name].icon)} ${page.t(states[name].word)}</span></a>`
  })
  return html`<div class="figures">${cards}<div class="figure-card"><strong>${number(page, workers.length)}</strong><span>${icon('pc-display')} ${page.t('Workers')}</span></div></div>`
}

function kinds(page: Page, tasks: readonly TaskName[], holds: readonly HoldRow[]): Html {
  if (tasks.length === 0) return nothing
  const rows = tasks.map(({ name, title }) => {
    const hold = holds.find(({ task }) => task === name)
    const button = hold
      ? actionButton(page, { action: links.release(name), text: page.t('Let them run'), icon: 'play' })
      : actionButton(page, { action: links.hold(name), text: page.t('Hold back'), icon: 'pause' })
    const held =
      hold &&
      html`<span class="state state-warn">${icon('pause-circle')} ${page.t('Held back')}</span> ${ago(page, hold.held_at)}`
    return html`<tr><th scope="row">${page.t(title)} <code>${name}</code></th><td>${held}</td><td class="text-end">${button}</td></tr>`
  })
  return html`<div class="table-part"><table class="table align-middle"><thead><tr><th scope="col">${page.t('Kind')}</th><th scope="col">${page.t('State')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead><tbody>${rows}</tbody></table></div>`
}
