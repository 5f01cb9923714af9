import { can } from '../../../platform/accounts/permissions.ts'
import { links as adminLinks } from '../../../platform/admin/links.ts'
import { ago, number } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Content, type Html, html, nothing } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { type StateLook, stateBadge } from '../../../platform/web/state-badge.ts'
import type { KnownSource } from '../known-sources.ts'
import { links } from '../links.ts'
import type { SourceTest } from '../processing/testing-source.ts'

export const sourcesPage = (page: Page, sources: readonly KnownSource[]): View => ({
  title: page.t('Sources'),
  body: html`<header class="page-head"><div><h1>${page.t('Sources')}</h1>
      <p>${page.t('Who is asked about papers, in this order, each only as long as it may add something. A test asks about a paper that all should know, at the pace of the source.')}</p></div>
      ${can(page.person, 'house.administer') && html`<div class="page-head-actions"><a class="btn btn-outline-secondary" href="${adminLinks.setting('papers.sources')}">${icon('sliders')} ${page.t('Order')}</a> <a class="btn btn-outline-secondary" href="${adminLinks.setting('papers.source-seconds')}">${page.t('Pace')}</a></div>`}</header>
    ${sourceList(page, sources)}`,
  styles: ['papers/papers.css', 'papers/collecting.css'],
  api: '/api/v1/papers/sources',
})

/** The list; keeps itself up to date while a source is tried. */
export function sourceList(page: Page, sources: readonly KnownSource[]): Html {
  const isBusy = sources.some(({ lastTest }) => lastTest !== null && isUnderWay(lastTest))
  const heads = [
    page.t('Source'),
    page.t('State'),
    page.t('Pace'),
    page.t('Today'),
    page.t('Last test'),
    page.t('Action'),
  ]
  return live(page, { id: 'sources', topic: 'jobs', url: links.sourcesNow(), pace: isBusy ? 'busy' : 'idle' }, [
    html`<section class="table-part"><div class="table-responsive"><table class="table table-hover align-middle">
      <caption class="visually-hidden">${page.t('Sources')}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${sources.map((source) => row(page, source))}</tbody></table></div></section>`,
  ])
}

function row(page: Page, it: KnownSource): Html {
  const cell = (title: string, content: Content): Html => html`<td data-label="${title}"><div>${content}</div></td>`
  return html`<tr id="source-${it.name}"><th scope="row" class="name" data-label="${page.t('Source')}">${it.title}</th>
    ${cell(page.t('State'), state(page, it))}
    ${cell(page.t('Pace'), page.t('{{seconds}} s apart', { seconds: number(page, Math.max(it.leastSeconds, it.seconds ?? 0)) }))}
    ${cell(page.t('Today'), today(page, it))}
    ${cell(page.t('Last test'), lastTest(page, it))}
    ${cell(page.t('Action'), testButton(page, it))}</tr>`
}

const states = {
  asked: { word: 'Asked', icon: 'check-circle', tone: 'good' },
  notAsked: { word: 'Not asked', icon: 'slash-circle', tone: 'warn' },
  needsKey: { word: 'Is asked only with a key', icon: 'key', tone: 'warn' },
  unreadable: { word: 'Could not be read', icon: 'exclamation-octagon', tone: 'bad' },
  busy: { word: 'Is being asked', icon: 'hourglass-split', tone: 'warn' },
} as const satisfies Readonly<Record<string, StateLook>>

const noAnswer: StateLook = { word: 'Did not answer', icon: 'x-circle', tone: 'bad' }
const outcomes: Readonly<Partial<Record<SourceTest['kind'], StateLook>>> = {
  ok: { word: 'Answers', icon: 'check-circle', tone: 'good' },
  'not-found': { word: 'Answers, and does not know the paper', icon: 'question-circle', tone: 'warn' },
  'not-applicable': states.needsKey,
  'config-missing': { word: 'Does not accept what we send', icon: 'key', tone: 'bad' },
  blocked: { word: 'Refuses us', icon: 'slash-circle', tone: 'bad' },
  'contract-error': states.unreadable,
}

function state(page: Page, { isAsked, lacksKey, unreadable }: KnownSource): Html {
  if (unreadable !== null) return html`${stateBadge(page, states.unreadable)}<div class="quiet">${unreadable}</div>`
  if (isAsked && lacksKey) return stateBadge(page, states.needsKey)
  return stateBadge(page, isAsked ? states.asked : states.notAsked)
}

function today(page: Page, { requestsToday, requestsADay, costMicroUsdToday }: KnownSource): Content {
  const asked =
    requestsADay === null
      ? number(page, requestsToday)
      : page.t('{{asked}} of {{most}}', { asked: number(page, requestsToday), most: number(page, requestsADay) })
  const cents = costMicroUsdToday / 10_000
  return cents > 0
    ? html`${asked}<div class="quiet">${page.t('{{cents}} US cents', { cents: number(page, cents) })}</div>`
    : asked
}

function lastTest(page: Page, { lastTest: test }: KnownSource): Content {
  if (test === null) return page.t('never')
  if (isUnderWay(test)) return stateBadge(page, states.busy)
  const when = html`<span class="quiet">${ago(page, test.at)}</span>`
  const detail = test.result?.detail
  const outcome = (test.result && outcomes[test.result.kind]) ?? noAnswer
  return html`${stateBadge(page, outcome)} ${when}${detail ? html`<div class="quiet">${detail}</div>` : nothing}`
}

function testButton(page: Page, { name }: KnownSource): Content {
  if (!can(page.person, 'papers.operate')) return nothing
  return actionButton(page, { action: links.testSource(name), text: page.t('Test'), icon: 'broadcast' })
}

const isUnderWay = ({ state: of }: NonNullable<KnownSource['lastTest']>): boolean => of === 'queued' || of === 'running'
