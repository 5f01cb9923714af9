import { ago } from '../../web/dates.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import { accountTabs } from '../pages/people-tabs.ts'
import { passkeyScript } from '../passkeys/pages.ts'
import { qrCode } from './qr.ts'
import type { FactorRow } from './tables.ts'

export type FactorValues = Readonly<{
  /** Undefined where no second step is asked for. */
  factor: FactorRow | undefined
  codesLeft: number
  /** Whether the house lets this person do without. */
  isRequired: boolean
}>

/** Few codes are left: time for new ones. */
const fewCodes = 3

/** What the account asks for besides the password. */
export const factorPage = (page: Page, values: FactorValues): View => ({
  title: page.t('Second factor'),
  body: html`
    <h1>${page.t('Second factor')}</h1>
    ${accountTabs(page)}
    ${values.factor ? factorOn(page, values) : factorOff(page, values)}`,
})

/** The same in short, on the page about signing in. */
export const factorSection = (
  page: Page,
  { factor, codesLeft }: FactorValues,
): Html => html`<section class="panel narrow" id="second-factor">
    <h2>${page.t('Second factor')}</h2>
    <p>${factor ? onBadge(page) : offBadge(page)} ${factor ? page.t('After the password you are asked for a code of your app.') : page.t('With a code of an app besides the password, a stolen password is not enough.')}</p>
    ${factor && codesLeft <= fewCodes && fewLeft(page, codesLeft)}
    <p><a class="btn btn-outline-secondary" href="${links.factor()}">${icon('shield-lock')} ${factor ? page.t('Recovery codes, turning off') : page.t('Set it up')}</a></p>
  </section>`

const onBadge = (page: Page): Html =>
  html`<span class="badge text-bg-success">${icon('shield-check')} ${page.t('on')}</span>`
const offBadge = (page: Page): Html => html`<span class="badge text-bg-secondary">${page.t('off')}</span>`

const fewLeft = (page: Page, count: number): Html =>
  html`<p class="alert alert-warning">${icon('exclamation-triangle')} ${page.t('{{count}} recovery codes are left. Make new ones.', { count })}</p>`

const factorOff = (page: Page, { isRequired }: FactorValues): Html => html`<section class="panel narrow">
    ${isRequired && html`<p class="alert alert-warning">${icon('shield-exclamation')} ${page.t('This house asks it of you. You can go on as soon as it is set up.')}</p>`}
    <p>${page.t('An app on your phone shows a new code every half minute. After the password you type it in; whoever has stolen your password comes no further.')}</p>
    <p>${page.t('Any app for one-time codes will do (Aegis, FreeOTP, Google Authenticator, a password manager …). It needs no network and tells nobody anything.')}</p>
    ${actionButton(page, { action: links.startFactor(), text: page.t('Set it up'), icon: 'shield-lock', kind: 'primary' })}
  </section>`

const factorOn = (
  page: Page,
  { factor, codesLeft, isRequired }: FactorValues,
): Html => html`<section class="panel narrow">
    <p>${onBadge(page)} ${factor?.confirmed_at && html`${page.t('Since')} ${ago(page, factor.confirmed_at)}`}</p>
    <p>${page.t('After the password you are asked for a code of your app.')}</p>
    <h2>${page.t('Recovery codes')}</h2>
    ${codesLeft <= fewCodes ? fewLeft(page, codesLeft) : html`<p>${page.t('{{count}} recovery codes are left.', { count: codesLeft })}</p>`}
    <p>${page.t('Each works once in the place of a code of the app: for the day on which the phone is gone.')}</p>
    <p><a class="btn btn-outline-secondary" href="${links.newRecoveryCodes()}">${icon('arrow-repeat')} ${page.t('Make new recovery codes')}</a></p>
    <h2>${page.t('Turn it off')}</h2>
    ${isRequired && html`<p>${page.t('This house asks it of you: you would have to set it up again at once, as with a new phone.')}</p>`}
    <p><a class="btn btn-outline-danger" href="${links.endFactor()}">${icon('shield-slash')} ${page.t('Turn it off')}</a></p>
  </section>`

/** The secret for the app, as a drawing and in letters, and the field for the first code of it. */
export const factorAppPage = (page: Page, state: FormState, app: Readonly<{ uri: string; secret: string }>): View => ({
  title: page.t('Set up the app'),
  styles: ['accounts/accounts.css'],
  body: html`
    <h1>${page.t('Set up the app')}</h1>
    ${accountTabs(page)}
    <section class="panel narrow">
      <p>${page.t('1. Scan this with your app, or type the key into it.')}</p>
      ${qrCode(app.uri, page.t('QR code of the key below, for your app'))}
      <p>${page.t('Key:')} <code class="factor-key">${app.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
      <p>${page.t('2. Type the code that the app shows now.')}</p>
      ${form(page, { action: links.confirmFactor() }, [
        formMessage(state),
        codeField(page, state, page.t('Code of the app'), page.t('Six digits; a new one every half minute.')),
        html`<p class="form-text">${page.t('You are signed out everywhere else, and get a letter.')}</p>`,
        formButtons([
          submitButton(page.t('Turn it on'), 'shield-check'),
          html`<a class="btn btn-outline-secondary" href="${links.factor()}">${page.t('Back')}</a>`,
        ]),
      ])}
    </section>`,
})

/** The one page that shows recovery codes. */
export const recoveryCodesPage = (page: Page, codes: readonly string[]): View => ({
  title: page.t('Recovery codes'),
  styles: ['accounts/accounts.css'],
  body: html`
    <h1>${page.t('Recovery codes')}</h1>
    ${accountTabs(page)}
    <section class="panel narrow">
      <p class="alert alert-warning">${icon('exclamation-triangle')} ${page.t('Nobody can show them again. Print them, or keep the file where your phone is not.')}</p>
      <ul class="recovery-codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
      <p>${page.t('Each works once in the place of a code of the app: for the day on which the phone is gone.')}</p>
      ${form(page, { action: links.recoveryCodesFile(), class: 'd-inline' }, [
        html`<input type="hidden" name="codes" value="${codes.join(' ')}">`,
        html`<button type="submit" class="btn btn-primary">${icon('download')} ${page.t('Save as a file')}</button>`,
      ])}
      <a class="btn btn-outline-secondary" href="${links.factor()}">${page.t('I have them')}</a>
    </section>`,
})

/** New recovery codes, or turning off: both ask for a code first. */
export const factorCodePage = (page: Page, state: FormState, act: 'renew' | 'end'): View => {
  const title = act === 'end' ? page.t('Turn the second factor off') : page.t('Make new recovery codes')
  return {
    title,
    body: html`
    <h1>${title}</h1>
    ${accountTabs(page)}
    <section class="panel narrow">
      <p>${act === 'end' ? page.t('From then on your password alone is enough. The app and the recovery codes no longer count.') : page.t('The ones that you have no longer work then.')}</p>
      ${form(page, { action: act === 'end' ? links.endFactor() : links.newRecoveryCodes() }, [
        formMessage(state),
        codeField(page, state, page.t('Code of the app, or a recovery code')),
        formButtons([
          act === 'end'
            ? html`<button type="submit" class="btn btn-danger">${icon('shield-slash')} ${page.t('Turn it off')}</button>`
            : submitButton(page.t('Make new recovery codes'), 'arrow-repeat'),
          html`<a class="btn btn-outline-secondary" href="${links.factor()}">${page.t('Back')}</a>`,
        ]),
      ])}
    </section>`,
  }
}

/** Where the second step of a sign-in is made; `more` are other ways to make it. */
export const secondStepPage = (page: Page, state: FormState, next: string, more: Html): View => ({
  title: page.t('One step more'),
  frame: 'plain',
  scripts: [passkeyScript],
  body: html`<div class="panel narrow">
    <h1>${page.t('One step more')}</h1>
    <p>${page.t('The first step is done. Now type the code that your app shows.')}</p>
    ${form(page, { action: links.secondStep() }, [
      formMessage(state),
      html`<input type="hidden" name="next" value="${next}">`,
      codeField(page, state, page.t('Code of the app, or a recovery code')),
      formButtons(submitButton(page.t('Sign in'), 'box-arrow-in-right')),
    ])}
    ${more}
    <p class="mt-3">${page.t('App and recovery codes are gone? An administrator can reset the second factor.')} <a href="${links.signIn()}">${page.t('Start again')}</a></p>
  </div>`,
})

const codeField = (page: Page, state: FormState, label: string, help?: string): Html =>
  textField(state, {
    name: 'code',
    label,
    required: true,
    help: help ?? page.t('Six digits, or sixteen letters and digits.'),
    attributes: {
      autocomplete: 'one-time-code',
      autocapitalize: 'characters',
      spellcheck: 'false',
      maxlength: 40,
      autofocus: true,
    },
  })
