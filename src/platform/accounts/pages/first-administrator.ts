import { type FormState, form, formButtons, formMessage, submitButton, textField } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import { emailField, newPasswordField } from './profile-fields.ts'

/** The first page of a new house. */
export const firstAdministratorPage = (page: Page, state: FormState, secret: string): View => ({
  title: page.t('Welcome'),
  frame: 'plain',
  body: html`<div class="panel narrow">
    <h1>${page.t('Welcome to your new gateway')}</h1>
    <p>${page.t('Whoever fills in this page becomes its first administrator. The link works once.')}</p>
    ${administratorForm(page, state, secret)}
  </div>`,
})

const administratorForm = (page: Page, state: FormState, secret: string): Html =>
  form(page, { action: links.firstAdministrator(secret) }, [
    formMessage(state),
    textField(state, {
      name: 'name',
      label: page.t('Name'),
      required: true,
      attributes: { autocomplete: 'name', maxlength: 200 },
    }),
    emailField(page, state, 'username', { help: page.t('With it you sign in.') }),
    newPasswordField(page, state),
    formButtons(submitButton(page.t('Begin'), 'house-door')),
  ])
