import { type Role, roles } from '../../accounts/person.ts'
import type { PersonRow } from '../../accounts/tables.ts'
import { ago } from '../../web/dates.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { attributes, type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'

export const peoplePage = (page: Page, people: readonly PersonRow[]): View => ({
  title: page.t('People'),
  body: html`<header class="page-head"><div><h1>${page.t('People')}</h1>
      <p>${page.t('Everyone who has an account. A reader looks, a member works, an administrator runs the house.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-primary" href="${links.newPerson()}">${icon('person-plus')} ${page.t('New person')}</a></div></header>
    <div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('People')}</caption>
      <thead><tr>${[page.t('Name'), page.t('E-mail address'), page.t('Role'), page.t('Since'), page.t('State')].map((title) => html`<th scope="col">${title}</th>`)}<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
      <tbody>${people.map((person) => row(page, person))}</tbody></table></div>`,
})

/** A person without a password can only be spoken for by API tokens. */
export const newPersonPage = (page: Page, state: FormState): View => ({
  title: page.t('New person'),
  body: html`<header class="page-head"><h1>${page.t('New person')}</h1></header>
    <div class="panel narrow">${form(page, { action: links.people() }, [
      formMessage(state),
      textField(state, { name: 'name', label: page.t('Name'), required: true, attributes: { autocomplete: 'off' } }),
      textField(state, {
        name: 'email',
        type: 'email',
        label: page.t('E-mail address'),
        required: true,
        attributes: { autocomplete: 'off' },
      }),
      selectField(state, {
        name: 'role',
        label: page.t('Role'),
        value: 'member',
        options: roles.map((role) => ({ value: role, text: roleWord(page, role) })),
      }),
      textField(state, {
        name: 'password',
        type: 'password',
        label: page.t('First password'),
        help: page.t('At least 12 characters. Left empty, the account can be used by API tokens only.'),
        attributes: { autocomplete: 'new-password' },
      }),
      formButtons([
        submitButton(page.t('Make the account'), 'person-plus'),
        html`<a class="btn btn-outline-secondary" href="${links.people()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>`,
})

const row = (page: Page, person: PersonRow): Html => html`<tr id="person-${person.id}">
    <th scope="row">${person.name}</th>
    <td data-label="${page.t('E-mail address')}">${person.email}</td>
    <td data-label="${page.t('Role')}">${person.id === page.person?.id ? roleWord(page, person.role) : roleForm(page, person)}</td>
    <td data-label="${page.t('Since')}">${ago(page, person.created_at)}</td>
    <td data-label="${page.t('State')}">${stateOf(page, person)}</td>
    <td class="text-end">${person.id !== page.person?.id && access(page, person)}</td>
  </tr>`

const stateOf = (page: Page, { disabled_at }: PersonRow): Html =>
  disabled_at === null
    ? html`<span class="state state-good">${icon('check-circle')} ${page.t('Active')}</span>`
    : html`<span class="state state-bad">${icon('lock')} ${page.t('Locked out')}</span> ${ago(page, disabled_at)}`

const roleForm = (page: Page, person: PersonRow): Html =>
  form(page, { action: links.role(person.id), class: 'd-flex gap-1' }, [
    html`<select class="form-select form-select-sm w-auto" name="role" aria-label="${page.t('Role of {{name}}', { name: person.name })}">${roles.map((role) => html`<option${attributes({ value: role, selected: role === person.role })}>${roleWord(page, role)}</option>`)}</select>`,
    html`<button class="btn btn-sm btn-outline-secondary" type="submit">${page.t('Change')}</button>`,
  ])

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

function roleWord(page: Page, role: Role): string {
  const words: Readonly<Record<Role, string>> = {
    reader: page.t('Reader'),
    member: page.t('Member'),
    admin: page.t('Administrator'),
  }
  return words[role]
}
