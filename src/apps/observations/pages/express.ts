import { type FormState, form, formButtons, formMessage, submitButton, textField } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import type { Blocking, Candidate, Notable } from '../approving.ts'
import { links } from '../links.ts'
import { labelledCell } from './cells.ts'

/** Approval of many observations at once. */
export const expressPage = (page: Page, state: FormState): View => ({
  title: page.t('Express approval'),
  body: html`<header class="page-head"><div><h1>${page.t('Express approval')}</h1>
      <p>${page.t('Observations that need no change are approved together. The next page shows which of them can be.')}</p></div></header>
    <section class="panel narrow">${form(page, { action: links.express() }, [
      formMessage(state),
      textField(state, {
        name: 'obsids',
        label: page.t('Obsids'),
        help: page.t('Such as 12345, 12347-12349: single ones and ranges, at most 500.'),
        required: true,
        attributes: { autocomplete: 'off' },
      }),
      formButtons(submitButton(page.t('Submit'), 'arrow-right')),
    ])}</section>`,
})

export const expressConfirmPage = (page: Page, candidates: readonly Candidate[]): View => {
  const approvable = candidates.filter(({ blocking }) => blocking === undefined)
  return {
    title: page.t('Express approval'),
    styles: ['observations/desk.css'],
    body: html`<header class="page-head"><div><h1>${page.t('Express approval')}</h1>
        <p>${page.t('{{count}} observations will be approved.', { count: approvable.length })}</p></div></header>
      ${buttons(page, approvable.length)}
      <div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Observations')}</caption>
        <thead><tr><th scope="col">${page.t('ObsID')}</th><th scope="col">${page.t('Prop ID')}</th><th scope="col">${page.t('Sequence Number')}</th><th scope="col">${page.t('Title')}</th><th scope="col">${page.t('Target')}</th><th scope="col">${page.t('PI')}</th><th scope="col">${page.t('Note')}</th></tr></thead>
        <tbody>${candidates.map((one) => row(page, one))}</tbody></table></div>
      ${buttons(page, approvable.length)}`,
  }
}

function row(page: Page, { obsid, basic, blocking, notable }: Candidate): Html {
  const kind = blocking ? 'desk-blocked' : notable.length > 0 ? 'desk-notable' : undefined
  const notes = [
    ...(blocking ? [`${page.t('Not approved')}: ${blockingWord(page, blocking, basic?.status ?? '')}`] : []),
    ...notable.map((one) => notableWord(page, one)),
  ]
  return html`<tr${attributes({ class: kind })}><th scope="row"><a href="${links.ocat(obsid)}">${obsid}</a></th>
    <td data-label="${page.t('Prop ID')}">${basic?.proposal_number ?? '–'}</td><td data-label="${page.t('Sequence Number')}">${basic?.seq_nbr ?? '–'}</td>
    <td data-label="${page.t('Title')}">${basic?.proposal_title ?? '–'}</td><td data-label="${page.t('Target')}">${basic?.targname ?? '–'}</td><td data-label="${page.t('PI')}">${basic?.pi_name ?? '–'}</td>
    ${labelledCell(page.t('Note'), html`${notes.map((note) => html`<div>${note}</div>`)}`)}</tr>`
}

function blockingWord(page: Page, blocking: Blocking, status: string): string {
  const words: Readonly<Record<Blocking, string>> = {
    unknown: page.t('Not in Ocat'),
    approved: page.t('Already Approved'),
    closed: page.t('Status: {{status}}', { status }),
    'no-si-mode': page.t('No SI mode'),
  }
  return words[blocking]
}

function notableWord(page: Page, notable: Notable): string {
  const words: Readonly<Record<Notable, string>> = {
    'open-revisions': page.t('Multiple Open Revisions'),
    'submitted-by-another': page.t('Last submitted by somebody else'),
  }
  return words[notable]
}

const buttons = (page: Page, count: number): Html =>
  form(page, { action: links.expressConfirm() }, [
    formButtons(html`<a class="btn btn-outline-secondary" href="${links.express()}">${icon('arrow-left')} ${page.t('Previous Page')}</a>
      ${count > 0 && html`<button type="submit" class="btn btn-primary">${icon('check-lg')} ${page.t('Finalize')}</button>`}`),
  ])
