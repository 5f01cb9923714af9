import { ago, time } from '../../web/dates.ts'
import {
  actionButton,
  areaField,
  checkField,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html, safeUrl } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { countryName } from '../countries.ts'
import { links } from '../links.ts'
import type { RegistrationMode } from '../settings.ts'
import type { RegistrationRow } from '../tables.ts'
import { peopleTabs } from './people-tabs.ts'
import { countryField } from './profile-fields.ts'

export type RegistrationsValues = Readonly<{
  mode: RegistrationMode
  waiting: readonly RegistrationRow[]
  confirming: readonly RegistrationRow[]
  refused: readonly RegistrationRow[]
}>

/** Who asked for an account and has none yet. */
export const registrationsPage = (page: Page, { mode, waiting, confirming, refused }: RegistrationsValues): View => ({
  title: page.t('Registrations'),
  body: html`<header class="page-head"><div><h1>${page.t('Registrations')}</h1><p>${modeWords(page, mode)}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="/admin/settings/accounts.registration">${icon('sliders')} ${page.t('Who may register')}</a></div></header>
    ${peopleTabs(page)}
    <section class="panel"><h2>${page.t('Waiting for a decision')}</h2>
      ${waiting.length === 0 ? html`<p class="empty">${page.t('Nobody waits. Who registers with an address that no list knows appears here.')}</p>` : list(page, waiting, waitingActions)}</section>
    <section class="panel"><h2>${page.t('Waiting for their confirmation')}</h2>
      ${confirming.length === 0 ? html`<p class="empty">${page.t('Nobody: everyone who got a link has used it.')}</p>` : list(page, confirming, resendAction)}</section>
    ${refused.length > 0 && html`<section class="panel"><h2>${page.t('Declined')}</h2>${list(page, refused, waitingActions)}</section>`}`,
})

function modeWords(page: Page, mode: RegistrationMode): string {
  const words: Readonly<Record<RegistrationMode, string>> = {
    academic: page.t('People with an academic address register by themselves; others wait here.'),
    open: page.t('Everybody can register by themselves.'),
    invitation: page.t('Only who is invited can register.'),
    closed: page.t('Nobody can register.'),
  }
  return words[mode]
}

const list = (
  page: Page,
  rows: readonly RegistrationRow[],
  actions: (page: Page, row: RegistrationRow) => Html,
): Html =>
  html`<div class="table-part"><table class="table align-middle">
    <thead><tr>${[page.t('Name'), page.t('E-mail address'), page.t('Institution'), page.t('Since')].map((title) => html`<th scope="col">${title}</th>`)}<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${rows.map(
      (row) => html`<tr id="registration-${row.id}">
        <th scope="row">${row.name}</th>
        <td data-label="${page.t('E-mail address')}">${row.email}</td>
        <td data-label="${page.t('Institution')}">${row.affiliation ?? '–'}</td>
        <td data-label="${page.t('Since')}">${ago(page, row.created_at)}</td>
        <td class="text-end">${actions(page, row)}</td></tr>`,
    )}</tbody></table></div>`

const waitingActions = (page: Page, { id }: RegistrationRow): Html =>
  html`<a class="btn btn-sm btn-outline-secondary" href="${links.registration(id)}">${icon('eye')} ${page.t('Look')}</a>`

const resendAction = (page: Page, { id }: RegistrationRow): Html =>
  actionButton(page, { action: links.resend(id), text: page.t('Send the link again'), icon: 'envelope' })

/** The two forms of one request, each with what was typed into it. */
export type RegistrationStates = Readonly<{ accept: FormState; refuse: FormState }>

/** One request, and what can be done about it. */
export const registrationPage = (page: Page, row: RegistrationRow, states: RegistrationStates): View => ({
  title: row.name,
  body: html`<header class="page-head"><div><h1>${row.name}</h1><p><a href="${links.registrations()}">${page.t('Registrations')}</a></p></div></header>
    <div class="panel">${applicant(page, row)}</div>
    ${row.state === 'waiting' ? decisionForms(page, row, states) : outcome(page, row)}`,
})

/** What somebody said of themselves. */
export const applicant = (page: Page, row: RegistrationRow): Html => html`<dl class="facts">
    <dt>${page.t('Name')}</dt><dd>${row.title} ${row.name}</dd>
    <dt>${page.t('E-mail address')}</dt><dd>${row.email}</dd>
    <dt>${page.t('Institution')}</dt><dd>${row.affiliation ?? '–'}</dd>
    <dt>${page.t('Country')}</dt><dd>${row.country === null ? '–' : countryName(row.country, page.language)}</dd>
    ${row.proof !== null && html`<dt>${page.t('Page')}</dt><dd><a href="${safeUrl(row.proof)}" rel="noopener noreferrer nofollow" target="_blank">${row.proof}</a></dd>`}
    ${row.reason !== null && html`<dt>${page.t('Why')}</dt><dd>${row.reason}</dd>`}
    ${row.voucher_email !== null && html`<dt>${page.t('Names as acquaintance')}</dt><dd>${row.voucher_email}</dd>`}
    <dt>${page.t('Asked on')}</dt><dd>${time(page, row.created_at)}</dd>
  </dl>`

function outcome(page: Page, row: RegistrationRow): Html {
  if (row.state !== 'refused')
    return html`<p>${page.t('The link was sent; the account is there when it is followed.')}</p>`
  return html`<div class="panel"><p>${page.t('Declined, with these words:')}</p><blockquote>${row.decision}</blockquote></div>`
}

const decisionForms = (page: Page, row: RegistrationRow, { accept, refuse }: RegistrationStates): Html => html`
  <section class="panel narrow"><h2>${page.t('Let them in')}</h2>${form(page, { action: links.accept(row.id) }, [
    formMessage(accept),
    checkField(accept, {
      name: 'withDomain',
      label: page.t('Accept the domain too'),
      help: page.t(
        'Everybody with such an address can register from now on, and who waits with one is let in as well.',
      ),
    }),
    textField(accept, {
      name: 'domain',
      label: page.t('Domain'),
      value: row.domain,
      help: page.t('That of the address, or one above it.'),
      attributes: { maxlength: 253, autocomplete: 'off' },
    }),
    textField(accept, {
      name: 'institution',
      label: page.t('Institution'),
      value: row.affiliation,
      attributes: { maxlength: 200, autocomplete: 'off' },
    }),
    countryField(
      page,
      'country' in accept.values ? accept : { ...accept, values: { ...accept.values, country: row.country } },
    ),
    formButtons(submitButton(page.t('Let them in'), 'person-check')),
  ])}</section>
  <section class="panel narrow"><h2>${page.t('Decline')}</h2>${form(page, { action: links.refuse(row.id) }, [
    formMessage(refuse),
    areaField(refuse, {
      name: 'reason',
      label: page.t('Reason'),
      required: true,
      rows: 3,
      help: page.t('They read it in a letter.'),
      attributes: { maxlength: 2_000 },
    }),
    formButtons(submitButton(page.t('Decline'), 'x-circle')),
  ])}</section>`
