import { time } from '../../web/dates.ts'
import {
  type FormState,
  form,
  formButtons,
  formMessage,
  type Option,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { MadeToken } from '../tokens.ts'

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
      selectField(state, { name: 'days', label: page.t('How long it lasts'), value: '90', options: lifetimes(page) }),
      formButtons([
        submitButton(page.t('Make it'), 'key'),
        html`<a class="btn btn-outline-secondary" href="${links.account()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>`,
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
    <p><a class="btn btn-primary" href="${links.account()}">${icon('check-lg')} ${page.t('I have copied it')}</a></p></div>`,
})

const scopes = (page: Page): Option[] => [
  { value: 'all', text: page.t('Everything that I may do') },
  { value: 'read', text: page.t('Only read') },
]

const lifetimes = (page: Page): Option[] => [
  { value: '30', text: page.t('30 days') },
  { value: '90', text: page.t('90 days') },
  { value: '365', text: page.t('One year') },
  { value: 'none', text: page.t('Until I revoke it') },
]
