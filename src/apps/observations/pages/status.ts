import { demoOffer } from '../../../platform/demo/pages/offer.ts'
import { ago, number, time } from '../../../platform/web/dates.ts'
import { actionButton, form } from '../../../platform/web/forms.ts'
import { attributes, type Html, html, nothing } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { viewsButton } from '../../../platform/web/views-button.ts'
import { links } from '../links.ts'
import type { Revision } from '../queries/revisions.ts'
import { statusTopic } from '../revising.ts'
import { isUrgent, type Urgency } from '../revisions/urgency.ts'
import type { Queue } from '../schemas.ts'
import { revisionKey } from '../signoff/approval.ts'
import { type Part, parts, type Team, teams } from '../signoff/signoff.ts'
import type { OpenRow, StatusView } from '../status-view.ts'
import { labelledCell } from './cells.ts'
import { testRemark } from './test-mode.ts'
import { directorWord, labels, partWord, urgencyMark } from './words.ts'

/** Which revisions wait to be signed, and by whom. */
export const statusPage = (page: Page, it: StatusView): View => ({
  title: page.t('Target parameter status'),
  api: links.api.status(),
  styles: ['observations/desk.css', 'observations/status.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Target parameter status')}</h1>
      <p>${page.t('Sign older revisions of an observation before newer ones; a newer one that is signed replaces the older.')}</p></div>
      <div class="page-head-actions"><a class="btn btn-sm btn-outline-secondary" href="${links.mine()}">${icon('arrow-counterclockwise')} ${page.t('Undo')}</a>
      <a class="btn btn-sm btn-outline-secondary" href="${links.express()}">${icon('lightning')} ${page.t('Express approval')}</a>
      ${viewsButton(page, { at: page.address, title: page.t('Target parameter status') })}</div></header>
    ${testRemark(page, it.isTest)}${queueTabs(page, it)}
    ${sortForm(page, it)}
    ${statusTable(page, it)}`,
})

function queueTabs(page: Page, { queues: counts, queue, ownTeams }: StatusView): Html {
  const isOwn = (name: Queue | ''): boolean => ownTeams.some((team) => team === name)
  const tab = (name: Queue | '', text: Html | string): Html =>
    html`<a class="btn btn-sm ${queue === name ? 'btn-primary' : 'btn-outline-secondary'}" href="${links.status(queryOf(name))}"${attributes({ 'aria-current': queue === name ? 'page' : undefined })}>${text}${name !== '' && html` <span class="desk-count">${number(page, counts[name])}</span>`}${isOwn(name) && html` <span class="visually-hidden">(${page.t('your team')})</span>${icon('person-check')}`}</a>`
  return html`<nav class="desk-tabs" aria-label="${page.t('Queues')}">${tab('', page.t('Everything'))}${tab('urgent', html`${icon('lightning-charge-fill')} ${page.t('Urgent')}`)}${teams.map((name) => tab(name, teamWord(name)))}</nav>`
}

const queryOf = (queue: Queue | ''): string => (queue === '' ? '' : `?queue=${queue}`)

const teamWord = (team: Team): string => team.toUpperCase()

const sortForm = (page: Page, { choice, submitters, queue, isPersonUnknown }: StatusView): Html =>
  html`${form(page, { method: 'get', action: links.status(), class: 'desk-sort' }, [
    queue !== '' && html`<input type="hidden" name="queue" value="${queue}">`,
    html`<span class="quiet">${page.t('Sorted by')}</span>
    ${(['submitted', 'obsid', 'person'] as const).map((sort) => html`<button class="btn btn-sm ${choice.sort === sort ? 'btn-primary' : 'btn-outline-secondary'}" type="submit" name="sort" value="${sort}"${attributes({ 'aria-pressed': choice.sort === sort ? 'true' : 'false' })}>${sortWord(page, sort)}</button>`)}
    <label class="visually-hidden" for="status-person">${page.t('Name')}</label>
    <input class="form-control form-control-sm desk-name" id="status-person" name="person" value="${choice.person}" list="status-people" autocomplete="off">
    <datalist id="status-people">${submitters.map(({ name }) => html`<option value="${name}"></option>`)}</datalist>`,
  ])}${isPersonUnknown && html`<p class="quiet" role="status">${page.t('Nobody of this name has something open.')}</p>`}`

function sortWord(page: Page, sort: StatusView['choice']['sort']): string {
  if (sort === 'obsid') return page.t('Obsid')
  return sort === 'person' ? page.t('Username') : page.t('Date of Submission')
}

/** The table, fetched again whenever somebody submits, signs or takes something back. */
export const statusTable = (page: Page, it: StatusView): Html =>
  live(
    page,
    {
      id: 'status',
      topic: statusTopic,
      url: `${links.statusTable()}${queryOf(it.queue)}`,
      pace: 'idle',
    },
    content(page, it),
  )

function content(page: Page, it: StatusView): Html {
  const { open, closed } = it
  if (open.length + closed.length === 0)
    return html`<div class="empty">${icon('check2-all')}<p>${page.t('Everything is signed.')}</p>
      <p class="quiet">${page.t('Whoever asks for a change on an Ocat data page makes a revision; here it waits until each team has signed its column.')}</p>
      <div class="form-buttons justify-content-center"><a class="btn btn-primary" href="${links.askObsid()}">${icon('pencil-square')} ${page.t('Ocat data page')}</a> ${demoOffer(page)}</div></div>`
  return html`<div class="table-part"><table class="table align-middle desk-status"><caption class="visually-hidden">${page.t('Revisions')}</caption>
    <thead><tr><th scope="col">${page.t('OBSID.revision')}</th>${parts.map((part) => html`<th scope="col">${partWord(page, part)}</th>`)}<th scope="col">${page.t('Note')}</th></tr></thead>
    <tbody>${open.length === 0 && html`<tr><td colspan="7">${page.t('Nothing is open.')}</td></tr>`}${open.map((row) => openRow(page, it, row))}</tbody>
    ${closed.length > 0 && html`<tbody class="desk-closed"><tr><th colspan="7" scope="rowgroup">${page.t('Signed in the last {{hours}} hours', { hours: it.closedHours })}</th></tr>${closed.map((revision) => closedRow(page, it, revision))}</tbody>`}
  </table></div>`
}

const openRow = (
  page: Page,
  it: StatusView,
  row: OpenRow,
): Html => html`<tr id="revision-${row.revision.id}"${attributes({ class: classOf(row) })}>
  ${heading(page, it, row.revision, row.urgency)}
  ${parts.map((part) => labelledCell(partWord(page, part), cell(page, it, row, part)))}
  ${labelledCell(page.t('Note'), notes(page, row))}</tr>`

function classOf({ colour, urgency }: OpenRow): string | undefined {
  const classes = [colour !== null && `same-${colour}`, isUrgent(urgency) && 'desk-urgent'].filter(
    (one) => one !== false,
  )
  return classes.length > 0 ? classes.join(' ') : undefined
}

const closedRow = (
  page: Page,
  it: StatusView,
  revision: Revision,
): Html => html`<tr id="revision-${revision.id}">${heading(page, it, revision)}
  ${parts.map((part) => labelledCell(partWord(page, part), settled(page, it, revision, part)))}<td></td></tr>`

function heading(page: Page, { names }: StatusView, revision: Revision, urgency?: Urgency): Html {
  const key = revisionKey(revision.obsid, revision.revision_number)
  return html`<th scope="row"><a href="${links.revision(key)}">${key}</a>${urgency && isUrgent(urgency) && html`<br>${urgencyMark(page, urgency)}`}<br><span class="quiet">${revision.sequence_number ?? '–'}<br>${time(page, revision.submitted_at, 'day')}<br>${names.get(revision.submitted_by)?.name ?? '?'}</span></th>`
}

function cell(page: Page, it: StatusView, { revision, why, isApproved }: OpenRow, part: Part): Html {
  if (revision.cells[part].status !== 'Pending') return settled(page, it, revision, part)
  const refusal = why[part]
  if (!refusal) {
    return html`${actionButton(page, { action: links.signOff(revision.id, part), text: page.t('Signoff'), kind: 'primary' })}
      ${part === 'usint' && !isApproved && actionButton(page, { action: links.signOffAct(revision.id, part, 'approve'), text: page.t('Signoff & Approve') })}`
  }
  if (refusal.because === 'other-team')
    return html`<span class="desk-waits">${page.t('{{team}} must sign', { team: teamWord(refusal.team) })}</span>`
  return html`<span class="quiet">${page.t('Not ready')}</span> ${actionButton(page, {
    action: links.signOffAct(revision.id, part, 'discard'),
    text: page.t('Discard'),
    kind: 'outline-danger',
    confirm: page.t('Give up what is not signed of this revision, and verify it?'),
  })}`
}

function settled(page: Page, { names }: StatusView, { cells }: Revision, part: Part): Html {
  const { status, signedBy, signedAt } = cells[part]
  if (status === 'Signed')
    return html`${names.get(signedBy ?? '')?.name ?? '?'}<br><span class="quiet">${signedAt === null ? nothing : ago(page, signedAt)}</span>`
  return html`<span class="quiet">${status === 'Discard' ? page.t('NA') : page.t('Not Required')}</span>`
}

function notes(page: Page, { revision, colour, isApproved, higher, overlaps, urgency, director }: OpenRow): Html {
  const note = (kind: string, text: string): Html => html`<span class="desk-note ${kind}">${text}</span>`
  const wasSoon = revision.planned_at === null && urgency.days === null && revision.notes.includes('obsdate_under10')
  return html`${wasSoon && note('note-urgent', page.t('Within ten days'))}
    ${colour !== null && note('note-several', page.t('Multiple Revisions Open'))}
    ${overlaps.map(({ key, names }) => note('note-shared', page.t('{{key}} asks for the same: {{names}}', { key, names: labels(names) })))}
    ${higher !== null && note('note-higher', page.t('Higher revision {{number}} is signed off', { number: String(higher).padStart(3, '0') }))}
    ${(director.needed.length > 0 || director.latest) && note(`note-director-${director.latest?.state ?? 'open'}`, directorWord(page, director.latest))}
    ${revision.notes.includes('large_coordinate_change') && note('note-far', page.t('Large Coordinate Shift'))}
    ${revision.notes.includes('comment_change') && note('note-comment', page.t('New Comment'))}
    ${isApproved && note('note-approved', page.t('On Approved List'))}`
}
