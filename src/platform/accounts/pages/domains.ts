import { ago } from '../../web/dates.ts'
import {
  actionButton,
  type FormState,
  fileField,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
  textField,
} from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { countryName } from '../countries.ts'
import type { Verdict } from '../domains/verdict.ts'
import { links } from '../links.ts'
import type { DomainListRow, DomainRow } from '../tables.ts'
import { peopleTabs } from './people-tabs.ts'
import { countryField } from './profile-fields.ts'

export type DomainsValues = Readonly<{
  rules: readonly DomainRow[]
  lists: readonly DomainListRow[]
  /** An address that was tried, and what the house thinks of it. */
  tried: Readonly<{ email: string; verdict: Verdict }> | undefined
}>

export type DomainStates = Readonly<{ rule: FormState; list: FormState }>

/** Which domains are academic here. */
export const domainsPage = (page: Page, states: DomainStates, { rules, lists, tried }: DomainsValues): View => ({
  title: page.t('Domains'),
  body: html`<header class="page-head"><div><h1>${page.t('Domains')}</h1><p>${page.t('Which addresses are academic. A rule of the house counts before any list, and a domain stands for all below it.')}</p></div></header>
    ${peopleTabs(page)}
    <section class="panel narrow"><h2>${page.t('Try an address')}</h2>
      ${form(page, { method: 'get', action: links.domains() }, [
        textField(
          { values: { try: tried?.email }, errors: [], message: null },
          { name: 'try', label: page.t('E-mail address'), attributes: { autocomplete: 'off', maxlength: 254 } },
        ),
        formButtons(submitButton(page.t('Try it'), 'search')),
      ])}${tried && html`<p class="mt-3">${verdictText(page, tried.verdict)}</p>`}</section>
    <section class="panel"><h2>${page.t('Rules of the house')}</h2>
      ${rules.length === 0 ? html`<p class="empty">${page.t('There is none yet.')}</p>` : ruleTable(page, rules)}
      <details class="mt-3"><summary>${page.t('Add a rule')}</summary><div class="narrow mt-3">${ruleForm(page, states.rule)}</div></details></section>
    <section class="panel"><h2>${page.t('Lists')}</h2>
      <p>${page.t('A list of universities comes with the program. Newer and larger ones are published by communities; their licence is kept with them.')}</p>
      ${lists.length > 0 && listTable(page, lists)}
      <details class="mt-3"><summary>${page.t('Import a list')}</summary><div class="narrow mt-3">${listForm(page, states.list)}</div></details></section>`,
})

function verdictText(page: Page, verdict: Verdict): Html {
  if (verdict.kind === 'academic')
    return html`${icon('check-circle')} ${page.t('Academic')}: ${verdict.institution.name ?? page.t('institution not known')}`
  if (verdict.kind === 'refused') return html`${icon('x-circle')} ${page.t('Not accepted')}`
  return html`${icon('question-circle')} ${page.t('Not known: an administrator is asked')}`
}

const ruleTable = (
  page: Page,
  rules: readonly DomainRow[],
): Html => html`<div class="table-part"><table class="table align-middle">
    <thead><tr>${[page.t('Domain'), page.t('Rule'), page.t('Institution'), page.t('Remark'), page.t('Since')].map((title) => html`<th scope="col">${title}</th>`)}<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${rules.map(
      (rule) => html`<tr id="rule-${rule.id}">
        <th scope="row">${rule.domain}</th>
        <td data-label="${page.t('Rule')}">${rule.kind === 'blocked' ? page.t('blocked') : page.t('allowed')}</td>
        <td data-label="${page.t('Institution')}">${rule.institution ?? '–'}${rule.country !== null && ` (${countryName(rule.country, page.language)})`}</td>
        <td data-label="${page.t('Remark')}">${rule.note ?? '–'}</td>
        <td data-label="${page.t('Since')}">${ago(page, rule.added_at)}</td>
        <td class="text-end">${actionButton(page, { action: links.removeRule(rule.id), text: page.t('Remove'), icon: 'trash', kind: 'outline-danger' })}</td></tr>`,
    )}</tbody></table></div>`

const ruleForm = (page: Page, state: FormState): Html =>
  form(page, { action: links.domainRules() }, [
    formMessage(state),
    textField(state, {
      name: 'domain',
      label: page.t('Domain, or a single address'),
      required: true,
      attributes: { maxlength: 254, autocomplete: 'off' },
    }),
    selectField(state, {
      name: 'kind',
      label: page.t('Rule'),
      options: [
        { value: 'allowed', text: page.t('allowed') },
        { value: 'blocked', text: page.t('blocked') },
      ],
    }),
    textField(state, {
      name: 'institution',
      label: page.t('Institution (optional)'),
      attributes: { maxlength: 200, autocomplete: 'off' },
    }),
    countryField(page, state),
    textField(state, {
      name: 'note',
      label: page.t('Note (optional)'),
      attributes: { maxlength: 500, autocomplete: 'off' },
    }),
    formButtons(submitButton(page.t('Add it'), 'plus-lg')),
  ])

const listTable = (
  page: Page,
  lists: readonly DomainListRow[],
): Html => html`<div class="table-part"><table class="table align-middle">
    <thead><tr>${[page.t('List'), page.t('Domains'), page.t('Licence'), page.t('Imported')].map((title) => html`<th scope="col">${title}</th>`)}<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${lists.map(
      (list) => html`<tr id="list-${list.id}">
        <th scope="row">${list.name}${list.address !== null && html`<div class="quiet fw-normal">${list.address}</div>`}</th>
        <td data-label="${page.t('Domains')}">${list.domain_count}</td>
        <td data-label="${page.t('Licence')}">${list.licence}</td>
        <td data-label="${page.t('Imported')}">${ago(page, list.imported_at)}</td>
        <td class="text-end">${actionButton(page, { action: links.removeList(list.id), text: page.t('Remove'), icon: 'trash', kind: 'outline-danger', confirm: page.t('Who registers with a domain of this list has to wait for a decision then. Remove it?') })}</td></tr>`,
    )}</tbody></table></div>`

const listForm = (page: Page, state: FormState): Html =>
  form(page, { action: links.domainLists(), upload: true }, [
    formMessage(state),
    textField(state, {
      name: 'name',
      label: page.t('Name of the list'),
      required: true,
      help: page.t('A list of this name is replaced.'),
      attributes: { maxlength: 100, autocomplete: 'off' },
    }),
    textField(state, {
      name: 'licence',
      label: page.t('Licence'),
      required: true,
      help: page.t('As its publisher names it, such as MIT.'),
      attributes: { maxlength: 200, autocomplete: 'off' },
    }),
    textField(state, {
      name: 'address',
      label: page.t('Where it comes from (optional)'),
      type: 'url',
      attributes: { maxlength: 500, autocomplete: 'off' },
    }),
    fileField(state, {
      name: 'file',
      label: page.t('File'),
      required: true,
      help: page.t('JSON or CSV, at most 10 MB.'),
      accept: '.json,.csv',
    }),
    formButtons(submitButton(page.t('Import it'), 'upload')),
  ])
