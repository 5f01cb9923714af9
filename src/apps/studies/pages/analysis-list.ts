import type { Run } from '../../../platform/analyses.ts'
import { duration, time } from '../../../platform/web/dates.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { jobLinks } from '../../../platform/web/job-card.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import type { Page } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { AnalysisRow, StudyRow } from '../tables.ts'
import { analysisState } from './states.ts'

export type ShownAnalyses = Readonly<{
  study: StudyRow
  analyses: readonly AnalysisRow[]
  /** What runs or waits for a worker, by the id of its analysis. */
  runs: ReadonlyMap<string, Run>
  mayEdit: boolean
}>

const isActive = ({ state }: AnalysisRow): boolean => state === 'queued' || state === 'running'

/** What was computed in a study; it looks again by itself as long as something runs or waits. */
export function analysisList(page: Page, shown: ShownAnalyses): Html {
  const { study, analyses, runs, mayEdit } = shown
  if (analyses.length === 0)
    return html`<p class="quiet" id="analysis-list">${page.t('Nothing was computed yet.')} ${mayEdit && html`<a href="${links.analyse(study.id)}">${page.t('Choose an analysis')}</a>`}</p>`
  const active = analyses.filter(isActive)
  const topics = active.flatMap(({ id }) => {
    const jobId = runs.get(id)?.jobId
    return [links.analysisTopic(id), ...(jobId == null ? [] : [jobLinks.topic(jobId)])]
  })
  return live(
    page,
    {
      id: 'analysis-list',
      topic: topics.join(' '),
      url: links.analyses(study.id),
      pace: active.length > 0 ? 'busy' : 'over',
      class: 'table-part',
    },
    html`<div class="table-responsive"><table class="table" id="analyses">
    <thead><tr><th scope="col">${page.t('Analysis')}</th><th scope="col">${page.t('State')}</th><th scope="col">${page.t('Result')}</th><th scope="col">${page.t('Began')}</th><th scope="col">${page.t('Took')}</th></tr></thead>
    <tbody>${analyses.map((analysis) => row(page, analysis, runs.get(analysis.id)))}</tbody></table></div>`,
  )
}

const row = (page: Page, analysis: AnalysisRow, run: Run | undefined): Html =>
  html`<tr><th scope="row"><a href="${links.analysis(analysis.id)}">${analysis.title}</a>
    <small class="quiet">${analysis.kind_title}</small></th>
  <td data-label="${page.t('State')}">${analysisState(page, analysis)}</td><td data-label="${page.t('Result')}"><div>${outcome(page, analysis, run)}</div></td>
  <td data-label="${page.t('Began')}">${analysis.started_at === null ? '' : time(page, analysis.started_at)}</td>
  <td data-label="${page.t('Took')}">${analysis.started_at !== null && analysis.finished_at !== null && duration(Date.parse(analysis.finished_at) - Date.parse(analysis.started_at))}</td></tr>`

/** What came of it, how far it is, or why it waits. */
function outcome(page: Page, { state, run: runId, sentence }: AnalysisRow, run: Run | undefined) {
  if (state === 'queued') return runId === null ? page.t('Waits for another of yours') : page.t('Waits for a worker')
  if (state !== 'running') return sentence
  const [last = ''] = (run?.log ?? '').trimEnd().split('\n').slice(-1)
  const { value = 0, start = 0, target = 0 } = run?.progress ?? {}
  const share = target === start ? undefined : Math.round((100 * (value - start)) / (target - start))
  return html`${share !== undefined && `${share} %`} <small class="quiet">${last}</small>`
}
