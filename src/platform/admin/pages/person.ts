import type { GroupRow } from '../../accounts/groups/tables.ts'
import { links as accountLinks } from '../../accounts/links.ts'
import { browserName } from '../../accounts/pages/browser-name.ts'
import { roles } from '../../accounts/person.ts'
import type { PersonRow, SessionRow } from '../../accounts/tables.ts'
import type { ActivityRow } from '../../activity/tables.ts'
import { ago, bytes, number, time } from '../../web/dates.ts'
import { actionButton, form } from '../../web/forms.ts'
import { attributes, type Content, type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import { personState } from './people.ts'
import { roleWord } from './roles.ts'

export type ShownPerson = Readonly<{
  person: PersonRow
  sessions: readonly SessionRow[]
  hasFactor: boolean
  passkeys: number
  groups: readonly Pick<GroupRow, 'id' | 'name'>[]
  has: Readonly<{ tokens: number; files: number; fileBytes: number }>
  history: readonly ActivityRow[]
  /** Names by id. */
  people: ReadonlyMap<string, string>
}>

/** One person: who they are, what they may do, what they have, and what helps when they cannot come in. */
export const personPage = (page: Page, shown: ShownPerson): View => {
  const { person } = shown
  const record = links.row('accounts_people', person.id)
  return {
    title: person.name,
    body: html`<header class="page-head"><div><p><a href="${links.people()}">${icon('chevron-left')} ${page.t('People')}</a></p><h1>${person.name}</h1><p>${personState(page, person)}</p></div>
        <div class="page-head-actions"><a class="btn btn-primary" href="${links.editRow('accounts_people', person.id)}">${icon('pencil')} ${page.t('Edit')}</a>
        <a class="btn btn-outline-secondary" href="${record}">${icon('table')} ${page.t('Record')}</a></div></header>
      <div class="panel"><dl class="facts">
        <dt>${page.t('E-mail address')}</dt><dd>${person.email} ${person.email_verified === 1 ? html`<span class="state state-good">${icon('check-circle')} ${page.t('confirmed')}</span>` : html`<span class="state state-warn">${icon('question-circle')} ${page.t('not confirmed')}</span>`}</dd>
        <dt>${page.t('Role')}</dt><dd>${roleOf(page, person)}</dd>
        <dt>${page.t('Affiliation')}</dt><dd>${person.affiliation ?? '–'}</dd>
        <dt>${page.t('Country')}</dt><dd>${person.country ?? '–'}</dd>
        <dt>ORCID iD</dt><dd>${person.orcid ?? '–'}</dd>
        <dt>${page.t('Since')}</dt><dd>${time(page, person.created_at)}</dd>
        <dt>${page.t('Second factor')}</dt><dd>${shown.hasFactor ? page.t('Yes') : page.t('No')}</dd>
        <dt>${page.t('Passkeys')}</dt><dd>${number(page, shown.passkeys)}</dd>
        <dt>${page.t('Groups')}</dt><dd>${groupLinks(shown.groups)}</dd>
        <dt>${page.t('API tokens')}</dt><dd><a href="${links.table('accounts_tokens')}?person_id=${person.id}">${number(page, shown.has.tokens)}</a></dd>
        <dt>${page.t('Files')}</dt><dd><a href="${links.table('files')}?owner_id=${person.id}">${number(page, shown.has.files)}</a> (${bytes(page, shown.has.fileBytes)})</dd>
      </dl></div>
      <h2>${page.t('Help with signing in')}</h2>
      <div class="panel"><div class="form-buttons">${helps(page, shown)}</div></div>
      ${sessionList(page, shown.sessions)}
      ${history(page, shown)}`,
  }
}

/** Nobody changes their own role: the last administrator would be soon gone. */
const roleOf = (page: Page, person: PersonRow): Html | string =>
  person.id === page.person?.id
    ? roleWord(page, person.role)
    : form(page, { action: links.role(person.id), class: 'd-flex gap-1' }, [
        html`<select class="form-select form-select-sm w-auto" name="role" aria-label="${page.t('Role of {{name}}', { name: person.name })}">${roles.map((role) => html`<option${attributes({ value: role, selected: role === person.role })}>${roleWord(page, role)}</option>`)}</select>`,
        html`<button class="btn btn-sm btn-outline-secondary" type="submit">${page.t('Change')}</button>`,
      ])

const groupLinks = (groups: ShownPerson['groups']): Content =>
  groups.length === 0
    ? '–'
    : groups.map(({ id, name }, index) => html`${index > 0 && ', '}<a href="${accountLinks.group(id)}">${name}</a>`)

const helps = (page: Page, { person, hasFactor, passkeys, sessions }: ShownPerson): (Html | false)[] => [
  actionButton(page, {
    action: links.sendReset(person.id),
    text: page.t('Send a link for a new password'),
    icon: 'envelope',
  }),
  sessions.length > 0 &&
    actionButton(page, {
      action: links.endSessions(person.id),
      text: page.t('Sign out everywhere'),
      icon: 'box-arrow-right',
      confirm: page.t('{{name}} has to sign in again in every browser. Go on?', { name: person.name }),
    }),
  (hasFactor || passkeys > 0) &&
    actionButton(page, {
      action: links.endFactor(person.id),
      text: page.t('Take the second factor away'),
      icon: 'phone',
      kind: 'outline-danger',
      confirm: page.t('{{name}} signs in with the password alone from then on. Are you sure who asks for it?', {
        name: person.name,
      }),
    }),
  person.id !== page.person?.id && access(page, person),
]

function access(page: Page, { id, name, disabled_at }: PersonRow): Html {
  if (disabled_at !== null)
    return actionButton(page, { action: links.enable(id), text: page.t('Let in again'), icon: 'unlock' })
  const confirm = page.t('{{name}} is signed out at once and cannot come in any more. Go on?', { name })
  return actionButton(page, {
    action: links.disable(id),
    text: page.t('Lock out'),
    icon: 'lock',
    kind: 'outline-danger',
    confirm,
  })
}

function sessionList(page: Page, sessions: readonly SessionRow[]): Html {
  if (sessions.length === 0)
    return html`<h2>${page.t('Sessions')}</h2><p class="quiet">${page.t('Signed in nowhere.')}</p>`
  const rows = sessions.map(
    (session) =>
      html`<tr><th scope="row">${browserName(session.user_agent)}</th><td>${session.ip_address}</td><td>${time(page, session.created_at)}</td><td>${ago(page, session.updated_at)}</td></tr>`,
  )
  return html`<h2>${page.t('Sessions')}</h2><div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Sessions')}</caption><thead><tr><th scope="col">${page.t('Browser')}</th><th scope="col">${page.t('Network')}</th><th scope="col">${page.t('Signed in')}</th><th scope="col">${page.t('Last seen')}</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

function history(page: Page, { person, history: entries, people }: ShownPerson): Html {
  const rows = entries.map(
    (entry) =>
      html`<tr><td>${time(page, entry.at)}</td><td>${people.get(entry.actor) ?? entry.actor}</td><th scope="row" class="fw-normal">${entry.message ?? ''} <code>${entry.action}</code></th></tr>`,
  )
  const all = `${links.activity()}?target=${encodeURIComponent(`accounts/person/${person.id}`)}`
  return html`<h2>${page.t('Activity')}</h2>${entries.length === 0 ? html`<p class="quiet">${page.t('Nothing has happened yet.')}</p>` : html`<div class="table-part"><table class="table"><caption class="visually-hidden">${page.t('Activity')}</caption><thead><tr><th scope="col">${page.t('When')}</th><th scope="col">${page.t('Who')}</th><th scope="col">${page.t('What')}</th></tr></thead><tbody>${rows}</tbody></table></div><p><a href="${all}">${page.t('All of it')}</a></p>`}`
}
