import { ago, time } from '../../web/dates.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  type Option,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { TokenRow } from '../tables.ts'
import { areaField, readAreas, tokenAreas } from '../token-scopes.ts'
import type { MadeToken } from '../tokens.ts'
import { accountTabs } from './people-tabs.ts'

export const newTokenPage = (page: Page, state: FormState): View => ({
  title: page.t('Make a token'),
  body: html`<h1>${page.t('Make a token')}</h1>
    <div class="panel narrow">${form(page, { action: links.tokens() }, [
      formMessage(state),
      textField(state, {
        name: 'name',
        label: page.t('Name'),
        required: true,
        help: page.t('What it is for, such as the program that will use it.'),
        attributes: { maxlength: 100, autocomplete: 'off' },
      }),
      selectField(state, { name: 'scope', label: page.t('What it may do'), options: scopes(page) }),
      areaFields(page, state),
      selectField(state, { name: 'days', label: page.t('How long it lasts'), value: '90', options: lifetimes(page) }),
      formButtons([
        submitButton(page.t('Make it'), 'key'),
        html`<a class="btn btn-outline-secondary" href="${links.tokens()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>`,
})

/** What speaks for a person. */
export const tokensPage = (page: Page, tokens: readonly TokenRow[]): View => ({
  title: page.t('API tokens'),
  body: html`<h1>${page.t('API tokens')}</h1>
    ${accountTabs(page)}
    ${tokensSection(page, tokens)}`,
})

/** The only page that ever shows a token. */
export const tokenMadePage = (page: Page, { row, secret }: MadeToken): View => ({
  title: page.t('Your new token'),
  body: html`<h1>${page.t('Your new token')}</h1>
    <div class="panel"><p>${page.t('Copy it now: it is not kept, and never shown again.')}</p>
    <label class="form-label" for="token">${row.name}</label>
    <input class="form-control font-monospace mb-3" id="token" readonly value="${secret}" autocomplete="off" spellcheck="false">
    <p>${page.t('Programs send it with each request:')}</p>
    <pre><code>curl -H "Authorization: Bearer ${secret}" ${page.house.platform.config.baseUrl}/api/v1/me</code></pre>
    <p>${page.t('Ends')}: ${row.expires_at === null ? page.t('when it is revoked') : time(page, row.expires_at, 'day')}</p>
    <p><a class="btn btn-primary" href="${links.tokens()}">${icon('check-lg')} ${page.t('I have copied it')}</a></p></div>`,
})

const scopes = (page: Page): Option[] => [
  { value: 'all', text: page.t('Everything that I may do') },
  { value: 'read', text: page.t('Only read') },
  { value: 'areas', text: page.t('Only what is chosen here:') },
]

/** Read or write for each part of the house; the choice counts where the scope says so. */
const areaFields = (
  page: Page,
  state: FormState,
): Html => html`<fieldset class="mb-3"><legend class="fs-6 fw-bold">${page.t('Parts of the house')}</legend>
  ${tokenAreas.map((area) =>
    selectField(state, {
      name: areaField(area),
      label: areaName(page, area),
      options: [
        { value: '', text: page.t('closed') },
        { value: 'read', text: page.t('read') },
        { value: 'write', text: page.t('read and change') },
      ],
    }),
  )}</fieldset>`

/** An app by its title, a part of the platform in words of ours. */
function areaName(page: Page, area: string): string {
  const app = page.house.apps.find(({ name }) => name === area)
  if (app) return page.t(app.title)
  if (area === 'account') return page.t('My account')
  if (area === 'metrics') return page.t('Metrics')
  return area === 'house' ? page.t('The house itself') : area
}

function whatItMayDo(page: Page, { scope, areas_json }: TokenRow): string {
  const areas = readAreas(areas_json)
  if (areas === null) return scope === 'all' ? page.t('do what I may') : page.t('only read')
  const words = Object.entries(areas).map(
    ([area, level]) => `${areaName(page, area)}: ${level === 'write' ? page.t('read and change') : page.t('read')}`,
  )
  return words.join(', ')
}

const lifetimes = (page: Page): Option[] => [
  { value: '30', text: page.t('30 days') },
  { value: '90', text: page.t('90 days') },
  { value: '365', text: page.t('One year') },
  { value: 'none', text: page.t('Until I revoke it') },
]

const tokensSection = (page: Page, tokens: readonly TokenRow[]): Html => html`<section class="panel">
    <p>${page.t('A program that sends a token acts in your name. Give each program one of its own.')}</p>
    ${tokens.length === 0 ? html`<p class="empty">${page.t('There is none yet.')}</p>` : tokenTable(page, tokens)}
    <p><a class="btn btn-primary" href="${links.newToken()}">${icon('key')} ${page.t('Make a token')}</a></p>
  </section>`

const tokenTable = (
  page: Page,
  tokens: readonly TokenRow[],
): Html => html`<div class="table-responsive"><table class="table align-middle">
    <thead><tr>
      <th scope="col">${page.t('Name')}</th><th scope="col">${page.t('Begins with')}</th><th scope="col">${page.t('What it may do')}</th>
      <th scope="col">${page.t('Last used')}</th><th scope="col">${page.t('Ends')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th>
    </tr></thead>
    <tbody>${tokens.map((token) => tokenRow(page, token))}</tbody>
  </table></div>`

const tokenRow = (page: Page, token: TokenRow): Html => html`<tr id="token-${token.id}">
    <td>${token.name}</td>
    <td><code>${token.start}…</code></td>
    <td>${whatItMayDo(page, token)}</td>
    <td>${token.last_used_at === null ? page.t('never') : ago(page, token.last_used_at)}</td>
    <td>${expiry(page, token)}</td>
    <td class="text-end">${actionButton(page, {
      action: links.revokeToken(token.id),
      text: page.t('Revoke'),
      icon: 'trash',
      kind: 'outline-danger',
      confirm: page.t('Programs that use this token stop working at once. Revoke it?'),
    })}</td>
  </tr>`

function expiry(page: Page, { expires_at }: TokenRow): Html {
  if (expires_at === null) return html`${page.t('when it is revoked')}`
  if (expires_at <= page.now) return html`<span class="badge text-bg-secondary">${page.t('expired')}</span>`
  return time(page, expires_at, 'day')
}
