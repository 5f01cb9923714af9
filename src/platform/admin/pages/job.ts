import type { JobRow } from '../../tasks/tables.ts'
import { time } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { jobCard, type ShownJob } from '../../web/job-card.ts'
import type { Page, View } from '../../web/page.ts'
import { jobLog, type ShownLog } from './job-log.ts'

/** One job: where it stands, what it wrote, and how it was asked for. */
export const jobPage = (
  page: Page,
  { shown, log, withInside }: { shown: ShownJob; log: ShownLog; withInside: boolean },
): View => ({
  title: page.t(shown.title),
  body: html`<header class="page-head"><div><h1>${page.t('Job')}</h1><p><code>${shown.job.id}</code></p></div></header>
    ${jobCard(page, shown)}
    <h2>${page.t('Log')}</h2>
    ${jobLog(page, shown.job, log)}
    <h2>${page.t('About this job')}</h2>
    ${facts(page, shown.job, withInside)}`,
})

function facts(page: Page, job: JobRow, withInside: boolean): Html {
  const rows: [string, Html | string | null][] = [
    [page.t('Task'), html`<code>${job.task}</code>`],
    [page.t('Asked by'), job.asked_by],
    [page.t('About'), job.subject],
    [page.t('Due'), time(page, job.run_at, 'second')],
    [page.t('Repeats'), job.retry_of && html`<a href="/jobs/${job.retry_of}">${job.retry_of}</a>`],
    [page.t('Request'), job.request_id],
    [page.t('Input'), withInside ? json(job.input_json) : null],
    [page.t('Result'), withInside && job.result_json !== null ? json(job.result_json) : null],
  ]
  const shown = rows.filter(([, value]) => value !== null && value !== '')
  return html`<div class="panel"><dl class="facts">${shown.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></div>`
}

const longestJson = 4_000

/** Indented, and cut where it would fill the page. */
function json(text: string): Html {
  const pretty = JSON.stringify(JSON.parse(text), null, 2)
  return html`<pre class="log">${pretty.slice(0, longestJson)}${pretty.length > longestJson && '\n…'}</pre>`
}
