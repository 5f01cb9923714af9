import { type FormState, form, formButtons, formMessage, submitButton, textField } from '../../web/forms.ts'
import { html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { InvitationRow, RegistrationRow } from '../tables.ts'
import { nameFields, newPasswordField, placeFields } from './profile-fields.ts'
import { termsField } from './register.ts'

/** Where the link of the first letter leads. */
export const confirmPage = (
  page: Page,
  state: FormState,
  secret: string,
  { name, email }: Pick<RegistrationRow, 'name' | 'email'>,
): View => ({
  title: page.t('Confirm your address'),
  frame: 'plain',
  body: html`<div class="panel narrow">
    <h1>${page.t('Confirm your address')}</h1>
    <p>${page.t('Hello {{name}},', { name })} ${page.t('{{email}} is yours. With your password you come in.', { email })}</p>
    ${form(page, { action: links.confirm(secret) }, [
      formMessage(state),
      textField(state, {
        name: 'password',
        label: page.t('The password that you chose'),
        type: 'password',
        attributes: { autocomplete: 'current-password', maxlength: 1_024 },
      }),
      html`<details class="mb-3"><summary>${page.t('You did not choose one, or forgot it?')}</summary>
        ${textField(state, {
          name: 'newPassword',
          label: page.t('New password'),
          type: 'password',
          help: page.t('At least 12 characters of any kind; four words in a row are a good one.'),
          attributes: { autocomplete: 'new-password', maxlength: 1_024 },
        })}</details>`,
      formButtons(submitButton(page.t('Confirm and come in'), 'check-lg')),
    ])}
  </div>`,
})

/** Where the link of an invitation leads. */
export const invitationPage = (
  page: Page,
  state: FormState,
  secret: string,
  { email, message }: Pick<InvitationRow, 'email' | 'message'>,
  hasTerms: boolean,
): View => ({
  title: page.t('You are invited'),
  frame: 'plain',
  body: html`<div class="panel narrow">
    <h1>${page.t('You are invited')}</h1>
    <p>${page.t('Your account will have the address {{email}}.', { email })}</p>
    ${message !== null && html`<blockquote>${message}</blockquote>`}
    ${form(page, { action: links.invitation(secret) }, [
      formMessage(state),
      nameFields(page, state),
      placeFields(page, state),
      newPasswordField(page, state),
      hasTerms && termsField(page, state),
      formButtons(submitButton(page.t('Come in'), 'house-door')),
    ])}
  </div>`,
})
