import { type Content, type Html, html } from '../../../platform/web/html.ts'
import type { Page } from '../../../platform/web/page.ts'
import { type StateLook, stateBadge } from '../../../platform/web/state-badge.ts'
import { failureWords, isFailureCode, nextStep } from '../failure-codes.ts'
import { links } from '../links.ts'
import { statusLabels } from '../statuses.ts'
import type { PaperStatus } from '../tables.ts'

const statusLooks: Readonly<Record<PaperStatus, Omit<StateLook, 'word'>>> = {
  new: { icon: 'circle', tone: 'idle' },
  pending: { icon: 'hourglass-split', tone: 'waiting' },
  running: { icon: 'arrow-repeat', tone: 'busy' },
  deferred: { icon: 'clock-history', tone: 'warn' },
  done: { icon: 'check-circle', tone: 'good' },
  failed: { icon: 'x-octagon', tone: 'bad' },
  manual: { icon: 'person-raised-hand', tone: 'warn' },
  deleted: { icon: 'trash', tone: 'idle' },
}

/** A paper's status as icon, word and colour. Only what runs right now turns. */
export function statusBadge(page: Page, status: PaperStatus): Html {
  return stateBadge(page, { word: statusLabels[status], ...statusLooks[status] })
}

/** Why a paper did not end well, in a sentence; empty for none, the code itself for one of a newer version. */
export function reasonText(page: Page, code: string | null): string {
  if (code === null) return ''
  return isFailureCode(code) ? page.t(failureWords[code].sentence) : code
}

/** What somebody can do about it. */
export const adviceText = (page: Page, code: string | null, status: PaperStatus): string =>
  code !== null && isFailureCode(code) ? page.t(nextStep(code, status)) : ''

/** The words for `bot_challenge` in a list: few, without a full stop. */
export const codeLabel = (code: string): string => code.replaceAll('_', ' ')

/** What stands for a paper in a list; one without a title goes by its DOI. */
export const headingOf = (page: Page, { title, doi }: { title: string | null; doi: string | null }): string =>
  title ?? doi ?? page.t('Without title')

/** The address under which the DOI's registry finds the paper. Slashes stay, as the registry wants them. */
export const doiUrl = (doi: string): string => `https://doi.org/${encodeURIComponent(doi).replaceAll('%2F', '/')}`

/** A way out of the house: opens beside the page, and tells nothing about it. */
export const outside = (address: string, text: Content): Html =>
  html`<a href="${address}" target="_blank" rel="noopener noreferrer">${text}</a>`

/** Each tag leads to all papers that have it. */
export const tagLinks = (tags: readonly string[]): Content =>
  tags.length === 0
    ? dash
    : html`<span class="tags">${tags.map((tag) => html`<a class="tag" href="${links.list(`?${new URLSearchParams({ tag })}`)}">${tag}</a>`)}</span>`

export const dash: Html = html`<span class="none">–</span>`

/** A text, or a dash where there is none. */
export const orDash = (text: Content): Content => (text === null || text === '' ? dash : text)
