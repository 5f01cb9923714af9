import { type Html, html } from '../../../../platform/web/html.ts'
import { icon, type Page } from '../../../../platform/web/page.ts'
import { decText, raText } from '../../catalog/positions.ts'
import type { FoundObservation } from '../../catalog/search-criteria.ts'
import { links } from '../../links.ts'
import { rowsPerPage } from '../criteria.ts'
import type { SearchAnswer } from '../finding.ts'
import { searchLinks } from '../links.ts'
import type { SearchQuery } from '../schemas.ts'

/** What was found, a page at a time. */
export function resultTable(page: Page, query: SearchQuery, { found, resolved }: SearchAnswer): Html {
  const place =
    resolved &&
    html`<p>${page.t('{{name}} stands at {{place}}.', { name: query.target, place: `${raText(resolved.raDeg)} ${decText(resolved.decDeg)}` })}</p>`
  if (found.total === 0)
    return html`${place}<p class="empty">${page.t('Nothing was found.')} <a href="${searchLinks.search()}">${page.t('A new search')}</a></p>`
  const count = page.t('{{count}} observations', { count: found.total })
  return html`${place}<p role="status">${found.isCut ? page.t('{{count}} observations, and more: the archive stops there.', { count: found.total }) : count}</p>
    <div class="table-part search-results"><table class="table align-middle"><caption class="visually-hidden">${page.t('Observations')}</caption>
    <thead><tr>${heads(page, query)}</tr></thead>
    <tbody>${found.items.map((one) => resultRow(page, one))}</tbody></table></div>
    ${pager(page, query, found.total)}`
}

const heads = (page: Page, query: SearchQuery): Html => {
  const sortable = (text: string, sorted: SearchQuery['sorted']): Html =>
    html`<th scope="col"${query.sorted === sorted && html` aria-sort="ascending"`}><a href="${addressOf({ ...query, sorted, page: 1 })}">${text}</a></th>`
  const plain = (text: string): Html => html`<th scope="col">${text}</th>`
  return html`${plain(page.t('Obs ID'))}${sortable(page.t('Sequence Number'), 'sequence')}${plain(page.t('Proposal Number'))}
    ${plain(page.t('Target'))}${plain(page.t('Exposure (ks)'))}${plain(page.t('Status'))}${plain(page.t('Inst/Grat'))}
    ${plain(page.t('PI, observer'))}${plain(page.t('Type'))}${sortable(page.t('Sched. Start Time'), 'start')}
    ${sortable(page.t('RA, Dec'), 'ra')}`
}

function resultRow(page: Page, one: FoundObservation): Html {
  const status = one.status?.toLowerCase() ?? ''
  const isOver = ['observed', 'archived', 'discarded', 'canceled'].includes(status)
  const isDone = ['observed', 'archived'].includes(status)
  const cell = (label: string, content: Html | string | number | null): Html =>
    html`<td data-label="${label}">${content ?? html`<span class="none">–</span>`}</td>`
  return html`<tr id="observation-${one.obsid}">
    <th scope="row">${isOver ? one.obsid : html`<a href="${links.ocat(one.obsid)}">${one.obsid}</a>`} ${outside(page, searchLinks.details(one.obsid), page.t('Public details'))}</th>
    ${cell(page.t('Sequence Number'), one.seq_nbr && html`${one.seq_nbr} ${outside(page, searchLinks.sequence(one.obsid), page.t('Public summary'))}`)}
    ${cell(page.t('Proposal Number'), one.proposal_number && html`${one.proposal_number} ${outside(page, searchLinks.proposal(one.proposal_number), page.t('Abstract'))}`)}
    ${cell(page.t('Target'), one.targname)}
    ${cell(page.t('Exposure (ks)'), one.approved_exposure_time === null ? null : one.approved_exposure_time.toFixed(1))}
    ${cell(page.t('Status'), one.status && html`${one.status} ${isDone && outside(page, searchLinks.papers(one.obsid), page.t('Papers'))}`)}
    ${cell(page.t('Inst/Grat'), `${one.instrument ?? '–'}/${one.grating ?? 'NONE'}`)}
    ${cell(page.t('PI, observer'), peopleOf(one))}${cell(page.t('Type'), one.obs_type)}
    ${cell(page.t('Sched. Start Time'), one.startsAt === null ? null : one.startsAt.slice(0, 16).replace('T', ' '))}
    ${cell(page.t('RA, Dec'), one.ra === null || one.dec === null ? null : `${one.ra.toFixed(2)}, ${one.dec.toFixed(2)}`)}</tr>`
}

const peopleOf = ({ pi_name, observer }: FoundObservation): string | null =>
  observer === null || observer === pi_name ? pi_name : `${pi_name ?? '–'}, ${observer}`

const outside = (page: Page, href: string, name: string): Html =>
  html`<a class="search-outside" href="${href}" rel="noreferrer" target="_blank" title="${name}">${icon('box-arrow-up-right')}<span class="visually-hidden">${name} (${page.t('opens in a new tab')})</span></a>`

function pager(page: Page, query: SearchQuery, total: number): Html | false {
  const last = Math.ceil(total / rowsPerPage)
  if (last < 2) return false
  return html`<nav aria-label="${page.t('Pages')}"><ul class="pagination">
    ${query.page > 1 && html`<li class="page-item"><a class="page-link" rel="prev" href="${addressOf({ ...query, page: query.page - 1 })}">${page.t('Previous')}</a></li>`}
    <li class="page-item disabled"><span class="page-link">${page.t('Page {{page}} of {{last}}', { page: query.page, last })}</span></li>
    ${query.page < last && html`<li class="page-item"><a class="page-link" rel="next" href="${addressOf({ ...query, page: query.page + 1 })}">${page.t('Next')}</a></li>`}
  </ul></nav>`
}

const addressOf = (query: SearchQuery): string => searchLinks.search(searchOf(query))

/** What stands behind the `?` of an address that says the same, with it: what is empty is left out. */
export function searchOf(query: SearchQuery): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined && one !== '') asked.append(name, String(one))
  }
  return `?${asked}`
}
