import { can } from '../../../../platform/accounts/permissions.ts'
import {
  actionButton,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../../../platform/web/forms.ts'
import { type Html, html } from '../../../../platform/web/html.ts'
import { live } from '../../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../../platform/web/page.ts'
import type { Named } from '../../people.ts'
import type { Day } from '../days.ts'
import { rosterLinks } from '../links.ts'
import { oddities, stateOf } from '../rules.ts'
import type { DutyRow } from '../tables.ts'
import { dayText } from './days.ts'

export type RosterView = Readonly<{
  duties: readonly DutyRow[]
  names: ReadonlyMap<string, Named>
  today: Day
  /** May be put on duty. */
  isCandidate: boolean
}>

/** Who is on duty for urgent targets, week by week. */
export const rosterPage = (page: Page, state: FormState, view: RosterView): View => ({
  title: page.t('Duty roster'),
  styles: ['observations/roster.css'],
  api: rosterLinks.api(),
  body: html`<header class="page-head"><div><h1>${page.t('Duty roster')}</h1>
      <p>${page.t('Who is on duty for urgent targets. Days are in UT; duty lasts to the end of the last day.')}</p></div>
      <div class="page-head-actions">
        <a class="btn btn-outline-secondary" href="${rosterLinks.calendar()}">${icon('calendar-plus')} ${page.t('Calendar file')}</a>
        <a class="btn btn-outline-secondary" href="${rosterLinks.csv()}">${icon('download')} CSV</a></div></header>
    ${view.duties.length > 0 && formMessage(state)}
    ${rosterFragment(page, view)}
    ${view.duties.length === 0 && can(page.person, 'observations.request') && beginForm(page, state)}
    <section class="panel"><h2>${page.t('How it works')}</h2><ul>
      <li>${page.t('Take a week, or open it to choose somebody else and other days.')}</li>
      <li>${page.t('For a part of a week, split it first: a whole week becomes Monday to Thursday and Friday to Sunday.')}</li>
      <li>${page.t('Open neighbours that are shorter than a week give or take the days that you move.')}</li>
      <li>${page.t('Removing a stretch gives its days to the open stretches beside it.')}</li>
    </ul></section>`,
})

/** Drawn anew whenever anybody changes the roster. */
export const rosterFragment = (page: Page, view: RosterView): Html =>
  live(
    page,
    { id: 'roster', topic: 'observations/roster', url: rosterLinks.roster(), pace: 'idle' },
    html`${onDuty(page, view)}${view.duties.length === 0 ? html`<p class="empty">${page.t('The roster is empty.')}</p>` : rosterTable(page, view)}`,
  )

function onDuty(page: Page, { duties, names, today }: RosterView): Html {
  const now = duties.filter(({ starts_on, ends_on }) => starts_on <= today && today <= ends_on)
  const words = now.map(({ person_id }) =>
    person_id === null ? page.t('nobody') : (names.get(person_id)?.name ?? '?'),
  )
  return html`<p class="lead">${page.t('On duty today:')} <strong>${words.length > 0 ? words.join(', ') : page.t('nobody')}</strong></p>`
}

const rosterTable = (page: Page, view: RosterView): Html =>
  html`<div class="table-part"><table class="table align-middle roster"><caption class="visually-hidden">${page.t('Duty roster')}</caption>
    <thead><tr><th scope="col">${page.t('Contact')}</th><th scope="col">${page.t('First day')}</th>
      <th scope="col">${page.t('Last day')}</th><th scope="col">${page.t('Status')}</th>
      <th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${view.duties.map((duty, at) => dutyRow(page, view, duty, at))}</tbody></table></div>`

function dutyRow(page: Page, view: RosterView, duty: DutyRow, at: number): Html {
  const state = stateOf(duty, view.today)
  const { isOddLength, isUneven } = oddities(view.duties, at)
  const isNow = duty.starts_on <= view.today && view.today <= duty.ends_on
  const name = duty.person_id === null ? page.t('TBD') : (view.names.get(duty.person_id)?.name ?? '?')
  const words = { closed: page.t('Closed'), locked: page.t('Locked'), open: page.t('Open') }
  return html`<tr id="duty-${duty.id}" class="roster-${state}${isOddLength && ' roster-odd'}${isUneven && ' roster-uneven'}"${isNow && html` aria-current="date"`}>
    <th scope="row">${name}</th>
    <td data-label="${page.t('First day')}">${dayText(page, duty.starts_on)}</td>
    <td data-label="${page.t('Last day')}">${dayText(page, duty.ends_on)}</td>
    <td data-label="${page.t('Status')}"><span class="roster-state">${words[state]}</span>
      ${isNow && html`<span class="roster-note">${page.t('on duty now')}</span>`}
      ${isOddLength && html`<span class="roster-note">${page.t('not Monday to Sunday')}</span>`}
      ${isUneven && html`<span class="roster-note roster-note-uneven">${page.t('gap or overlap')}</span>`}</td>
    <td class="roster-actions">${can(page.person, 'observations.request') && actions(page, view, duty, state)}</td></tr>`
}

function actions(page: Page, view: RosterView, duty: DutyRow, state: 'closed' | 'locked' | 'open'): Html | false {
  if (state === 'closed') return false
  if (state === 'locked')
    return actionButton(page, {
      action: rosterLinks.dutyPart(duty.id, 'unlock'),
      text: page.t('Unlock'),
      icon: 'unlock',
    })
  const take = {
    person: page.person?.id ?? '',
    starts_on: duty.starts_on,
    ends_on: duty.ends_on,
    version: String(duty.version),
  }
  return html`${view.isCandidate && actionButton(page, { action: rosterLinks.duty(duty.id), text: page.t('Take it'), icon: 'person-check', values: take })}
    <a class="btn btn-sm btn-outline-secondary" href="${rosterLinks.duty(duty.id)}">${icon('pencil')} ${page.t('Change')}</a>`
}

const beginForm = (page: Page, state: FormState): Html =>
  html`<section class="panel"><h2>${page.t('Begin the roster')}</h2>${form(page, { action: rosterLinks.begin() }, [
    formMessage(state),
    textField(state, {
      name: 'starts_on',
      label: page.t('First day'),
      type: 'date',
      required: true,
      help: page.t('Weeks from Monday to Sunday follow, eight months ahead.'),
    }),
    formButtons(submitButton(page.t('Add weeks'), 'calendar-plus')),
  ])}</section>`
