import { form, submitButton } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { AnalysisRow } from '../tables.ts'

/** Lines are numbered from 1. */
type FoundLines = Readonly<{
  lines: readonly Readonly<{ number: number; text: string }>[]
  found: number
  total: number
}>

const mostShown = 500

/** The last lines of a log in which some words stand, in any case; all of it without words. */
export function findLines(log: string, words: string): FoundLines {
  const all = log.trimEnd() === '' ? [] : log.trimEnd().split('\n')
  const wanted = words.trim().toLowerCase()
  const found = all
    .map((text, at) => ({ number: at + 1, text }))
    .filter(({ text }) => text.toLowerCase().includes(wanted))
  return { lines: found.slice(-mostShown), found: found.length, total: all.length }
}

/** Looks through all lines, however many the page beside shows. */
export const logSearch = (page: Page, analysisId: string, words = ''): Html =>
  form(
    page,
    {
      action: links.logLines(analysisId),
      method: 'get',
      class: 'log-search',
      hx: { target: '#log-lines', swap: 'outerMorph' },
    },
    html`<label class="visually-hidden" for="log-words">${page.t('Find in the log')}</label>
      <input class="form-control form-control-sm"${attributes({ type: 'search', id: 'log-words', name: 'q', value: words, maxlength: 200, placeholder: page.t('Find in the log') })}>
      ${submitButton(page.t('Find'), 'search')}`,
  )

export const logLines = (page: Page, { lines, found, total }: FoundLines): Html =>
  html`<div id="log-lines" role="status">
    <p class="quiet">${page.t('{{found}} of {{total}} lines.', { found, total })}${found > lines.length && html` ${page.t('The last {{count}} of them:', { count: lines.length })}`}</p>
    ${lines.length > 0 && html`<pre class="analysis-log" tabindex="0" aria-label="${page.t('Log')}">${lines.map(({ number, text }) => `${String(number).padStart(6)}  ${text}\n`)}</pre>`}</div>`

/** The same as a page of its own. */
export const logPage = (page: Page, analysis: AnalysisRow, words: string, found: FoundLines): View => ({
  title: page.t('Log of “{{title}}”', { title: analysis.title }),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Log of “{{title}}”', { title: analysis.title })}</h1></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.analysis(analysis.id)}">${icon('arrow-left')} ${page.t('Back to the analysis')}</a>
      <a class="btn btn-outline-secondary" href="${links.log(analysis.id)}" download>${icon('download')} ${page.t('The whole log')}</a></div></header>
    <section class="panel">${logSearch(page, analysis.id, words)}${logLines(page, found)}</section>`,
})
