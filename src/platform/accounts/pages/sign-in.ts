import { type FormState, form, formButtons, formMessage, submitButton, textField } from '../../web/forms.ts'
import { type Content, type Html, html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import { passkeyScript } from '../passkeys/pages.ts'
import { emailField } from './profile-fields.ts'

/** Where people say who they are; `next` is where they want to go, `more` are the ways in besides a password. */
export const signInPage = (page: Page, state: FormState, next: string, mayRegister: boolean, more: Content): View => ({
  title: page.t('Sign in'),
  frame: 'plain',
  scripts: [passkeyScript],
  body: html`<div class="panel narrow">
    <h1>${page.t('Sign in')}</h1>
    ${page.person && html`<p>${page.t('For what comes next, please show once more that it is you.')}</p>`}
    ${signInForm(page, state, next)}
    ${more}
    <p class="mt-3"><a href="${links.forgotten()}">${page.t('Forgot your password?')}</a></p>
    ${mayRegister && !page.person && html`<p>${page.t('You have no account yet?')} <a href="${links.register()}">${page.t('Register')}</a></p>`}
  </div>`,
})

const signInForm = (page: Page, state: FormState, next: string): Html =>
  form(page, { action: links.signIn() }, [
    formMessage(state),
    html`<input type="hidden" name="next" value="${next}">`,
    emailField(page, state, 'username', { value: page.person?.email }),
    textField(state, {
      name: 'password',
      label: page.t('Password'),
      type: 'password',
      required: true,
      attributes: { autocomplete: 'current-password' },
    }),
    formButtons(submitButton(page.t('Sign in'), 'box-arrow-in-right')),
  ])
