import {
  actionButton,
  checkField,
  type FormState,
  form,
  formButtons,
  selectField,
  submitButton,
  textField,
} from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import type { Page, View } from '../../../../platform/web/page.ts'
import { viewsButton } from '../../../../platform/web/views-button.ts'
import { categories, type TickGroup, ticks } from '../categories.ts'
import type { SearchAnswer } from '../finding.ts'
import { searchLinks } from '../links.ts'
import type { SearchQuery } from '../schemas.ts'
import { resultTable, searchOf } from './results.ts'

type SearchView = Readonly<{ query: SearchQuery; answer?: SearchAnswer; maySend?: boolean }>

/** Observations by what they are called, where they stand, who asked for them. */
export const searchPage = (page: Page, state: FormState, view: SearchView): View => ({
  title: page.t('Target search'),
  styles: ['observations/search.css'],
  api: searchLinks.api(),
  body: html`<header class="page-head"><div><h1>${page.t('Target search')}</h1>
      <p>${page.t('Everything that you fill in must hold; of ticks in one row, one is enough.')}</p></div>
      <div class="page-head-actions">${view.answer && view.answer.found.total > 0 && view.maySend && sendButton(page, view.query)}${view.answer && viewsButton(page, { at: page.address, title: page.t('Target search') })}</div></header>
    ${view.answer ? html`<details class="panel"${state.errors.length > 0 && html` open`}><summary>${page.t('Change the search')}</summary>${searchForm(page, state, view.query)}</details>` : html`<section class="panel">${searchForm(page, state, view.query)}</section>`}
    ${view.answer && resultTable(page, view.query, view.answer)}`,
})

const sendButton = (page: Page, query: SearchQuery): Html =>
  actionButton(page, {
    action: searchLinks.send(searchOf(query)),
    text: page.t('Send to a plugin'),
    icon: 'send',
  })

const searchForm = (page: Page, state: FormState, query: SearchQuery): Html =>
  form(page, { method: 'get', action: searchLinks.search() }, [
    html`<input type="hidden" name="go" value="1">`,
    html`<div class="search-fields">${[
      text(state, query, 'target', page.t('Target'), page.t('Part of the name; blanks do not count.')),
      text(state, query, 'obsid', page.t('Obs ID'), page.t('100 - 200, or 100, 150')),
      text(state, query, 'seqnbr', page.t('Sequence Number'), page.t('100 - 200, or 100, 150')),
      text(state, query, 'pronbr', page.t('Proposal Number'), page.t('100 - 200, or 100, 150')),
      text(state, query, 'piname', page.t('PI Name'), page.t('Part of a family name')),
      text(state, query, 'observ', page.t('Observer'), page.t('Part of a family name')),
      text(state, query, 'ra', page.t('RA'), page.t('84.68 or 05:38:42.4')),
      text(state, query, 'dec', page.t('Dec'), page.t('-69.1 or -69:06:02.9')),
      text(state, query, 'radius', page.t('Radius'), page.t('4 arcmin where it is empty')),
      selectField(state, {
        name: 'radcho',
        label: page.t('Units'),
        value: query.radcho,
        options: [
          { value: '', text: page.t('arcmin') },
          { value: 'degrees', text: page.t('degrees') },
        ],
      }),
      selectField(state, {
        name: 'category',
        label: page.t('Science Category'),
        value: query.category,
        options: [
          { value: '', text: page.t('all') },
          ...Object.entries(categories).map(([value, name]) => ({ value, text: name })),
        ],
      }),
      text(state, query, 'obs_cycle', page.t('Observing Cycle'), page.t('such as 15')),
      text(state, query, 'prop_cycle', page.t('Proposal Cycle'), page.t('such as 15')),
      selectField(state, {
        name: 'sorted',
        label: page.t('Sort by'),
        value: query.sorted,
        options: [
          { value: 'sequence', text: page.t('Sequence Number') },
          { value: 'ra', text: page.t('RA') },
          { value: 'start', text: page.t('Sched. Start Time') },
        ],
      }),
    ]}</div>`,
    checkField(state, {
      name: 'simbad',
      label: page.t('Look the name up (SIMBAD, NED, VizieR), and search around its place'),
      value: query.simbad !== undefined,
    }),
    tickRow(query, 'sciins', page.t('Instrument')),
    tickRow(query, 'mode', page.t('ACIS Mode')),
    tickRow(query, 'grating', page.t('Grating')),
    tickRow(query, 'type', page.t('Type')),
    tickRow(query, 'status', page.t('Status')),
    tickRow(query, 'joint', page.t('Joint')),
    formButtons(submitButton(page.t('Search'), 'search')),
  ])

type TextName =
  | 'target'
  | 'obsid'
  | 'seqnbr'
  | 'pronbr'
  | 'piname'
  | 'observ'
  | 'ra'
  | 'dec'
  | 'radius'
  | 'obs_cycle'
  | 'prop_cycle'

const text = (state: FormState, query: SearchQuery, name: TextName, label: string, help: string): Html =>
  textField(state, { name, label, help, value: query[name], attributes: { maxlength: 100 } })

const tickRow = (query: SearchQuery, group: TickGroup, legend: string): Html => {
  const ticked: readonly string[] = query[group]
  return html`<fieldset class="search-ticks"><legend>${legend}</legend>${ticks[group].map(
    (value) =>
      html`<label><input type="checkbox" class="form-check-input" name="${group}" value="${value}"${ticked.includes(value) && html` checked`}> ${value}</label>`,
  )}</fieldset>`
}
