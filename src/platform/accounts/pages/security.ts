import { ago, time } from '../../web/dates.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Content, type Html, html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import { passkeyScript } from '../passkeys/pages.ts'
import type { Person } from '../person.ts'
import type { SessionRow } from '../tables.ts'
import { browserName } from './browser-name.ts'
import { accountTabs } from './people-tabs.ts'
import { emailField, newPasswordField } from './profile-fields.ts'

export type SecurityValues = Readonly<{
  sessions: readonly SessionRow[]
  /** The session of this visit; undefined where an API token asks. */
  currentId: string | undefined
  hasPassword: boolean
  /** More ways to sign in, each a section of its own. */
  more?: Content
}>

/** Each form of the page with what was typed into it. */
export type SecurityStates = Readonly<{ password: FormState; address: FormState }>

/** How one signs in, and where one is signed in now. */
export const securityPage = (page: Page, person: Person, states: SecurityStates, values: SecurityValues): View => ({
  title: page.t('Signing in'),
  scripts: [passkeyScript],
  body: html`
    <h1>${page.t('Signing in')}</h1>
    ${accountTabs(page)}
    ${sessionsSection(page, values)}
    ${passwordSection(page, states.password, values.hasPassword)}
    ${addressSection(page, states.address, person)}
    ${values.more}`,
})

const passwordSection = (
  page: Page,
  state: FormState,
  hasPassword: boolean,
): Html => html`<section class="panel narrow" id="password">
    <h2>${page.t('Password')}</h2>
    ${hasPassword ? passwordForm(page, state) : html`<p>${page.t('You have no password.')} <a href="${links.forgotten()}">${page.t('Get one by mail')}</a></p>`}
  </section>`

const passwordForm = (page: Page, state: FormState): Html =>
  form(page, { action: links.password() }, [
    formMessage(state),
    textField(state, {
      name: 'current',
      label: page.t('The password that you have'),
      type: 'password',
      required: true,
      attributes: { autocomplete: 'current-password', maxlength: 1_024 },
    }),
    newPasswordField(page, state, page.t('New password')),
    html`<p class="form-text">${page.t('You are signed out everywhere else, and get a letter.')}</p>`,
    formButtons(submitButton(page.t('Change the password'), 'key')),
  ])

const addressSection = (
  page: Page,
  state: FormState,
  person: Person,
): Html => html`<section class="panel narrow" id="address">
    <h2>${page.t('E-mail address')}</h2>
    <p>${page.t('It is {{email}} now.', { email: person.email })}</p>
    ${form(page, { action: links.address() }, [
      formMessage(state),
      emailField(page, state, 'email', {
        label: page.t('New address'),
        help: page.t('A link goes there; until you follow it, the old address counts.'),
      }),
      formButtons(submitButton(page.t('Send the link'), 'envelope')),
    ])}
  </section>`

const sessionsSection = (page: Page, { sessions, currentId }: SecurityValues): Html => html`<section class="panel">
    <h2>${page.t('Where you are signed in')}</h2>
    ${sessions.length === 0 ? html`<p class="empty">${page.t('Nowhere: you came with an API token.')}</p>` : sessionTable(page, sessions, currentId)}
    ${sessions.some((session) => session.id !== currentId) && endOthers(page)}
  </section>`

const sessionTable = (page: Page, sessions: readonly SessionRow[], currentId: string | undefined): Html =>
  html`<div class="table-responsive"><table class="table align-middle">
    <thead><tr>
      <th scope="col">${page.t('Browser')}</th><th scope="col">${page.t('Address')}</th>
      <th scope="col">${page.t('Signed in')}</th><th scope="col">${page.t('Last used')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th>
    </tr></thead>
    <tbody>${sessions.map((session) => sessionRow(page, session, session.id === currentId))}</tbody>
  </table></div>`

const sessionRow = (page: Page, session: SessionRow, isCurrent: boolean): Html => html`<tr id="session-${session.id}">
    <td>${browserName(session.user_agent) ?? page.t('Unknown')} ${isCurrent && html`<span class="badge text-bg-success">${page.t('here')}</span>`}</td>
    <td>${session.ip_address ?? '–'}</td>
    <td>${time(page, session.created_at)}</td>
    <td>${ago(page, session.updated_at)}</td>
    <td class="text-end">${actionButton(page, { action: links.endSession(session.id), text: page.t('End it'), icon: 'x-circle' })}</td>
  </tr>`

const endOthers = (page: Page): Html =>
  actionButton(page, {
    action: links.otherSessions(),
    text: page.t('Sign out everywhere else'),
    icon: 'box-arrow-right',
    kind: 'outline-danger',
  })
