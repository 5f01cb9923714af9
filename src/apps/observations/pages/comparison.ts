import { type Html, html } from '../../../platform/web/html.ts'
import type { Page } from '../../../platform/web/page.ts'
import type { Observation, Value } from '../catalog/read-model.ts'
import {
  flagGroups,
  isScalar,
  listOfFlag,
  parameterNames,
  parameterOf,
  type RankFlag,
  rankFlags,
} from '../parameters/parameters.ts'
import { isColumn, type Kept, present, type Requests, resulting } from '../revisions/comparing.ts'
import { shown } from '../revisions/fields.ts'
import { labelledCell } from './cells.ts'

const prose = ['comments', 'remarks']
const first = ['instrument', 'grating', 'obs_type', 'targname']
/** Ranked constraints are told rank by rank instead. */
const scalarNames = [
  ...first,
  ...parameterNames.filter((name) => isScalar(name) && !first.includes(name) && !prose.includes(name)),
]

/** What is there and what is asked for, side by side; rows that change are marked by word and colour. */
export function comparison(page: Page, observation: Observation, requests: Requests): Html {
  const changed = scalarNames.filter((name) => requests.has(name))
  const rest = scalarNames.filter((name) => !requests.has(name))
  return html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('What changes')}</caption>
      <thead><tr><th scope="col">${page.t('Parameter')}</th><th scope="col">${page.t('Original Value')}</th><th scope="col">${page.t('Requested')}</th></tr></thead>
      <tbody>${changed.length === 0 && html`<tr><td colspan="3">${page.t('No parameter of its own changes.')}</td></tr>`}
      ${changed.map((name) => row(page, name, present(observation, name), requests.get(name) ?? null))}</tbody></table></div>
    <details><summary>${page.t('Everything that stays')}</summary><div class="table-part"><table class="table"><caption class="visually-hidden">${page.t('Everything that stays')}</caption>
      <thead><tr><th scope="col">${page.t('Parameter')}</th><th scope="col">${page.t('Original Value')}</th><th scope="col">${page.t('Requested')}</th></tr></thead>
      <tbody>${rest.map((name) => html`<tr><th scope="row">${parameterOf(name).label}</th><td>${valueText(name, present(observation, name))}</td><td class="quiet">${page.t('No Change')}</td></tr>`)}</tbody></table></div></details>`
}

const row = (page: Page, name: string, before: Kept, after: Kept): Html => html`<tr class="desk-changed">
  <th scope="row">${parameterOf(name).label} <span class="desk-tag">${page.t('changed')}</span></th>
  <td data-label="${page.t('Original Value')}">${valueText(name, before)}</td><td data-label="${page.t('Requested')}"><strong>${valueText(name, after)}</strong></td></tr>`

/** A value in the units of people; what is not set is a dash. */
export const valueText = (name: string, value: Kept): string =>
  isColumn(value) ? value.map((one) => shown(name, one) || '–').join(', ') : shown(name, value) || '–'

/** Each ranked constraint with its flag and every rank: as it was, made, or taken away. */
export function orderedEntries(page: Page, observation: Observation, requests: Requests): Html {
  const groups = rankFlags.filter((flag) => [flag, ...flagGroups[flag]].some((name) => requests.has(name)))
  if (groups.length === 0) return html``
  return html`<section class="panel"><h2>${page.t('Ordered Entries')}</h2>${groups.map((flag) => entries(page, observation, requests, flag))}</section>`
}

type Ranks = readonly Readonly<Record<string, Value>>[]

function entries(page: Page, observation: Observation, requests: Requests, flag: RankFlag): Html {
  const names: readonly string[] = flagGroups[flag]
  const before = ranksOf(names, (name) => present(observation, name))
  const after = ranksOf(names, (name) => resulting(observation, requests, name))
  const places = Array.from({ length: Math.max(before.length, after.length) }, (_, at) => at)
  return html`<h3 class="h6">${parameterOf(flag).label}: ${valueText(flag, observation.values[flag])} → ${valueText(flag, resulting(observation, requests, flag))}, ${before.length} → ${after.length}</h3>
    <div class="table-part"><table class="table"><caption class="visually-hidden">${listOfFlag[flag]}</caption>
    <thead><tr><th scope="col">${page.t('Rank')}</th>${names.map((name) => html`<th scope="col">${parameterOf(name).label}</th>`)}</tr></thead>
    <tbody>${places.map((at) => rank(page, names, at, before[at], after[at]))}</tbody></table></div>`
}

function rank(
  page: Page,
  names: readonly string[],
  at: number,
  before: Ranks[number] | undefined,
  after: Ranks[number] | undefined,
): Html {
  const [kind, word] = !after
    ? ['desk-deleted', page.t('Deleted')]
    : !before
      ? ['desk-created', page.t('Created')]
      : ['', '']
  const cell = (name: string): Html => {
    const [old, fresh] = [shown(name, before?.[name] ?? null) || '–', shown(name, after?.[name] ?? null) || '–']
    const { label } = parameterOf(name)
    if (!before || !after || old === fresh) return labelledCell(label, after ? fresh : old)
    return labelledCell(label, html`<del>${old}</del> <strong>${fresh}</strong>`, 'desk-created')
  }
  return html`<tr class="${kind}"><th scope="row">${at + 1} ${word !== '' && html`<span class="desk-tag">(${word})</span>`}</th>${names.map(cell)}</tr>`
}

/** Columns as rows; short columns are filled up with nothing. */
export function ranksOf(names: readonly string[], columnOf: (name: string) => Kept): Ranks {
  const columns = names.map((name) => [name, columnOf(name)] as const)
  const count = Math.max(0, ...columns.map(([, column]) => (isColumn(column) ? column.length : 0)))
  return Array.from({ length: count }, (_, at) =>
    Object.fromEntries(columns.map(([name, column]) => [name, isColumn(column) ? (column[at] ?? null) : null])),
  )
}

/** Comments and remarks, before and after. */
export const proseChanges = (
  page: Page,
  observation: Observation,
  requests: Requests,
  names: readonly string[] = prose,
): Html =>
  html`${names.map((name) => proseOf(page, parameterOf(name).label, present(observation, name), requests.has(name) ? (requests.get(name) ?? null) : undefined))}`

export const proseOf = (
  page: Page,
  label: string,
  before: Kept,
  after: Kept | undefined,
): Html => html`<section class="panel"><h2>${label}</h2>
  <h3 class="h6">${page.t('Original')}</h3><p class="desk-prose">${String(before ?? '–')}</p>
  <h3 class="h6">${page.t('New')}</h3>${after === undefined ? html`<p class="quiet">${page.t('No Change')}</p>` : html`<p class="desk-prose desk-created">${String(after ?? '–')}</p>`}</section>`
