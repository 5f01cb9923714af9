import type { JobRow, LogLineRow } from '../../tasks/tables.ts'
import { form } from '../../web/forms.ts'
import { attributes, type Html, html } from '../../web/html.ts'
import { isFinal, jobLinks } from '../../web/job-card.ts'
import { live } from '../../web/live-fragment.ts'
import { icon, type Page } from '../../web/page.ts'
import { type LogQuery, logLevels } from '../schemas.ts'

/** The last lines of a log, as they were asked for. */
export type ShownLog = Readonly<{
  query: LogQuery
  lines: readonly LogLineRow[] /** The starts that wrote any line. */
  starts: readonly number[]
}>

/** Follows while the job runs. Level and words are looked for over all lines, on the server. */
export function jobLog(page: Page, job: JobRow, log: ShownLog): Html {
  const id = `log-${job.id}`
  const url = `${jobLinks.log(job.id)}?${queryText(log.query)}`
  return live(
    page,
    { id, topic: jobLinks.topic(job.id), url, pace: isFinal(job.state) ? 'over' : 'busy', class: 'job-log' },
    [
      filters(page, job, log),
      log.starts.length > 1 && startLinks(page, job, log),
      log.lines.length === 0
        ? html`<p class="quiet">${log.query.q === '' && !log.query.level ? page.t('Nothing was written yet.') : page.t('No line matches.')}</p>`
        : html`<pre class="log" tabindex="0" aria-label="${page.t('Log')}" data-follow>${log.lines.map(lineOf)}</pre>`,
    ],
  )
}

const lineOf = ({ created_at, level, line }: LogLineRow): Html =>
  html`<span class="log-line log-${level}"><time datetime="${created_at}">${created_at.slice(11, 19)}</time> ${level === 'info' ? '' : `[${level}] `}${line}\n</span>`

function filters(page: Page, job: JobRow, { query }: ShownLog): Html {
  const smoother = { get: jobLinks.log(job.id), target: `#log-${job.id}`, swap: 'outerHTML', trigger: 'submit, change' }
  return form(page, { method: 'get', action: jobLinks.job(job.id), class: 'table-search mb-2', hx: smoother }, [
    query.start !== undefined && html`<input type="hidden" name="start" value="${query.start}">`,
    html`<div class="search-box"><label class="visually-hidden" for="log-search">${page.t('Find in all lines')}</label>
      ${icon('search')}<input class="form-control" type="search" id="log-search" name="q" value="${query.q}" maxlength="500" placeholder="${page.t('Find in all lines')}"></div>
      <select class="form-select w-auto" name="level" aria-label="${page.t('Level')}"><option value="">${page.t('All levels')}</option>
      ${logLevels.map((level) => html`<option${attributes({ value: level, selected: query.level === level })}>${level}</option>`)}</select>
      <a class="btn btn-outline-secondary" href="${jobLinks.logText(job.id)}" download>${icon('download')} ${page.t('All of it')}</a>`,
  ])
}

/** Attempts are never mixed: each start has its own lines. */
function startLinks(page: Page, job: JobRow, { query, starts }: ShownLog): Html {
  const link = (start: number | undefined, text: string): Html => {
    const current = attributes({ 'aria-current': query.start === start ? 'true' : undefined })
    return html`<li><a class="chip" href="${jobLinks.job(job.id)}?${queryText({ ...query, start })}"${current}>${text}</a></li>`
  }
  return html`<ul class="chips px-0">${link(undefined, page.t('All starts'))}${starts.map((start, n) => link(start, page.t('Start {{number}}', { number: n + 1 })))}</ul>`
}

const queryText = ({ q, level, start }: LogQuery): string =>
  new URLSearchParams(
    Object.entries({ q, level, start: start?.toString() }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  ).toString()
