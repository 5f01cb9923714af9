import { peopleTabs } from '../../accounts/pages/people-tabs.ts'
import { emailField } from '../../accounts/pages/profile-fields.ts'
import { roles } from '../../accounts/person.ts'
import type { PersonRow } from '../../accounts/tables.ts'
import { ago } from '../../web/dates.ts'
import {
  type FormState,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { type Column, table } from '../../web/table.ts'
import type { TableState } from '../../web/table-query.ts'
import { links } from '../links.ts'
import { roleWord } from './roles.ts'

export type PeopleList = Readonly<{
  state: TableState
  rows: readonly PersonRow[]
  next: string | null
  total: number
}>

export const peoplePage = (page: Page, list: PeopleList): View => ({
  title: page.t('People'),
  body: html`<header class="page-head"><div><h1>${page.t('People')}</h1>
      <p>${page.t('Everyone who has an account. A reader looks, a member works, an administrator runs the house.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-primary" href="${links.newPerson()}">${icon('person-plus')} ${page.t('New person')}</a></div></header>
    ${peopleTabs(page)}
    ${peopleTable(page, list)}`,
})

export const peopleTable = (page: Page, { state, rows, next, total }: PeopleList): Html =>
  table(page, {
    name: 'people',
    caption: page.t('People'),
    address: links.people(),
    state,
    columns: columns(page),
    rows,
    rowId: ({ id }) => id,
    paging: { previous: null, next },
    total,
    searchHint: page.t('Name or address'),
    filters: [
      {
        name: 'role',
        label: page.t('Role'),
        options: roles.map((value) => ({ value, text: roleWord(page, value) })),
      },
      {
        name: 'state',
        label: page.t('State'),
        options: [
          { value: 'active', text: page.t('Active') },
          { value: 'locked', text: page.t('Locked out') },
        ],
      },
    ],
    empty: html`${icon('people')}<p>${page.t('Nobody has an account yet.')}</p>`,
    csv: links.tableCsv('accounts_people'),
  })

const columns = (page: Page): Column<PersonRow>[] => [
  {
    name: 'name',
    title: page.t('Name'),
    isHeading: true,
    cell: ({ id, name }) => html`<a href="${links.person(id)}">${name}</a>`,
  },
  { name: 'email', title: page.t('E-mail address'), cell: ({ email }) => email },
  { name: 'role', title: page.t('Role'), cell: ({ role }) => roleWord(page, role) },
  { name: 'affiliation', title: page.t('Affiliation'), cell: ({ affiliation }) => affiliation },
  { name: 'since', title: page.t('Since'), cell: ({ created_at }) => ago(page, created_at) },
  { name: 'state', title: page.t('State'), cell: (person) => personState(page, person) },
]

export const personState = (page: Page, { disabled_at }: PersonRow): Html =>
  disabled_at === null
    ? html`<span class="state state-good">${icon('check-circle')} ${page.t('Active')}</span>`
    : html`<span class="state state-bad">${icon('lock')} ${page.t('Locked out')}</span> ${ago(page, disabled_at)}`

/** A person without a password can only be spoken for by API tokens. */
export const newPersonPage = (page: Page, state: FormState): View => ({
  title: page.t('New person'),
  body: html`<header class="page-head"><h1>${page.t('New person')}</h1></header>
    <div class="panel narrow">${form(page, { action: links.people() }, [
      formMessage(state),
      textField(state, { name: 'name', label: page.t('Name'), required: true, attributes: { autocomplete: 'off' } }),
      emailField(page, state, 'off'),
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
