import { ago, time } from '../../web/dates.ts'
import {
  actionButton,
  areaField,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
} from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import { invitationDays } from '../registration-schemas.ts'
import type { InvitationRow } from '../tables.ts'
import { roleOptions } from './account.ts'
import { peopleTabs } from './people-tabs.ts'
import { emailField } from './profile-fields.ts'

/** Who was asked in, and a form to ask somebody. */
export const invitationsPage = (page: Page, state: FormState, rows: readonly InvitationRow[]): View => ({
  title: page.t('Invitations'),
  body: html`<header class="page-head"><div><h1>${page.t('Invitations')}</h1><p>${page.t('Who is invited gets a link by mail and needs no academic address.')}</p></div></header>
    ${peopleTabs(page)}
    <section class="panel narrow"><h2>${page.t('Invite somebody')}</h2>${form(page, { action: links.invitations() }, [
      formMessage(state),
      emailField(page, state, 'off'),
      selectField(state, { name: 'role', label: page.t('Role'), value: 'member', options: roleOptions(page) }),
      areaField(state, {
        name: 'message',
        label: page.t('A word to them (optional)'),
        rows: 3,
        attributes: { maxlength: 2_000 },
      }),
      selectField(state, {
        name: 'days',
        label: page.t('Good for'),
        value: '7',
        options: invitationDays.map((value) => ({ value, text: page.t('{{count}} days', { count: Number(value) }) })),
      }),
      formButtons(submitButton(page.t('Invite'), 'envelope')),
    ])}</section>
    <section class="panel"><h2>${page.t('Invited')}</h2>
      ${rows.length === 0 ? html`<p class="empty">${page.t('Nobody is invited.')}</p>` : list(page, rows)}</section>`,
})

const list = (
  page: Page,
  rows: readonly InvitationRow[],
): Html => html`<div class="table-part"><table class="table align-middle">
    <thead><tr>${[page.t('E-mail address'), page.t('Role'), page.t('Since'), page.t('State')].map((title) => html`<th scope="col">${title}</th>`)}<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${rows.map((row) => invitationRow(page, row))}</tbody></table></div>`

const invitationRow = (page: Page, row: InvitationRow): Html => html`<tr id="invitation-${row.id}">
    <th scope="row">${row.email}</th>
    <td data-label="${page.t('Role')}">${roleOptions(page).find(({ value }) => value === row.role)?.text}</td>
    <td data-label="${page.t('Since')}">${ago(page, row.created_at)}</td>
    <td data-label="${page.t('State')}">${state(page, row)}</td>
    <td class="text-end">${row.used_at === null && actionButton(page, { action: links.withdraw(row.id), text: page.t('Withdraw'), icon: 'x-circle' })}</td>
  </tr>`

function state(page: Page, { used_at, expires_at }: InvitationRow): Html {
  if (used_at !== null) return html`${page.t('accepted')} ${ago(page, used_at)}`
  if (expires_at <= page.now) return html`<span class="badge text-bg-secondary">${page.t('expired')}</span>`
  return html`${page.t('good until')} ${time(page, expires_at, 'day')}`
}
