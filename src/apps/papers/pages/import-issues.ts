import { number } from '../../../platform/web/dates.ts'
import { attributes, type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { type StateLook, stateBadge } from '../../../platform/web/state-badge.ts'
import { meaningOf } from '../importing/import-issues.ts'
import { links } from '../links.ts'
import type { ImportIssueRow } from '../tables.ts'
import type { ShownImport } from './import.ts'
import { dash } from './paper-parts.ts'

const severities: Readonly<Record<ImportIssueRow['severity'], StateLook>> = {
  error: { word: 'Left out', icon: 'x-octagon', tone: 'bad' },
  warning: { word: 'Remark', icon: 'exclamation-triangle', tone: 'warn' },
  info: { word: 'Repeated', icon: 'files', tone: 'idle' },
}

/** What there is to say about rows: how often, the first of them, and files with all of them. */
export function issuesPart(page: Page, it: ShownImport): Html {
  const { list, issueCounts, issues } = it
  if (issueCounts.length === 0) return nothing
  return html`<section class="panel" id="issues"><div class="page-head"><h2>${page.t('What there is to say about rows')}</h2>
    <div class="page-head-actions">
      <a class="btn btn-sm btn-outline-secondary" href="${links.importPart(list.id, 'issues.csv')}" download>${icon('download')} ${page.t('All of it (CSV)')}</a>
      ${list.errors > 0 && html`<a class="btn btn-sm btn-outline-secondary" href="${links.importPart(list.id, 'rejected.csv')}" download>${icon('download')} ${page.t('Rows left out')}</a>`}
    </div></div>
    ${filterLinks(page, it)}
    <div class="table-responsive"><table class="table align-middle issue-table">
      <caption class="visually-hidden">${page.t('What there is to say about rows')}</caption>
      <thead><tr><th scope="col" class="number">${page.t('Row')}</th><th scope="col">${page.t('What')}</th><th scope="col">${page.t('Column')}</th><th scope="col">${page.t('Value')}</th><th scope="col">${page.t('About it')}</th></tr></thead>
      <tbody>${issues.map((issue) => issueRow(page, issue))}</tbody></table></div>
    ${issues.length >= 50 && html`<p class="quiet">${page.t('The first 50; the file has all of them.')}</p>`}</section>`
}

function filterLinks(page: Page, { list, issueCounts, chosen }: ShownImport): Html {
  const own = links.import(list.id)
  const chip = (href: string, text: string, isChosen: boolean): Html =>
    html`<li><a class="chip" href="${href}#issues"${attributes({ 'aria-current': isChosen ? 'true' : undefined })}>${text}</a></li>`
  return html`<ul class="chips">${chip(own, page.t('All'), chosen.severity === '' && chosen.code === '')}
    ${issueCounts.map(({ severity, code, count }) => chip(`${own}?code=${encodeURIComponent(code)}`, `${page.t(severities[severity].word)}: ${code.replaceAll('_', ' ')} (${number(page, count)})`, chosen.code === code))}</ul>`
}

function issueRow(page: Page, issue: ImportIssueRow): Html {
  const remedy = meaningOf(issue.code)?.remedy
  const paper = issue.paper_id !== null && html` <a href="${links.paper(issue.paper_id)}">${page.t('the paper')}</a>`
  return html`<tr><td class="number" data-label="${page.t('Row')}">${number(page, issue.row_number)}</td>
    <td data-label="${page.t('What')}">${stateBadge(page, severities[issue.severity])}</td>
    <td data-label="${page.t('Column')}">${issue.column_name ?? dash}</td>
    <td data-label="${page.t('Value')}" class="value">${issue.value || dash}</td>
    <td data-label="${page.t('About it')}">${page.house.languages.translateKnown(page.language, issue.message)}${paper} ${remedy && html`<span class="quiet d-block">${page.house.languages.translateKnown(page.language, remedy)}</span>`}</td></tr>`
}
