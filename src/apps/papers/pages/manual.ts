import { ago, number } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Html, html, safeUrl } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { StoredPaper } from '../queries/papers.ts'
import { attachForm } from './paper.ts'
import { adviceText, doiUrl, headingOf, reasonText } from './paper-parts.ts'

type ManualQueue = Readonly<{
  paper: StoredPaper | undefined
  /** Where the paper can be had, as far as is known; null where only its title is. */
  landing: string | null
  total: number
  /** From 0. */
  place: number
  waiting: readonly StoredPaper[]
  mayEdit: boolean
  mayOperate: boolean
}>

/** One paper at a time for a person to see to, those that have waited longest first. */
export const manualPage = (page: Page, it: ManualQueue): View => ({
  title: page.t('Manual'),
  styles: ['papers/papers.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Manual')}</h1>
      <p>${page.t('What a person can get and a program may not: open the landing page, and add the file by hand.')}</p></div></header>
    ${it.paper ? queue(page, it, it.paper) : nothingWaits(page)}`,
  api: '/api/v1/papers/papers?status=manual',
})

const nothingWaits = (page: Page): Html => html`<div class="panel empty">${icon('emoji-sunglasses')}
    <p>${page.t('Nothing waits for you. Papers come here when a site asks for a person: a puzzle, an unclear licence, several records that look alike.')}</p></div>`

function queue(page: Page, it: ManualQueue, paper: StoredPaper): Html {
  return html`<div class="manual-queue">
    <article class="panel manual-paper">
      <p class="quiet">${page.t('{{place}} of {{total}}', { place: number(page, it.place + 1), total: number(page, it.total) })} · ${page.t('waits since')} ${ago(page, paper.status_changed_at)}</p>
      <h2><a href="${links.paper(paper.id)}">${headingOf(page, paper)}</a></h2>
      <p class="quiet">${[paper.journal, paper.published_on].filter(Boolean).join(' · ')}</p>
      <p>${reasonText(page, paper.failure_code)} <span class="quiet">${adviceText(page, paper.failure_code, paper.status)}</span></p>
      ${it.landing !== null && html`<p><a class="btn btn-primary" href="${safeUrl(it.landing)}" target="_blank" rel="noopener noreferrer">${icon('box-arrow-up-right')} ${page.t('Open the landing page')}</a></p>`}
      ${it.mayEdit && attachForm(page, paper.id, undefined, '?next=manual')}
      <div class="form-buttons">
        ${it.mayOperate && act(page, paper, 'retry', page.t('Back to New'), 'arrow-clockwise')}
        ${it.mayEdit && act(page, paper, 'unavailable', page.t('Not available'), 'slash-circle')}
        ${it.mayEdit && act(page, paper, 'complete', page.t('Good as it is'), 'check-circle')}
        ${it.place + 1 < it.total && html`<a class="btn btn-sm btn-outline-secondary" href="${links.manual()}?skip=${it.place + 1}">${page.t('Next')} ${icon('chevron-right')}</a>`}
        ${it.place > 0 && html`<a class="btn btn-sm btn-outline-secondary" href="${links.manual()}?skip=${it.place - 1}">${icon('chevron-left')} ${page.t('Back')}</a>`}
      </div>
    </article>
    <nav class="panel manual-list" aria-label="${page.t('The queue')}"><h2>${page.t('The queue')}</h2><ol start="${it.place + 1}">${it.waiting.map(
      (other, at) => html`<li><a href="${links.manual()}?skip=${it.place + at}">${headingOf(page, other)}</a></li>`,
    )}</ol></nav></div>`
}

const act = (
  page: Page,
  { id }: StoredPaper,
  part: 'retry' | 'unavailable' | 'complete',
  text: string,
  iconName: string,
): Html => actionButton(page, { action: links.paperPart(id, part), values: { next: 'manual' }, text, icon: iconName })

/** The registry leads to the publisher; without a DOI, the address of the list or of PubMed does. */
export function landingOf(
  { doi }: Pick<StoredPaper, 'doi'>,
  identifiers: readonly Readonly<{ scheme: string; value: string }>[],
): string | null {
  if (doi !== null) return doiUrl(doi)
  const valueIn = (scheme: string): string | undefined => identifiers.find((row) => row.scheme === scheme)?.value
  const pmid = valueIn('pmid')
  return valueIn('url') ?? (pmid === undefined ? null : `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(pmid)}/`)
}
