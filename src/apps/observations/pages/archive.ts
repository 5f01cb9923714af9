import { number, time } from '../../../platform/web/dates.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { Named } from '../people.ts'
import type { ApprovedRow } from '../queries/archive.ts'
import type { Revision } from '../queries/revisions.ts'
import { revisionKey } from '../signoff/approval.ts'
import { parts } from '../signoff/signoff.ts'
import { labelledCell } from './cells.ts'
import { kindWord } from './words.ts'

type Names = ReadonlyMap<string, Named>

export const approvedPage = (page: Page, approved: readonly ApprovedRow[], names: Names): View => ({
  title: page.t('Approved observations'),
  styles: ['observations/desk.css'],
  api: links.api.approved(),
  body: html`<header class="page-head"><div><h1>${page.t('Approved observations')}</h1><p>${page.t('Ready for flight; the last approved first.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-sm btn-outline-secondary" href="${links.approvedCalendar()}">${icon('calendar-plus')} ${page.t('Calendar file')}</a>
      <a class="btn btn-sm btn-outline-secondary" href="${links.approvedCsv()}">${icon('download')} CSV</a></div></header>
    ${approved.length === 0 ? html`<p class="empty">${icon('inbox')} ${page.t('Nothing is approved yet.')}</p>` : approvedTable(page, approved, names)}`,
})

const approvedTable = (
  page: Page,
  approved: readonly ApprovedRow[],
  names: Names,
): Html => html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Approved observations')}</caption>
  <thead><tr><th scope="col">${page.t('ObsID')}</th><th scope="col">${page.t('Sequence Number')}</th><th scope="col">${page.t('Revision')}</th><th scope="col">${page.t('Approved')}</th></tr></thead>
  <tbody>${approved.map((row) => {
    const key = revisionKey(row.obsid, row.revision_number)
    return html`<tr><th scope="row"><a href="${links.ocat(row.obsid)}">${row.obsid}</a></th><td data-label="${page.t('Sequence Number')}">${row.sequence_number ?? '–'}</td><td data-label="${page.t('Revision')}"><a href="${links.revision(key)}">${key}</a></td>${labelledCell(page.t('Approved'), html`${time(page, row.submitted_at)}, ${names.get(row.submitted_by)?.name ?? '?'}`)}</tr>`
  })}</tbody></table></div>`

export const monthsPage = (page: Page, months: readonly Readonly<{ month: string; count: number }>[]): View => ({
  title: page.t('Revisions by month'),
  body: html`<header class="page-head"><div><h1>${page.t('Revisions by month')}</h1></div></header>
    ${months.length === 0 ? html`<p class="empty">${icon('inbox')} ${page.t('There are no revisions yet.')}</p>` : html`<ul class="panel list-unstyled">${months.map(({ month, count }) => html`<li><a href="${links.month(month)}">${month}</a> <span class="quiet">${number(page, count)}</span></li>`)}</ul>`}`,
})

export const monthPage = (page: Page, month: string, revisions: readonly Revision[], names: Names): View => ({
  title: page.t('Revisions of {{month}}', { month }),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Revisions of {{month}}', { month })}</h1></div></header>
    ${
      revisions.length === 0
        ? html`<p class="empty">${page.t('There are none in this month.')}</p>`
        : html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${month}</caption>
      <thead><tr><th scope="col">${page.t('OBSID.revision')}</th><th scope="col">${page.t('Kind')}</th><th scope="col">${page.t('Submitted')}</th><th scope="col">${page.t('Sign-off')}</th></tr></thead>
      <tbody>${revisions.map((revision) => monthRow(page, revision, names))}</tbody></table></div>`
    }
    <p><a href="${links.months()}">${icon('arrow-left')} ${page.t('All months')}</a></p>`,
})

function monthRow(page: Page, revision: Revision, names: Names): Html {
  const key = revisionKey(revision.obsid, revision.revision_number)
  const isOpen = parts.some((part) => revision.cells[part].status === 'Pending')
  return html`<tr><th scope="row"><a href="${links.revision(key)}">${key}</a></th><td data-label="${page.t('Kind')}">${kindWord(page, revision.kind)}</td>${labelledCell(page.t('Submitted'), html`${time(page, revision.submitted_at)}, ${names.get(revision.submitted_by)?.name ?? '?'}`)}<td data-label="${page.t('Sign-off')}">${isOpen ? page.t('open') : page.t('closed')}</td></tr>`
}
