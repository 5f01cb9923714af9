import { z } from 'zod'
import type { App } from '../../app.ts'
import type { JobRow } from '../../tasks/tables.ts'
import { time } from '../dates.ts'
import { sendLines } from '../downloads.ts'
import {
  areaField,
  checkField,
  emptyForm,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../forms.ts'
import { html } from '../html.ts'
import { isFinal, jobCard, jobLinks } from '../job-card.ts'
import { addNotice } from '../notices.ts'
import { type Page, pageOf, sendFragment, sendPage, type View, wantsFragment } from '../page.ts'
import { type Column, table, tableCsv } from '../table.ts'
import { type TableState, tableQuery } from '../table-query.ts'
import type { Web } from '../web.ts'

/** An app with one of everything that the web part offers; for looking at, and for tests of the parts together. */
export const sampleApp: App = {
  name: 'samples',
  title: 'Samples',
  icon: 'journal-text',
  about: 'Shows one of everything.',
  nav: () => [
    { href: '/samples', text: 'All samples', icon: 'table' },
    { href: '/samples/new', text: 'New sample', icon: 'plus-lg' },
    { href: '/samples/job', text: 'A job', icon: 'cpu' },
  ],
  routes: async () => addSampleRoutes,
}

type Sample = Readonly<{ id: string; title: string; state: string; year: number; at: string }>

export const hostile = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>'

const samples: readonly Sample[] = Array.from({ length: 120 }, (_, n) => ({
  id: `s${n}`,
  title:
    n === 3
      ? hostile
      : n === 4
        ? '=HYPERLINK("http://evil.example")'
        : `A sample of the ${n + 1}th kind, with a title of usual length`,
  state: ['new', 'done', 'failed'][n % 3] ?? 'new',
  year: 1990 + (n % 35),
  at: new Date(Date.UTC(2026, 10, 1 + (n % 20), n % 24)).toISOString(),
}))

const SampleQuery = tableQuery({
  sortable: ['title', 'year'],
  filters: { state: ['new', 'done', 'failed'] },
  limit: 25,
})
const SampleForm = z.object({
  title: z.string().trim().min(1).max(200),
  kind: z.enum(['a', 'b']),
  year: z.coerce.number().int().min(1500).max(2030),
  about: z.string().max(1000).optional(),
})

const columns = (page: Page): Column<Sample>[] => [
  {
    name: 'title',
    title: page.t('Title'),
    cell: ({ title }) => html`<a href="/samples/job">${title}</a>`,
    text: ({ title }) => title,
    isSortable: true,
    isHeading: true,
  },
  {
    name: 'state',
    title: page.t('State'),
    cell: ({ state }) =>
      html`<span class="state state-${state === 'done' ? 'good' : state === 'failed' ? 'bad' : 'idle'}">${state}</span>`,
    text: ({ state }) => state,
  },
  {
    name: 'year',
    title: page.t('Year'),
    cell: ({ year }) => year,
    text: ({ year }) => year,
    isSortable: true,
    isNumeric: true,
  },
  { name: 'at', title: page.t('Added'), cell: ({ at }) => time(page, at), text: ({ at }) => at },
  { name: 'note', title: page.t('Note'), cell: () => 'n', isHidden: true },
]

function matching(state: TableState): Sample[] {
  const found = samples.filter(
    ({ title, state: now }) =>
      title.includes(state.q) && (state.filters.state?.length === 0 || state.filters.state?.includes(now)),
  )
  const key = state.sort?.replace('-', '') as 'title' | 'year' | undefined
  if (key !== undefined) found.sort((a, b) => String(a[key]).localeCompare(String(b[key])))
  return state.sort?.startsWith('-') ? found.reverse() : found
}

function sampleTable(page: Page, state: TableState) {
  const found = matching(state)
  const rows = found.slice((state.page - 1) * state.limit, state.page * state.limit)
  return table(page, {
    name: 'samples',
    caption: page.t('Samples'),
    address: '/samples',
    state,
    columns: columns(page),
    rows,
    rowId: ({ id }) => id,
    paging: { pages: Math.ceil(found.length / state.limit) },
    total: found.length,
    searchHint: page.t('Words of the title'),
    filters: [
      {
        name: 'state',
        label: page.t('State'),
        options: ['new', 'done', 'failed'].map((value) => ({ value, text: value })),
      },
    ],
    empty: html`<p>${page.t('No samples yet.')}</p>`,
    csv: '/samples.csv',
    selectForm: 'bulk',
  })
}

const listPage = (page: Page, state: TableState): View => ({
  title: page.t('Samples'),
  body: html`<header class="page-head"><div><h1>${page.t('Samples')}</h1><p>${page.t('All there are, and what became of them.')}</p></div></header>
    <div class="figures"><a class="figure-card" href="/samples"><strong>1,204</strong><span>in all</span></a><div class="figure-card"><strong>87 %</strong><span>done</span></div><div class="figure-card"><strong>12</strong><span>failed today</span></div></div>
    ${sampleTable(page, state)}<form id="bulk"></form>`,
  api: '/api/v1/samples',
})

const formPage = (page: Page, state: FormState): View => ({
  title: page.t('New sample'),
  body: html`<h1>${page.t('New sample')}</h1>
    <div class="panel narrow">${form(page, { action: '/samples' }, [
      formMessage(state),
      textField(state, {
        name: 'title',
        label: page.t('Title'),
        required: true,
        help: page.t('At most 200 characters.'),
      }),
      selectField(state, {
        name: 'kind',
        label: page.t('Kind'),
        options: [
          { value: 'a', text: 'A' },
          { value: 'b', text: 'B' },
        ],
      }),
      textField(state, { name: 'year', label: page.t('Year'), type: 'number', value: 2026 }),
      areaField(state, { name: 'about', label: page.t('About it') }),
      checkField(state, { name: 'mail', label: page.t('Tell me by mail') }),
      formButtons(submitButton(page.t('Add it'), 'plus-lg')),
    ])}</div>`,
})

export const sampleJob: JobRow = {
  id: '0190-1',
  task: 'papers.import',
  input_json: '{}',
  state: 'running',
  priority: 0,
  run_at: '2026-11-21T03:00:00.000Z',
  unique_key: null,
  attempt: 1,
  max_attempts: 3,
  lease_epoch: 1,
  lease_until: null,
  worker_id: 'w',
  crash_count: 0,
  crash_progress: null,
  progress_value: 41_200,
  progress_total: 100_000,
  progress_step: 'Rows are read',
  progress_sentence: '312 rows have a problem',
  result_json: null,
  error_code: null,
  error_message: null,
  asked_by: 'ada',
  subject: null,
  request_id: null,
  retry_of: null,
  created_at: '2026-11-21T03:00:00.000Z',
  started_at: '2026-11-21T03:00:01.000Z',
  finished_at: null,
  cancel_requested_at: null,
  cancel_requested_by: null,
  handled_at: null,
}

function addSampleRoutes(web: Web): void {
  const config = { rule: 'house.read' } as const
  let looks = 0
  web.get('/samples', { schema: { querystring: SampleQuery }, config }, (request, reply) => {
    const page = pageOf(request)
    if (wantsFragment(request)) return sendFragment(reply, sampleTable(page, request.query))
    return sendPage(reply, listPage(page, request.query))
  })
  web.get('/samples.csv', { schema: { querystring: SampleQuery }, config }, (request, reply) =>
    sendLines(
      reply,
      { name: 'samples.csv', type: 'text/csv' },
      tableCsv(columns(pageOf(request)), matching(request.query)),
    ),
  )
  web.get('/samples/new', { config }, (request, reply) => sendPage(reply, formPage(pageOf(request), emptyForm)))
  web.post(
    '/samples',
    { schema: { body: SampleForm }, config: { ...config, form: (request, state) => formPage(pageOf(request), state) } },
    (request, reply) => {
      addNotice(reply, 'success', `“${request.body.title}” is there.`)
      return reply.redirect('/samples', 303)
    },
  )
  const shown = (job: JobRow) => ({
    job,
    title: 'Import a list',
    mayCancel: true,
    mayRetry: true,
    usually: { fromMs: 240_000, toMs: 360_000, runs: 23 },
  })
  web.get('/samples/job', { config }, (request, reply) => {
    const page = pageOf(request)
    const failed: JobRow = {
      ...sampleJob,
      id: '0190-2',
      state: 'failed',
      error_code: 'papers.not-text',
      error_message: 'The file is a PDF, not a list.',
      finished_at: '2026-11-21T03:00:09.000Z',
    }
    const waiting: JobRow = { ...sampleJob, id: '0190-3', state: 'queued', started_at: null, progress_value: null }
    return sendPage(reply, {
      title: 'Jobs',
      body: html`<h1>Jobs</h1>${jobCard(page, shown(sampleJob))}${jobCard(page, shown(failed))}${jobCard(page, { ...shown(waiting), waiting: { before: 2, isHeld: false, workers: 1 } })}`,
    })
  })
  web.get(jobLinks.card(':id'), { config }, (request, reply) => {
    looks++
    const job: JobRow = {
      ...sampleJob,
      id: String((request.params as { id: string }).id),
      progress_value: 41_200 + (looks > 1 ? 1_000 : 0),
    }
    return sendFragment(reply, jobCard(pageOf(request), shown(isFinal(job.state) ? sampleJob : job)))
  })
}
