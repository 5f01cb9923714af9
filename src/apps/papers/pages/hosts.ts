import { can } from '../../../platform/accounts/permissions.ts'
import type { ActivityRow } from '../../../platform/activity/tables.ts'
import type { KnownHost } from '../../../platform/http/listing-hosts.ts'
import { ago, number, time } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Content, type Html, html, nothing } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { stateBadge } from '../../../platform/web/state-badge.ts'
import { links } from '../links.ts'
import { collectorTopic } from './collector-state.ts'

export type HostValues = Readonly<{
  hosts: readonly KnownHost[]
  /** When circuits opened and closed, newest first. */
  changes: readonly ActivityRow[]
}>

export const hostsPage = (page: Page, values: HostValues): View => ({
  title: page.t('Hosts'),
  body: html`<header class="page-head"><div><h1>${page.t('Hosts')}</h1>
      <p>${page.t('What the house remembers of every server it asks: its pace, its failures, and until when it is left in peace. All processes share it, and it outlives a restart.')}</p></div></header>
    ${hostLedger(page, values)}`,
  styles: ['papers/papers.css', 'papers/collecting.css'],
  api: '/api/v1/papers/hosts',
})

/** The ledger; keeps itself up to date. */
export function hostLedger(page: Page, { hosts, changes }: HostValues): Html {
  const content =
    hosts.length === 0
      ? html`<section class="table-part"><div class="empty">${icon('hdd-network')}<p>${page.t('No host has been asked yet.')}</p></div></section>`
      : html`<section class="table-part"><div class="table-responsive"><table class="table table-hover align-middle">
          <caption class="visually-hidden">${page.t('Hosts')}</caption>
          <thead><tr>${heads(page).map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
          <tbody>${hosts.map((host) => row(page, host))}</tbody></table></div></section>`
  return live(page, { id: 'host-ledger', topic: collectorTopic, url: links.hostsNow(), pace: 'idle' }, [
    content,
    changes.length > 0 && changeList(page, changes),
  ])
}

const heads = (page: Page): string[] => [
  page.t('Host'),
  page.t('State'),
  page.t('Failures in a row'),
  page.t('Under way'),
  page.t('Next request'),
  page.t('Last asked'),
  page.t('Action'),
]

/** How a host fares with us. */
export const circuits = {
  closed: { word: 'Asked', icon: 'check-circle', tone: 'good' },
  trying: { word: 'One try', icon: 'question-circle', tone: 'warn' },
  open: { word: 'Left in peace', icon: 'plugin', tone: 'bad' },
} as const

function row(page: Page, it: KnownHost): Html {
  const cell = (title: string, content: Content): Html => html`<td data-label="${title}">${content}</td>`
  const next = it.restsUntil ?? (it.nextAt > page.now ? it.nextAt : null)
  return html`<tr><th scope="row" class="name" data-label="${page.t('Host')}"><a href="${links.log(`?host=${encodeURIComponent(it.host)}`)}">${it.host}</a></th>
    ${cell(page.t('State'), badge(page, it))}
    ${cell(page.t('Failures in a row'), number(page, it.failures))}
    ${cell(page.t('Under way'), number(page, it.inFlight))}
    ${cell(page.t('Next request'), next === null ? page.t('at any time') : time(page, next, 'second'))}
    ${cell(page.t('Last asked'), ago(page, it.changedAt))}
    ${cell(page.t('Action'), resetButton(page, it))}</tr>`
}

function badge(page: Page, { circuit, quietUntil }: KnownHost): Html {
  if (quietUntil !== null && circuit === 'closed')
    return stateBadge(page, { word: 'Asked for quiet', icon: 'moon', tone: 'warn' })
  return stateBadge(page, circuits[circuit])
}

function resetButton(page: Page, { host, circuit }: KnownHost): Content {
  if (circuit === 'closed' || !can(page.person, 'papers.operate')) return nothing
  return actionButton(page, {
    action: links.resetHost(),
    text: page.t('Ask again now'),
    icon: 'arrow-counterclockwise',
    values: { host },
    confirm: page.t('Ask {{host}} again? Its pace stays; five more failures in a row close it again.', { host }),
  })
}

const changeList = (page: Page, changes: readonly ActivityRow[]): Html =>
  html`<section class="panel"><h2>${icon('clock-history')} ${page.t('What changed last')}</h2><ul class="plain-list timed">${changes.map(
    (entry) =>
      html`<li><span class="when">${time(page, entry.at, 'minute')}</span> <span>${entry.message ?? entry.action}</span></li>`,
  )}</ul></section>`
