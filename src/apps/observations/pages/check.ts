import { time } from '../../../platform/web/dates.ts'
import { emptyForm, type FormState } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type Checked, type CheckedRank, type CheckState, type CheckView, isAllThere } from '../checking.ts'
import { links } from '../links.ts'
import { isScalar, namesFor, parameterOf } from '../parameters/parameters.ts'
import type { Revision } from '../queries/revisions.ts'
import { shown } from '../revisions/fields.ts'
import { revisionKey } from '../signoff/approval.ts'
import { parts } from '../signoff/signoff.ts'
import { labelledCell } from './cells.ts'
import { proseOf, valueText } from './comparison.ts'
import { directorPanel } from './director.ts'
import { sectionTitle } from './help.ts'
import { kindWord, partWord, urgencyMark } from './words.ts'

/** What a revision asked for, and whether the catalog has it. */
export const checkPage = (page: Page, it: CheckView, state: FormState = emptyForm): View => ({
  title: page.t('Check {{key}}', { key: keyOf(it.revision) }),
  api: links.api.revision(keyOf(it.revision)),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${keyOf(it.revision)} <span class="desk-tag">${it.revision.kind.toUpperCase()}</span> ${urgencyMark(page, it.urgency)}</h1>
      <p>${it.observation?.values.proposal_title ?? ''}</p></div>
      <div class="page-head-actions"><a class="btn btn-sm btn-outline-secondary" href="${links.status()}">${icon('list-check')} ${page.t('Target parameter status')}</a>
      <a class="btn btn-sm btn-outline-secondary" href="${links.ocat(it.revision.obsid)}">${icon('pencil-square')} ${page.t('Ocat data page')}</a></div></header>
    ${verdict(page, it)}
    ${header(page, it)}
    ${directorPanel(page, it, state)}
    ${prose(page, it)}
    ${changes(page, it)}
    ${legend(page)}
    ${it.sections.map(({ name, rows }) => section(page, sectionTitle(page, name), rows))}
    ${it.ranks.map((ranks) => rankSection(page, ranks))}`,
})

const keyOf = ({ obsid, revision_number }: Revision): string => revisionKey(obsid, revision_number)

function verdict(page: Page, it: CheckView): Html {
  if (!it.observation)
    return html`<p class="alert alert-warning">${icon('question-circle')} ${page.t('The catalog has no answer about this observation, so the last column is empty.')}</p>`
  const is = isAllThere(it)
  if (is === null) return html``
  return is
    ? html`<p class="alert alert-success">${icon('check-circle')} ${page.t('Everything that was asked for is in the catalog.')} <a href="${links.status()}">${page.t('Sign it off')}</a></p>`
    : html`<p class="alert alert-warning">${icon('hourglass-split')} ${page.t('Some of what was asked for is not in the catalog yet.')}</p>`
}

function header(page: Page, { revision, revisions, observation, names }: CheckView): Html {
  const values = observation?.values
  const others = revisions.map((other) =>
    other.id === revision.id
      ? html`<strong>${keyOf(other)}</strong> `
      : html`<a href="${links.revision(keyOf(other))}">${keyOf(other)}</a> `,
  )
  const rows: readonly (readonly [string, Html | string])[] = [
    [page.t('Kind'), kindWord(page, revision.kind)],
    ['Sequence Number', revision.sequence_number ?? '–'],
    ['Proposal Number', String(values?.proposal_number ?? '–')],
    ['Target Name', String(values?.targname ?? '–')],
    ['Group ID', String(values?.group_id ?? '–')],
    ['Obs AO Status', String(values?.obs_ao_str ?? '–')],
    ['PI Name', String(values?.pi_name ?? '–')],
    [page.t('Submitted'), html`${time(page, revision.submitted_at)}, ${names.get(revision.submitted_by)?.name ?? '?'}`],
    [page.t('Revisions'), html`${others}`],
    ...parts.map((part): [string, Html] => [partWord(page, part), cellText(page, names, revision, part)]),
  ]
  return html`<section class="panel"><dl class="facts">${rows.map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl></section>`
}

function cellText(page: Page, names: CheckView['names'], { cells }: Revision, part: (typeof parts)[number]): Html {
  const { status, signedBy, signedAt } = cells[part]
  if (status === 'Signed') return html`${names.get(signedBy ?? '')?.name ?? '?'}, ${time(page, signedAt)}`
  return html`${status === 'Pending' ? page.t('Not signed yet') : status === 'Discard' ? page.t('NA') : page.t('Not Required')}`
}

/** Remarks and comments, past and new; those of a split too. */
const prose = (page: Page, { originals, requests }: CheckView): Html =>
  html`${['comments', 'remarks'].map((name) => proseOf(page, parameterOf(name).label, originals.get(name) ?? null, requests.has(name) ? (requests.get(name) ?? null) : undefined))}`

const proseNames = ['comments', 'remarks']

function changes(page: Page, { originals, requests }: CheckView): Html {
  const blocks = [
    [page.t('General Changes'), namesFor('general').filter((name) => !proseNames.includes(name))],
    [page.t('ACIS Changes'), namesFor('acis').filter(isScalar)],
    [page.t('ACIS Window Changes'), namesFor('acis').filter((name) => !isScalar(name))],
  ] as const
  if (requests.size === 0) return html``
  return html`<section class="panel"><h2>${page.t('What was asked for')}</h2>${blocks.map(([title, names]) => {
    const asked = names.filter((name) => requests.has(name))
    if (asked.length === 0) return html`<h3 class="h6">${title}</h3><p class="quiet">${page.t('None')}</p>`
    return html`<h3 class="h6">${title}</h3><div class="table-part"><table class="table"><caption class="visually-hidden">${title}</caption>
      <thead><tr><th scope="col">${page.t('Parameter')}</th><th scope="col">${page.t('Original Value')}</th><th scope="col">${page.t('Requested Value')}</th></tr></thead>
      <tbody>${asked.map((name) => html`<tr><th scope="row">${parameterOf(name).label} <code>${name.toUpperCase()}</code></th><td data-label="${page.t('Original Value')}">${valueText(name, originals.get(name) ?? null)}</td><td data-label="${page.t('Requested Value')}">${valueText(name, requests.get(name) ?? null)}</td></tr>`)}</tbody></table></div>`
  })}</section>`
}

const legend = (page: Page): Html =>
  html`<p>${(['done', 'missing', 'unasked'] as const).map((state) => html`<span class="desk-tag ${colourOf[state]}">${stateWord(page, state)}</span> `)}</p>`

const colourOf: Readonly<Record<CheckState, string>> = {
  done: 'desk-done',
  missing: 'desk-missing',
  unasked: 'desk-unasked',
  same: '',
  unknown: '',
}

function stateWord(page: Page, state: CheckState): string {
  const words: Readonly<Record<CheckState, string>> = {
    done: page.t('done'),
    missing: page.t('not in the catalog yet'),
    unasked: page.t('changed without a request'),
    same: '',
    unknown: '',
  }
  return words[state]
}

/** What differs stands open; the rest is there for those who look for it. */
function section(page: Page, title: string, rows: readonly Checked[]): Html {
  const differing = rows.filter(({ state }) => stateWord(page, state) !== '')
  const same = rows.filter((row) => !differing.includes(row))
  return html`<section class="panel"><h2>${title}</h2>
    ${differing.length > 0 && parameterTable(page, title, differing)}
    ${same.length > 0 && html`<details><summary>${page.t('Everything that stays')} (${same.length})</summary>${parameterTable(page, page.t('Everything that stays'), same)}</details>`}</section>`
}

const parameterTable = (
  page: Page,
  title: string,
  rows: readonly Checked[],
): Html => html`<div class="table-part"><table class="table"><caption class="visually-hidden">${title}</caption>
  <thead><tr><th scope="col">${page.t('Parameter')}</th><th scope="col">${page.t('Original Value')}</th><th scope="col">${page.t('Requested Value')}</th><th scope="col">${page.t('Current DB Value')}</th></tr></thead>
  <tbody>${rows.map(
    (row) => html`<tr><th scope="row">${parameterOf(row.name).label} <code>${row.name.toUpperCase()}</code></th>
    <td data-label="${page.t('Original Value')}">${valueText(row.name, row.original)}</td><td data-label="${page.t('Requested Value')}">${valueText(row.name, row.requested)}</td>
    ${labelledCell(page.t('Current DB Value'), html`${valueText(row.name, row.current)} ${tag(page, row.state)}`, colourOf[row.state])}</tr>`,
  )}</tbody></table></div>`

/** The meaning of a colour, in words. */
const tag = (page: Page, state: CheckState): Html => {
  const word = stateWord(page, state)
  return word === '' ? html`` : html`<span class="desk-tag">${word}</span>`
}

function rankSection(page: Page, { flag, counts, rows }: CheckView['ranks'][number]): Html {
  if (rows.length === 0) return html``
  const title = `${parameterOf(flag).label}: ${counts.join(' / ')}`
  return html`<section class="panel"><h2>${title}</h2>
    <div class="table-part"><table class="table"><caption class="visually-hidden">${title}</caption>
    <thead><tr><th scope="col">${page.t('Rank')}, ${page.t('Parameter')}</th><th scope="col">${page.t('Original Value')}</th><th scope="col">${page.t('Requested Value')}</th><th scope="col">${page.t('Current DB Value')}</th></tr></thead>
    <tbody>${rows.map((rank, at) => rankRows(page, rank, at))}</tbody></table></div></section>`
}

const rankRows = (page: Page, rank: CheckedRank, at: number): Html =>
  html`${rank.map(
    (cell) => html`<tr><th scope="row">${at + 1}. ${parameterOf(cell.name).label}</th>
    <td data-label="${page.t('Original Value')}">${shown(cell.name, cell.original) || '–'}</td><td data-label="${page.t('Requested Value')}">${shown(cell.name, cell.requested) || '–'}</td>
    ${labelledCell(page.t('Current DB Value'), html`${shown(cell.name, cell.current) || '–'} ${tag(page, cell.state)}`, colourOf[cell.state])}</tr>`,
  )}`
