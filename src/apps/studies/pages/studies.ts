import { can } from '../../../platform/accounts/permissions.ts'
import { bytes, number, time } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { ListedStudy } from '../queries/studies.ts'
import type { Quotas } from '../quotas.ts'

type ShownStudies = Readonly<{
  studies: readonly ListedStudy[]
  /** Names of owners by their id. */
  owners: ReadonlyMap<string, string>
  quotas: Quotas
}>

/** Everything that somebody may look at, the latest first. */
export const studiesPage = (page: Page, shown: ShownStudies): View => ({
  title: page.t('Studies'),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Studies')}</h1>
      <p>${page.t('Data, what was computed from them, and how: kept together, shared with whom you like.')}</p></div>
      <div class="page-head-actions">${mayEdit(page) && html`<a class="btn btn-primary" href="${links.create()}" id="new-study">${icon('plus-lg')} ${page.t('New study')}</a>`}
      <a class="btn btn-outline-secondary" href="${links.bin()}">${icon('trash3')} ${page.t('Bin')}</a></div></header>
    ${mayEdit(page) && quotaFigures(page, shown.quotas)}
    ${shown.studies.length === 0 ? nothingYet(page) : table(page, shown)}`,
  api: '/api/v1/studies',
})

/** What lies in the bin, and when it goes. */
export const binPage = (page: Page, studies: readonly ListedStudy[], binDays: number): View => ({
  title: page.t('Bin'),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Bin')}</h1>
      <p>${page.t('A study stays here for {{count}} days, and counts against your storage until then.', { count: binDays })}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.list()}">${icon('arrow-left')} ${page.t('All studies')}</a></div></header>
    ${studies.length === 0 && html`<div class="empty">${icon('trash3')}<p>${page.t('The bin is empty.')}</p></div>`}
    ${studies.map(
      (study) => html`<section class="panel bin-item"><div><h2>${study.title}</h2>
      <p class="quiet">${page.t('{{count}} files', { count: study.files })} · ${bytes(page, study.bytes)} ·
        ${page.t('Removed for good on')} ${time(page, removedAt(study.binned_at, binDays))}</p></div>
      <div>${actionButton(page, { action: links.restore(study.id), text: page.t('Take it back'), icon: 'arrow-counterclockwise' })}
      ${actionButton(page, {
        action: links.remove(study.id),
        text: page.t('Remove now'),
        icon: 'x-lg',
        kind: 'outline-danger',
        confirm: page.t('Remove “{{title}}” for good, with its files and results?', { title: study.title }),
      })}</div></section>`,
    )}`,
})

const mayEdit = (page: Page): boolean => can(page.person, 'studies.edit')

const removedAt = (binnedAt: string | null, days: number): string =>
  new Date(Date.parse(binnedAt ?? '') + days * 24 * 3_600_000).toISOString()

/** How much somebody has of what they may have; said before it hurts. */
export const quotaFigures = (page: Page, { used, most }: Quotas): Html => html`<div class="figures" id="quotas">
    ${quota(page, page.t('studies'), used.studies, most.studies, number(page, used.studies), number(page, most.studies))}
    ${quota(page, page.t('analyses'), used.analyses, most.analyses, number(page, used.analyses), number(page, most.analyses))}
    <a class="figure-card" href="${links.storage()}"><strong>${number(page, used.running)}</strong>
    <span>${page.t('running or waiting; {{most}} run at once', { most: most.running })}</span></a>
    ${quota(page, page.t('of storage'), used.bytes, most.bytes, bytes(page, used.bytes), bytes(page, most.bytes))}
  </div>`

const quota = (page: Page, what: string, used: number, most: number, is: string, may: string): Html => {
  const isShort = most > 0 && used >= 0.9 * most
  return html`<a class="figure-card" href="${links.storage()}"><strong>${is}</strong>
    <span>${page.t('of {{most}}', { most: may })} ${what}</span>
    ${isShort && html`<span class="state state-warn">${icon('exclamation-triangle')} ${page.t('nearly all')}</span>`}</a>`
}

const nothingYet = (page: Page): Html => html`<div class="empty">${icon('folder2-open')}
    <p>${page.t('No studies yet. A study holds the data of one question: upload a measured curve and some structures, run an analysis on them, and find plots, tables and everything for the paper.')}</p>
    ${mayEdit(page) && actionButton(page, { action: links.sample(), text: page.t('Try with sample data'), icon: 'magic' })}</div>`

const table = (
  page: Page,
  { studies, owners }: ShownStudies,
): Html => html`<div class="table-part"><div class="table-responsive"><table class="table" id="studies">
    <thead><tr><th scope="col">${page.t('Study')}</th><th scope="col">${page.t('Owner')}</th><th scope="col" class="number">${page.t('Files')}</th>
      <th scope="col" class="number">${page.t('Analyses')}</th><th scope="col">${page.t('Changed')}</th></tr></thead>
    <tbody>${studies.map(
      (study) => html`<tr><th scope="row"><a href="${links.study(study.id)}">${study.title}</a>
        ${study.is_sample === 1 && html`<span class="state">${page.t('sample')}</span>`}</th>
      <td>${study.owner_id === page.person?.id ? page.t('you') : (owners.get(study.owner_id) ?? '')}</td>
      <td class="number">${number(page, study.files)} <small class="quiet">${bytes(page, study.bytes)}</small></td>
      <td class="number">${number(page, study.analyses)}${study.active > 0 && html` <span class="state state-busy">${icon('arrow-repeat')} ${page.t('{{count}} active', { count: study.active })}</span>`}</td>
      <td>${time(page, study.updated_at)}</td></tr>`,
    )}</tbody></table></div></div>`
