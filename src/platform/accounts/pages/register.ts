import {
  areaField,
  checkField,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html, nothing } from '../../web/html.ts'
import { hx, icon, type Page, type View } from '../../web/page.ts'
import type { Verdict } from '../domains/verdict.ts'
import { links } from '../links.ts'
import type { RegistrationMode } from '../settings.ts'
import { emailField, nameFields, newPasswordField, placeFields } from './profile-fields.ts'

export type RegisterValues = Readonly<{
  mode: RegistrationMode
  hasTerms: boolean
  /** Of the address that stands in the form; undefined while there is none. */
  verdict: Verdict | undefined
  /** Whether a member may be named. */
  mayVouch: boolean
}>

/** Where somebody asks for an account. */
export const registerPage = (page: Page, state: FormState, values: RegisterValues): View => ({
  title: page.t('Register'),
  frame: 'plain',
  body: html`<div class="panel narrow">
    <h1>${page.t('Register')}</h1>
    ${isOpen(values.mode) ? openForm(page, state, values) : closedWords(page, values.mode)}
    <p class="mt-4">${page.t('You have an account?')} <a href="${links.signIn()}">${page.t('Sign in')}</a></p>
  </div>`,
})

const isOpen = (mode: RegistrationMode): boolean => mode === 'academic' || mode === 'open'

const closedWords = (page: Page, mode: RegistrationMode): Html =>
  mode === 'invitation'
    ? html`<p>${page.t('Only people who were invited can register here. Ask somebody of the group for an invitation.')}</p>`
    : html`<p>${page.t('Nobody can register here. An administrator makes accounts.')}</p>`

const openForm = (page: Page, sent: FormState, values: RegisterValues): Html => {
  // That nobody knows a domain is no mistake of the person's: the form asks for more, and is not red.
  const isAsked = sent.errors.some(({ code }) => code === 'accounts.domain-unknown')
  const state = isAsked ? { ...sent, errors: [], message: null } : sent
  return html`
  <p>${
    values.mode === 'open'
      ? page.t('Everybody with an e-mail address can register.')
      : page.t(
          'People with an academic address can register. Is yours not known? Tell us, and somebody will look at it.',
        )
  }</p>
  ${form(page, { action: links.register(), id: 'register' }, [
    isAsked ? askedWords(page) : formMessage(state),
    emailField(page, state, 'email', {
      help: page.t('A letter with a link goes there: you confirm the address before you sign in.'),
    }),
    verdictPart(page, state, values),
    nameFields(page, state),
    placeFields(page, state),
    newPasswordField(page, state),
    values.hasTerms && termsField(page, state),
    trap(page),
    formButtons(submitButton(page.t('Register'), 'person-plus')),
  ])}
  ${whileTyping(page)}`
}

const askedWords = (page: Page): Html =>
  html`<div class="alert alert-info" role="alert">${page.t('Almost there: we do not know the domain of your address. Say more below if you like, type the password once more, and send it again: somebody will decide.')}</div>`

/** Asks for the verdict a moment after the last key; it stands outside the form, so that nothing but the address is sent. */
const whileTyping = (page: Page): Html => {
  const kept = ['#field-email', '#field-proof', '#field-reason', '#field-voucher'].join(', ')
  const options = {
    post: links.verdict(),
    trigger: 'input delay:400ms from:#field-email',
    target: '#verdict',
    swap: 'outerHTML',
    include: kept,
    sync: 'replace',
  }
  return html`<div hidden${hx(page, options)}></div>`
}

/** What the house thinks of the address, and, where it does not know, what would help to decide. */
export function verdictPart(page: Page, state: FormState, { verdict, mayVouch }: RegisterValues): Html {
  return html`<div id="verdict" class="mb-3" aria-live="polite">${verdict && verdictWords(page, verdict)}
    ${verdict?.kind === 'unknown' && verdict.domain !== '' && askFields(page, state, mayVouch)}</div>`
}

function verdictWords(page: Page, verdict: Verdict): Html {
  if (verdict.domain === '') return nothing
  if (verdict.kind === 'academic') {
    const { name } = verdict.institution
    const words =
      name === null ? page.t('This address is welcome.') : page.t('This address is welcome: {{name}}.', { name })
    return html`<p class="text-success-emphasis">${icon('check-circle')} ${words}</p>`
  }
  if (verdict.kind === 'refused') {
    const words =
      verdict.why === 'free-mail'
        ? page.t('Everybody can have an address there. Please use that of your institution.')
        : page.t('Addresses of this domain are not accepted here.')
    return html`<p class="text-danger-emphasis">${icon('x-circle')} ${words}</p>`
  }
  return html`<p>${icon('question-circle')} ${page.t('We do not know {{domain}}. Tell us more, and somebody will decide; you hear by mail.', { domain: verdict.domain })}</p>`
}

const askFields = (
  page: Page,
  state: FormState,
  mayVouch: boolean,
): Html => html`<input type="hidden" name="ask" value="1">
  ${textField(state, {
    name: 'proof',
    label: page.t('A page that shows where you work (optional)'),
    type: 'url',
    attributes: { maxlength: 2_000, placeholder: 'https://' },
  })}
  ${areaField(state, { name: 'reason', label: page.t('Why you would like an account (optional)'), rows: 3, attributes: { maxlength: 2_000 } })}
  ${mayVouch && textField(state, { name: 'voucher', label: page.t('Address of a member who knows you (optional)'), type: 'email', help: page.t('They are asked, and can let you in.'), attributes: { autocomplete: 'off', maxlength: 254 } })}`

export const termsField = (page: Page, state: FormState): Html =>
  html`${checkField(state, {
    name: 'terms',
    label: page.t('I agree to the terms of use.'),
    required: true,
  })}<p><a href="${links.terms()}" target="_blank">${page.t('Read the terms')}</a></p>`

/** Programs fill in every field; people neither see nor reach this one. */
const trap = (page: Page): Html => html`<div class="visually-hidden" aria-hidden="true">
    <label for="field-website">${page.t('Leave this empty')}</label>
    <input id="field-website" name="website" tabindex="-1" autocomplete="off">
  </div>`

/** The same for everybody, whatever address it was. */
export const registeredPage = (page: Page, state: FormState, isWaiting: boolean): View => ({
  title: page.t('Look into your mail'),
  frame: 'plain',
  body: html`<div class="panel narrow">
    <h1>${page.t('Look into your mail')}</h1>
    <p>${
      isWaiting
        ? page.t(
            'Your request has arrived. Somebody looks at it, and you hear by mail. Nothing that you typed is lost.',
          )
        : page.t('A letter is on its way to you. Open the link in it to confirm your address, and you are in.')
    }</p>
    ${!isWaiting && againForm(page, state)}
    <p class="mt-4"><a href="${links.signIn()}">${page.t('Sign in')}</a></p>
  </div>`,
})

const againForm = (page: Page, state: FormState): Html => html`<h2>${page.t('No letter?')}</h2>
  <p>${page.t('Look among the unwanted mail too. We can send it again.')}</p>
  ${form(page, { action: links.confirmAgain() }, [
    formMessage(state),
    emailField(page, state, 'email'),
    formButtons(submitButton(page.t('Send it again'), 'envelope')),
  ])}`
