import { ago } from '../../web/dates.ts'
import { actionButton, emptyForm, form, textField } from '../../web/forms.ts'
import { attributes, type Html, html } from '../../web/html.ts'
import { icon, type Page } from '../../web/page.ts'
import { links } from '../links.ts'
import type { PasskeyRow } from './tables.ts'

/** Goes with every page that has such a button. */
export const passkeyScript = 'accounts/passkeys.js'

export type PasskeyValues = Readonly<{
  passkeys: readonly PasskeyRow[]
  /** Whether the house has a name and https, without which no browser makes any. */
  isPossible: boolean
  /** Whether the person signed in just now; a key is given to nobody else. */
  isFresh: boolean
}>

/** The keys of a person, on the page about signing in. */
export const passkeySection = (page: Page, values: PasskeyValues): Html => html`<section class="panel" id="passkeys">
    <h2>${page.t('Passkeys')}</h2>
    <p>${page.t('A passkey is kept by your phone, your computer or a stick. It opens with a finger, a face or a PIN, needs no password, and cannot be tricked out of you.')}</p>
    ${values.passkeys.length > 0 && passkeyTable(page, values.passkeys)}
    ${addPart(page, values)}
  </section>`

const passkeyTable = (page: Page, passkeys: readonly PasskeyRow[]): Html =>
  html`<div class="table-responsive"><table class="table align-middle">
    <thead><tr><th scope="col">${page.t('Name')}</th><th scope="col">${page.t('Where it is')}</th><th scope="col">${page.t('Made')}</th><th scope="col">${page.t('Last used')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${passkeys.map(
      (row) => html`<tr id="passkey-${row.id}"><td>${row.name}</td>
      <td>${row.is_synced === 1 ? page.t('on all your devices') : page.t('on one device')}</td>
      <td>${ago(page, row.created_at)}</td><td>${row.last_used_at === null ? page.t('never') : ago(page, row.last_used_at)}</td>
      <td class="text-end">${actionButton(page, {
        action: links.removePasskey(row.id),
        text: page.t('Remove'),
        icon: 'trash',
        kind: 'outline-danger',
        confirm: page.t('Nobody signs in with “{{name}}” any more. Remove it?', { name: row.name }),
      })}</td></tr>`,
    )}</tbody></table></div>`

function addPart(page: Page, { isPossible, isFresh }: PasskeyValues): Html {
  if (!isPossible)
    return html`<p class="form-text">${page.t('This house cannot take passkeys: they need a house with a name and https.')}</p>`
  if (!isFresh)
    return html`<p><a class="btn btn-outline-secondary" href="${links.signInAgain(`${links.security()}#passkeys`)}">${icon('plus-lg')} ${page.t('Sign in once more to add one')}</a></p>`
  const field = textField(emptyForm, {
    name: 'name',
    label: page.t('Name of a new one'),
    required: true,
    help: page.t('Such as “phone” or “key ring”.'),
    attributes: { maxlength: 100, autocomplete: 'off' },
  })
  return passkeyForm(page, {
    action: links.passkeys(),
    kind: 'create',
    options: links.newPasskey(),
    text: page.t('Make a passkey'),
    content: field,
  })
}

type PasskeyForm = Readonly<{
  action: string
  kind: 'create' | 'get'
  options: string
  text: string
  content: Html
}>

/** A form that a script fills in; without scripts, or in an old browser, it says so. */
const passkeyForm = (page: Page, wished: PasskeyForm): Html => html`
    <div class="mt-3" data-passkey-part="possible" hidden>${form(
      page,
      { action: wished.action, class: wished.kind === 'create' ? 'narrow' : 'd-grid' },
      [
        wished.content,
        html`<input type="hidden" name="response" value="">`,
        passkeyButton(page, wished),
        html`<p class="text-danger mt-2 mb-0" role="alert" data-passkey-message></p>`,
      ],
    )}</div>
    ${wished.kind === 'create' && html`<p class="form-text" data-passkey-part="missing">${page.t('This browser cannot make passkeys, or runs no scripts.')}</p>`}`

const passkeyButton = (page: Page, { kind, options, text }: PasskeyForm): Html =>
  html`<button type="button" class="btn btn-outline-secondary"${attributes({
    'data-passkey': kind,
    'data-options': options,
    'data-failed': page.t('Nothing was done: no passkey was chosen, or this device has none for this house.'),
  })}>${icon('fingerprint')} ${text}</button>`

/** The other way in on the sign-in page. */
export const passkeySignIn = (page: Page, next: string): Html =>
  passkeyForm(page, {
    action: links.passkeySignIn(),
    kind: 'get',
    options: links.askPasskey(),
    text: page.t('Sign in with a passkey'),
    content: html`<input type="hidden" name="next" value="${next}">`,
  })

/** The other way in the second step. */
export const passkeyStep = (page: Page, next: string): Html =>
  passkeyForm(page, {
    action: links.passkeyStep(),
    kind: 'get',
    options: links.askPasskeyOfStep(),
    text: page.t('Use a passkey instead'),
    content: html`<input type="hidden" name="next" value="${next}">`,
  })
