import { ago, time } from '../../web/dates.ts'
import { actionButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { Person, Role } from '../person.ts'
import type { SessionRow, TokenRow } from '../tables.ts'
import { browserName } from './browser-name.ts'

export type AccountValues = Readonly<{
  sessions: readonly SessionRow[]
  tokens: readonly TokenRow[]
  /** The session of this visit; undefined where an API token asks. */
  currentId: string | undefined
}>

/** What belongs to one's account: where one is signed in, and what speaks for one. */
export const accountPage = (page: Page, person: Person, values: AccountValues): View => ({
  title: page.t('Account'),
  body: html`
    <h1>${page.t('Account')}</h1>
    ${about(page, person)}
    ${sessionsSection(page, values)}
    ${tokensSection(page, values.tokens)}`,
  api: '/api/v1/me',
})

const about = (page: Page, person: Person): Html => html`<div class="panel"><dl class="facts">
    <dt>${page.t('Name')}</dt><dd>${person.name}</dd>
    <dt>${page.t('E-mail address')}</dt><dd>${person.email}</dd>
    <dt>${page.t('Role')}</dt><dd>${roleName(page, person.role)}</dd>
  </dl></div>`

function roleName(page: Page, role: Role): string {
  const names: Readonly<Record<Role, string>> = {
    reader: page.t('Reader: looks at things'),
    member: page.t('Member: works with things'),
    admin: page.t('Administrator: runs the house'),
  }
  return names[role]
}

const sessionsSection = (page: Page, { sessions, currentId }: AccountValues): Html => html`<section class="panel">
    <h2>${page.t('Where you are signed in')}</h2>
    ${sessions.length === 0 ? html`<p class="empty">${page.t('Nowhere: you came with an API token.')}</p>` : sessionTable(page, sessions, currentId)}
    ${sessions.some((session) => session.id !== currentId) && endOthers(page)}
  </section>`

const sessionTable = (page: Page, sessions: readonly SessionRow[], currentId: string | undefined): Html =>
  html`<div class="table-responsive"><table class="table align-middle">
    <thead><tr>
      <th scope="col">${page.t('Browser')}</th><th scope="col">${page.t('Address')}</th>
      <th scope="col">${page.t('Signed in')}</th><th scope="col">${page.t('Last used')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th>
    </tr></thead>
    <tbody>${sessions.map((session) => sessionRow(page, session, session.id === currentId))}</tbody>
  </table></div>`

const sessionRow = (page: Page, session: SessionRow, isCurrent: boolean): Html => html`<tr id="session-${session.id}">
    <td>${browserName(session.user_agent) ?? page.t('Unknown')} ${isCurrent && html`<span class="badge text-bg-success">${page.t('here')}</span>`}</td>
    <td>${session.ip_address ?? '–'}</td>
    <td>${time(page, session.created_at)}</td>
    <td>${ago(page, session.updated_at)}</td>
    <td class="text-end">${actionButton(page, { action: links.endSession(session.id), text: page.t('End it'), icon: 'x-circle' })}</td>
  </tr>`

const endOthers = (page: Page): Html =>
  actionButton(page, {
    action: links.otherSessions(),
    text: page.t('Sign out everywhere else'),
    icon: 'box-arrow-right',
    kind: 'outline-danger',
  })

const tokensSection = (page: Page, tokens: readonly TokenRow[]): Html => html`<section class="panel">
    <h2>${page.t('API tokens')}</h2>
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
    <td>${token.scope === 'all' ? page.t('do what I may') : page.t('only read')}</td>
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
