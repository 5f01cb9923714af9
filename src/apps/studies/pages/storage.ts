import { bytes } from '../../../platform/web/dates.ts'
import { areaField, type FormState, form, formButtons, formMessage, submitButton } from '../../../platform/web/forms.ts'
import { html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { StudyBytes } from '../queries/quotas.ts'
import type { Quotas } from '../quotas.ts'
import { quotaFigures } from './studies.ts'

/** What takes room, the largest first, and how to ask for more. */
export const storagePage = (page: Page, quotas: Quotas, studies: readonly StudyBytes[], state: FormState): View => ({
  title: page.t('Storage'),
  styles: ['studies/studies.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Storage')}</h1>
      <p>${page.t('Files and results of your studies, those in the bin included. Sample data count for nothing.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.bin()}">${icon('trash3')} ${page.t('Bin')}</a></div></header>
    ${quotaFigures(page, quotas)}
    ${studies.length === 0 && html`<p class="quiet">${page.t('You have no studies.')}</p>`}
    ${
      studies.length > 0 &&
      html`<div class="table-part"><div class="table-responsive"><table class="table"><thead><tr><th scope="col">${page.t('Study')}</th>
      <th scope="col" class="number">${page.t('Files')}</th><th scope="col" class="number">${page.t('Results')}</th><th scope="col" class="number">${page.t('Together')}</th></tr></thead>
      <tbody>${studies.map(
        (
          one,
        ) => html`<tr><th scope="row"><a href="${one.binned_at === null ? links.study(one.id) : links.bin()}">${one.title}</a>
        ${one.binned_at !== null && html`<span class="state">${page.t('in the bin')}</span>`} ${one.is_sample === 1 && html`<span class="state">${page.t('sample')}</span>`}</th>
        <td class="number">${bytes(page, one.file_bytes)}</td><td class="number">${bytes(page, one.result_bytes)}</td><td class="number">${bytes(page, one.file_bytes + one.result_bytes)}</td></tr>`,
      )}</tbody></table></div></div>`
    }
    <section class="panel"><h2>${page.t('Ask for more')}</h2>
      ${quotas.wish !== null && html`<p class="alert alert-info">${icon('hourglass-split')} ${page.t('You asked: “{{wish}}”. An administrator has not answered yet.', { wish: quotas.wish })}</p>`}
      ${form(page, { action: links.askForMore() }, [
        formMessage(state),
        areaField(state, { name: 'wish', label: page.t('What you need, and for what'), required: true, rows: 3 }),
        formButtons(submitButton(page.t('Send'), 'send')),
      ])}</section>`,
})
