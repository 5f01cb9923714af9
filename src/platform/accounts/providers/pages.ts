import { ago } from '../../web/dates.ts'
import {
  actionButton,
  checkField,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Content, type Html, html, safeUrl } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import { peopleTabs } from '../pages/people-tabs.ts'
import { termsField } from '../pages/register.ts'
import type { CredentialRow } from '../tables.ts'
import type { ProviderRow } from './tables.ts'

/** The services that people may sign in by, for administrators. */
export const providersPage = (page: Page, providers: readonly ProviderRow[]): View => ({
  title: page.t('Sign-in services'),
  body: html`<header class="page-head"><div><h1>${page.t('Sign-in services')}</h1>
      <p>${page.t('Institutions, or ORCID, that say who somebody is (OpenID Connect). Who comes the first time goes the way of every registration.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-primary" href="${links.newProvider()}">${icon('plus-lg')} ${page.t('New service')}</a>
      <a class="btn btn-outline-secondary" href="${links.newProvider('orcid')}">${icon('plus-lg')} ORCID</a></div></header>
    ${peopleTabs(page)}
    ${providers.length === 0 ? html`<p class="empty">${page.t('There is none yet: people sign in by password or passkey.')}</p>` : providerTable(page, providers)}`,
})

const providerTable = (page: Page, providers: readonly ProviderRow[]): Html =>
  html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Sign-in services')}</caption>
    <thead><tr><th scope="col">${page.t('Name')}</th><th scope="col">${page.t('Issuer')}</th><th scope="col">${page.t('State')}</th></tr></thead>
    <tbody>${providers.map(
      (row) => html`<tr id="provider-${row.id}"><th scope="row"><a href="${links.provider(row.id)}">${row.name}</a></th>
      <td data-label="${page.t('Issuer')}">${row.issuer}</td>
      <td data-label="${page.t('State')}">${row.enabled_at === null ? page.t('off') : html`<span class="state state-good">${icon('check-circle')} ${page.t('on')}</span>`}</td></tr>`,
    )}</tbody></table></div>`

/** A new service, or one as it is. @param back Where the service shall send people, once it is known. */
export const providerPage = (page: Page, state: FormState, back: string, provider?: ProviderRow): View => {
  const title = provider ? provider.name : page.t('New sign-in service')
  return {
    title,
    body: html`<h1>${title}</h1>
    ${peopleTabs(page)}
    <div class="panel narrow">
      <p>${page.t('Register this house at the service as a web application. It asks for an address to send people back to:')} <code>${back}</code></p>
      ${form(page, { action: provider ? links.provider(provider.id) : links.providers() }, [
        formMessage(state),
        provider && html`<input type="hidden" name="version" value="${provider.version}">`,
        fields(page, state, provider),
        formButtons([
          submitButton(page.t('Save'), 'check-lg'),
          html`<a class="btn btn-outline-secondary" href="${links.providers()}">${page.t('Back')}</a>`,
        ]),
      ])}</div>
    ${provider && removeSection(page, provider)}`,
  }
}

const fields = (page: Page, state: FormState, provider: ProviderRow | undefined): Html[] => [
  textField(state, {
    name: 'name',
    label: page.t('Name'),
    required: true,
    help: page.t('As it stands on the button of the sign-in page.'),
    attributes: { maxlength: 60, autocomplete: 'off' },
  }),
  textField(state, {
    name: 'slug',
    label: page.t('Short name'),
    required: true,
    help: page.t('The part of the address above that tells services apart. Small letters, digits and dashes.'),
    attributes: { maxlength: 40, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' },
  }),
  textField(state, {
    name: 'issuer',
    label: page.t('Issuer'),
    type: 'url',
    required: true,
    help: page.t('The rest is found out from there. With another issuer, all connections with accounts end.'),
    attributes: { maxlength: 500, autocomplete: 'off', placeholder: 'https://login.example.edu' },
  }),
  textField(state, {
    name: 'client_id',
    label: page.t('Client id'),
    required: true,
    attributes: { maxlength: 300, autocomplete: 'off', spellcheck: 'false' },
  }),
  textField(state, {
    name: 'client_secret',
    label: page.t('Client secret'),
    type: 'password',
    required: !provider,
    help: provider
      ? page.t('Empty: the one that is kept here, sealed.')
      : page.t('It is kept sealed, and never shown.'),
    attributes: { maxlength: 2_000, autocomplete: 'new-password' },
  }),
  textField(state, {
    name: 'scope',
    label: page.t('Scopes'),
    required: true,
    value: 'openid profile email',
    attributes: { maxlength: 300, autocomplete: 'off', spellcheck: 'false' },
  }),
  checkField(state, {
    name: 'is_email_trusted',
    label: page.t('Addresses that it calls verified are taken as proven'),
    value: true,
    help: page.t('Only for a service that lets nobody choose an address of somebody else.'),
  }),
  checkField(state, { name: 'is_enabled', label: page.t('People may use it'), value: true }),
]

const removeSection = (page: Page, provider: ProviderRow): Html => html`<section class="panel narrow">
    <h2>${page.t('Remove the service')}</h2>
    <p>${page.t('Accounts stay. Who has no other way in can get a password by mail.')}</p>
    ${actionButton(page, {
      action: links.removeProvider(provider.id),
      text: page.t('Remove it'),
      icon: 'trash',
      kind: 'outline-danger',
      confirm: page.t('Nobody comes in by way of {{name}} any more. Remove it?', { name: provider.name }),
    })}
  </section>`

/** The buttons on the sign-in page. */
export const providerButtons = (page: Page, providers: readonly ProviderRow[], next: string): Content =>
  providers.length > 0 &&
  html`<div class="d-grid gap-2 mt-3">${providers.map(({ slug, name }) =>
    form(page, { action: links.provideFor(slug), class: 'd-grid' }, [
      html`<input type="hidden" name="next" value="${next}">`,
      html`<button type="submit" class="btn btn-outline-secondary">${icon('box-arrow-in-right')} ${page.t('Sign in with {{name}}', { name })}</button>`,
    ]),
  )}</div>`

/** Leaves for a service. The browser is told in a header, since a form may lead to our own pages alone. */
export const leavingPage = (page: Page, name: string, address: string): View => ({
  title: page.t('On to {{name}}', { name }),
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${page.t('On to {{name}}', { name })}</h1>
    <p>${page.t('You are taken there. If nothing happens:')} <a href="${safeUrl(address)}">${page.t('go on to {{name}}', { name })}</a></p></div>`,
})

export type Connection = Readonly<{ identity: CredentialRow; provider: ProviderRow }>

/** On the page about signing in: with which services the account is connected, and could be. */
export const connectionSection = (
  page: Page,
  connections: readonly Connection[],
  others: readonly ProviderRow[],
): Content =>
  (connections.length > 0 || others.length > 0) &&
  html`<section class="panel" id="services"><h2>${page.t('Sign-in services')}</h2>
    ${connections.length > 0 && connectionTable(page, connections)}
    ${others.map(({ slug, name }) => actionButton(page, { action: links.linkProvider(slug), text: page.t('Connect with {{name}}', { name }), icon: 'link-45deg' }))}</section>`

const connectionTable = (page: Page, connections: readonly Connection[]): Html =>
  html`<div class="table-responsive"><table class="table align-middle">
    <thead><tr><th scope="col">${page.t('Service')}</th><th scope="col">${page.t('Known there as')}</th><th scope="col">${page.t('Since')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${connections.map(
      ({
        identity,
        provider,
      }) => html`<tr id="identity-${identity.id}"><td>${provider.name}</td><td><code>${identity.account_id}</code></td><td>${ago(page, identity.created_at)}</td>
      <td class="text-end">${actionButton(page, {
        action: links.unlinkIdentity(identity.id),
        text: page.t('Disconnect'),
        icon: 'x-circle',
        kind: 'outline-danger',
        confirm: page.t('You no longer come in by way of {{name}}. Disconnect it?', { name: provider.name }),
      })}</td></tr>`,
    )}</tbody></table></div>`

/** Somebody is new here, and their service has proven all that is needed. */
export const welcomePage = (
  page: Page,
  state: FormState,
  { provider, email, hasTerms }: Readonly<{ provider: string; email: string; hasTerms: boolean }>,
): View => ({
  title: page.t('You are new here'),
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${page.t('You are new here')}</h1>
    <p>${page.t('{{provider}} says that you are {{email}}. Nobody here has that address yet.', { provider, email })}</p>
    ${form(page, { action: links.newcomer() }, [
      formMessage(state),
      textField(state, {
        name: 'name',
        label: page.t('Name'),
        required: true,
        attributes: { autocomplete: 'name', maxlength: 200 },
      }),
      hasTerms && termsField(page, state),
      formButtons(submitButton(page.t('Make my account'), 'person-plus')),
    ])}
    <p class="mt-3">${page.t('You have an account under another address?')} <a href="${links.signIn(`${links.security()}#services`)}">${page.t('Sign in to it, and connect the two')}</a></p>
  </div>`,
})

/** Somebody is new here, and more has to be known. */
export const registerFirstPage = (
  page: Page,
  provider: string,
  values: Readonly<{ name: string; email: string }>,
): View => ({
  title: page.t('One step more'),
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${page.t('One step more')}</h1>
    <p>${page.t('{{provider}} has said who you are. This house also wants to know an address where you work, so that you register once; then connect the two under Account → Signing in.', { provider })}</p>
    ${form(page, { action: links.verdict() }, [
      html`<input type="hidden" name="name" value="${values.name}"><input type="hidden" name="email" value="${values.email}">`,
      formButtons(submitButton(page.t('Register'), 'person-plus')),
    ])}
    <p class="mt-3">${page.t('You have an account?')} <a href="${links.signIn(`${links.security()}#services`)}">${page.t('Sign in to it, and connect the two')}</a></p>
  </div>`,
})

/** The address is somebody's, whoever it is: that is shown in the usual way first. */
export const connectFirstPage = (page: Page, provider: string): View => ({
  title: page.t('You have an account'),
  frame: 'plain',
  body: html`<div class="panel narrow"><h1>${page.t('You have an account')}</h1>
    <p>${page.t('Your address has an account here. Sign in to it once as before, and connect it with {{provider}}; from then on {{provider}} is enough.', { provider })}</p>
    <p><a class="btn btn-primary" href="${links.signIn(`${links.security()}#services`)}">${icon('box-arrow-in-right')} ${page.t('Sign in')}</a></p>
  </div>`,
})
