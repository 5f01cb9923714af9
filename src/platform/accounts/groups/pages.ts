import { ago, time } from '../../web/dates.ts'
import {
  actionButton,
  areaField,
  checkField,
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
import { accountTabs, peopleTabs } from '../pages/people-tabs.ts'
import { emailField } from '../pages/profile-fields.ts'
import { can, grantablePermissions, type Permission } from '../permissions.ts'
import type { Candidate, ListedGroup, Member } from './queries/groups.ts'
import { grantField } from './schemas.ts'
import type { GroupRow } from './tables.ts'

/** The groups of whoever looks; for an administrator all. */
export function groupsPage(page: Page, groups: readonly ListedGroup[]): View {
  const isAdministrator = can(page.person, 'house.administer')
  return {
    title: page.t('Groups'),
    body: html`<header class="page-head"><div><h1>${page.t('Groups')}</h1>
        <p>${page.t('People who do something together. A group can allow its members more than their role does, and things can be shared with it.')}</p></div>
        ${isAdministrator && html`<div class="page-head-actions"><a class="btn btn-primary" href="${links.newGroup()}">${icon('plus-lg')} ${page.t('New group')}</a></div>`}</header>
      ${isAdministrator ? peopleTabs(page) : accountTabs(page)}
      ${groups.length === 0 ? html`<p class="empty">${isAdministrator ? page.t('There is none yet.') : page.t('You are in no group. Administrators make groups, and add people to them.')}</p>` : groupTable(page, groups)}`,
    api: '/api/v1/groups',
  }
}

const groupTable = (page: Page, groups: readonly ListedGroup[]): Html =>
  html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Groups')}</caption>
    <thead><tr><th scope="col">${page.t('Name')}</th><th scope="col">${page.t('Description')}</th><th scope="col">${page.t('Members')}</th></tr></thead>
    <tbody>${groups.map(
      (group) => html`<tr id="group-${group.id}">
      <th scope="row"><a href="${links.group(group.id)}">${group.name}</a></th>
      <td data-label="${page.t('Description')}">${group.description === '' ? '–' : group.description}</td>
      <td data-label="${page.t('Members')}">${group.members}</td></tr>`,
    )}</tbody></table></div>`

export type GroupView = Readonly<{
  group: GroupRow
  grants: readonly string[]
  members: readonly Member[]
  mayAdminister: boolean
  mayManage: boolean
  /** What was searched for, and who was found. */
  search: string
  found: readonly Candidate[]
}>

/** One group: who is in it, and what it allows. */
export const groupPage = (page: Page, state: FormState, view: GroupView): View => ({
  title: view.group.name,
  body: html`<header class="page-head"><div><h1>${view.group.name}</h1>
      ${view.group.description !== '' && html`<p>${view.group.description}</p>`}</div>
      ${view.mayAdminister && html`<div class="page-head-actions"><a class="btn btn-outline-secondary" href="${links.changeGroup(view.group.id)}">${icon('pencil')} ${page.t('Change')}</a></div>`}</header>
    <section class="panel"><h2>${page.t('What it allows')}</h2>${grantList(page, view.grants)}</section>
    <section class="panel"><h2>${page.t('Members')}</h2>
      ${view.members.length === 0 ? html`<p class="empty">${page.t('Nobody is in it yet.')}</p>` : memberTable(page, view)}
    </section>
    ${view.mayManage && addSection(page, state, view)}
    <p><a href="${links.groups()}">${icon('arrow-left')} ${page.t('All groups')}</a></p>`,
})

function grantList(page: Page, grants: readonly string[]): Html {
  const known = grantablePermissions.filter((name) => grants.includes(name))
  if (known.length === 0) return html`<p>${page.t('Nothing besides what the role of each member allows.')}</p>`
  return html`<ul>${known.map((name) => html`<li>${permissionWords(page, name)} <code>${name}</code></li>`)}</ul>`
}

const memberTable = (page: Page, view: GroupView): Html =>
  html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Members')}</caption>
    <thead><tr><th scope="col">${page.t('Name')}</th><th scope="col">${page.t('Affiliation')}</th><th scope="col">${page.t('Since')}</th><th scope="col">${page.t('In the group')}</th><th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${view.members.map((member) => memberRow(page, view, member))}</tbody></table></div>`

const memberRow = (page: Page, view: GroupView, member: Member): Html => html`<tr id="member-${member.id}">
    <th scope="row">${member.name}${view.mayManage && html`<br><small class="text-body-secondary fw-normal">${member.email}</small>`}</th>
    <td data-label="${page.t('Affiliation')}">${member.affiliation ?? '–'}</td>
    <td data-label="${page.t('Since')}">${ago(page, member.added_at)}</td>
    <td data-label="${page.t('In the group')}">${member.is_manager === 1 ? html`<span class="badge text-bg-primary">${page.t('manages it')}</span>` : page.t('member')}${member.disabled_at !== null && html` <span class="badge text-bg-secondary">${page.t('locked out')}</span>`}</td>
    <td class="text-end">${view.mayAdminister && managerButton(page, view.group, member)} ${removeButton(page, view, member)}</td>
  </tr>`

const managerButton = (page: Page, group: GroupRow, { id, is_manager }: Member): Html =>
  actionButton(page, {
    action: links.manager(group.id, id),
    text: is_manager === 1 ? page.t('No longer manages') : page.t('Let manage'),
    icon: is_manager === 1 ? 'person-dash' : 'person-gear',
    values: { manager: is_manager === 1 ? '0' : '1' },
  })

function removeButton(page: Page, { group, mayManage }: GroupView, { id, name }: Member): Html | null {
  const isOwn = id === page.person?.id
  if (!mayManage && !isOwn) return null
  return actionButton(page, {
    action: links.removeMember(group.id, id),
    text: isOwn ? page.t('Leave') : page.t('Take out'),
    icon: 'person-x',
    kind: 'outline-danger',
    confirm: isOwn
      ? page.t('You lose what {{group}} allows at once. Leave it?', { group: group.name })
      : page.t('{{name}} loses what {{group}} allows at once. Go on?', { name, group: group.name }),
  })
}

const addSection = (page: Page, state: FormState, view: GroupView): Html => html`<section class="panel" id="add">
    <h2>${page.t('Add somebody')}</h2>
    ${form(page, { action: links.members(view.group.id), class: 'narrow' }, [
      formMessage(state),
      emailField(page, state, 'off', { label: page.t('By e-mail address') }),
      formButtons(submitButton(page.t('Add'), 'person-plus')),
    ])}
    ${form(page, { action: `${links.group(view.group.id)}#add`, method: 'get', class: 'narrow mt-4' }, [
      textField(emptySearch(view.search), {
        name: 'q',
        type: 'search',
        label: page.t('Or find them by name'),
        attributes: { autocomplete: 'off', maxlength: 200, minlength: 2 },
      }),
      formButtons(
        html`<button type="submit" class="btn btn-outline-secondary">${icon('search')} ${page.t('Search')}</button>`,
      ),
    ])}
    ${view.search !== '' && foundList(page, view)}
  </section>`

const emptySearch = (search: string): FormState => ({ values: { q: search }, errors: [], message: null })

function foundList(page: Page, { group, found }: GroupView): Html {
  if (found.length === 0)
    return html`<p class="empty">${page.t('Nobody else here is called so. People need an account before they can be added.')}</p>`
  return html`<ul class="list-group">${found.map(
    ({
      id,
      name,
      email,
      affiliation,
    }) => html`<li class="list-group-item d-flex flex-wrap gap-2 justify-content-between align-items-center">
      <span>${name} <small class="text-body-secondary">${[email, affiliation].filter(Boolean).join(' · ')}</small></span>
      ${actionButton(page, { action: links.members(group.id), text: page.t('Add'), icon: 'person-plus', values: { person: id } })}</li>`,
  )}</ul>`
}

/** A new group, or one as it is. */
export const groupFormPage = (page: Page, state: FormState, group?: GroupRow): View => {
  const title = group ? page.t('Change {{name}}', { name: group.name }) : page.t('New group')
  return {
    title,
    body: html`<h1>${title}</h1>
    <div class="panel narrow">${form(page, { action: group ? links.changeGroup(group.id) : links.groups() }, [
      formMessage(state),
      group && html`<input type="hidden" name="version" value="${group.version}">`,
      state.message !== null && group && asItIs(page, group),
      textField(state, {
        name: 'name',
        label: page.t('Name'),
        required: true,
        help: page.t('Small letters, digits and dashes, such as arcops.'),
        attributes: { autocomplete: 'off', maxlength: 40, autocapitalize: 'none', spellcheck: 'false' },
      }),
      areaField(state, {
        name: 'description',
        label: page.t('Description'),
        rows: 3,
        attributes: { maxlength: 2_000 },
      }),
      html`<fieldset class="mb-3"><legend class="fs-6">${page.t('Its members may, whatever their role:')}</legend>
        ${grantablePermissions.map((name) => checkField(state, { name: grantField(name), label: permissionWords(page, name) }))}</fieldset>`,
      formButtons([
        submitButton(group ? page.t('Save') : page.t('Make the group'), 'check-lg'),
        html`<a class="btn btn-outline-secondary" href="${group ? links.group(group.id) : links.groups()}">${page.t('Back')}</a>`,
      ]),
    ])}</div>
    ${group && removeSection(page, group)}`,
  }
}

const asItIs = (page: Page, { name, description, updated_at }: GroupRow): Html =>
  html`<dl class="facts"><dt>${page.t('Name')}</dt><dd>${name}</dd><dt>${page.t('Description')}</dt><dd>${description}</dd><dt>${page.t('Changed')}</dt><dd>${time(page, updated_at)}</dd></dl>`

const removeSection = (page: Page, group: GroupRow): Html => html`<section class="panel narrow">
    <h2>${page.t('Remove the group')}</h2>
    <p>${page.t('Its members stay, and lose what it allows at once. What was shared with it is its owner’s alone then.')}</p>
    ${actionButton(page, {
      action: links.deleteGroup(group.id),
      text: page.t('Remove it'),
      icon: 'trash',
      kind: 'outline-danger',
      confirm: page.t('Remove the group {{name}}? Its members lose what it allows at once.', { name: group.name }),
    })}
  </section>`

/** What a permission is, for people who give it. A new one needs words here before a group can carry it. */
function permissionWords(page: Page, permission: Permission): string {
  const words: Partial<Record<Permission, string>> = {
    'account.vouch': page.t('Vouch for people who register'),
    'plugins.run': page.t('Run plugins'),
    'papers.edit': page.t('Edit papers'),
    'papers.import': page.t('Import lists of papers'),
    'papers.operate': page.t('Run the collector, and set its times'),
    'papers.reset': page.t('Reset papers, and delete them'),
    'observations.request': page.t('Ask for changes of observations'),
    'observations.verify': page.t('Verify and approve observations (USINT)'),
    'observations.sign-catalog': page.t('Sign that changes are in the catalog (ARCOPS)'),
    'observations.sign-acis-si': page.t('Sign ACIS SI modes'),
    'observations.sign-hrc-si': page.t('Sign HRC SI modes'),
    'observations.duty': page.t('Be on duty for urgent targets'),
  }
  return words[permission] ?? permission
}
