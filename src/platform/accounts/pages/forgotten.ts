import { type FormState, form, formButtons, formMessage, submitButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import type { Page, View } from '../../web/page.ts'
import { links } from '../links.ts'
import { emailField, newPasswordField } from './profile-fields.ts'

/** Where somebody asks for a new password. */
export const forgottenPage = (page: Page, state: FormState): View =>
  plain(
    page,
    page.t('Forgot your password?'),
    html`<p>${page.t('Type the address of your account. If there is one, a link to choose a new password goes there.')}</p>
    ${form(page, { action: links.forgotten() }, [
      formMessage(state),
      emailField(page, state, 'username'),
      formButtons(submitButton(page.t('Send me a link'), 'envelope')),
    ])}`,
  )

/** The same whether or not anybody has the address. */
export const forgottenSentPage = (page: Page): View =>
  plain(
    page,
    page.t('Look into your mail'),
    html`<p>${page.t('If the address has an account, a letter is on its way. Its link is good for 30 minutes.')}</p>
    <p><a href="${links.forgotten()}">${page.t('No letter? Ask again.')}</a></p>`,
  )

/** Where the link of that letter leads. */
export const resetPage = (page: Page, state: FormState, secret: string, email: string): View =>
  plain(
    page,
    page.t('Choose a new password'),
    html`<p>${page.t('Everybody who is signed in to {{email}} is signed out.', { email })}</p>
    ${form(page, { action: links.reset(secret) }, [
      formMessage(state),
      html`<input class="visually-hidden" type="email" autocomplete="username" value="${email}" tabindex="-1" readonly aria-hidden="true">`,
      newPasswordField(page, state),
      formButtons(submitButton(page.t('Take this password'), 'check-lg')),
    ])}`,
  )

/** Where the letter to a new address leads. */
export const newAddressPage = (page: Page, secret: string, email: string): View =>
  plain(
    page,
    page.t('Confirm your new address'),
    html`<p>${page.t('Your account gets the address {{email}}. The old one is told, and you are signed out everywhere else.', { email })}</p>
    ${form(page, { action: links.newAddress(secret) }, formButtons(submitButton(page.t('Take this address'), 'check-lg')))}`,
  )

/** Where somebody changes their mind who wanted to leave. */
export const stayPage = (page: Page, secret: string): View =>
  plain(
    page,
    page.t('Take your account back'),
    html`<p>${page.t('Your account is closed and waits to be deleted. You can open it again, with everything in it.')}</p>
    ${form(page, { action: links.stay(secret) }, formButtons(submitButton(page.t('Open it again'), 'arrow-counterclockwise')))}`,
  )

const plain = (page: Page, title: string, content: Html): View => ({
  title,
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${title}</h1>${content}
    ${!page.person && html`<p class="mt-4"><a href="${links.signIn()}">${page.t('Sign in')}</a></p>`}</div>`,
})
