import { form, formButtons, submitButton } from '../../web/forms.ts'
import { html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { RegistrationRow } from '../tables.ts'
import { applicant } from './registrations.ts'

/** What a member is shown whom somebody named. */
export const vouchPage = (page: Page, registration: RegistrationRow): View => ({
  title: page.t('Do you know {{name}}?', { name: registration.name }),
  body: html`<header class="page-head"><div><h1>${page.t('Do you know {{name}}?', { name: registration.name })}</h1>
      <p>${page.t('They ask for an account and named you. If you vouch for them, they get a link that lets them in; your name is noted with it.')}</p></div></header>
    <div class="panel">${applicant(page, registration)}
    ${form(page, { action: links.vouch(registration.id) }, formButtons([submitButton(page.t('I know them: let them in'), 'person-check'), html`<a class="btn btn-outline-secondary" href="/">${page.t('No, leave it')}</a>`]))}</div>`,
})
