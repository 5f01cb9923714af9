import { form } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page } from '../../web/page.ts'
import { links } from '../links.ts'
import type { BroadcastRow, NoticeLevel } from '../tables.ts'
import type { Tour } from '../tours.ts'
import type { ShownStep } from '../welcoming.ts'
import { stepList } from './welcome.ts'

export const levelIcons: Readonly<Record<NoticeLevel, string>> = {
  info: 'info-circle',
  success: 'check-circle',
  warning: 'exclamation-triangle',
  danger: 'exclamation-octagon',
}

export type Banners = Readonly<{
  broadcasts: readonly BroadcastRow[]
  /** What is to be done first; empty where that was put aside. */
  steps: readonly ShownStep[]
  /** The tour of this page, where it was never seen. */
  offered: Tour | null
}>

/** Above the content: what administrators say, the first steps, and once the offer to be shown around. */
export const banners = (page: Page, { broadcasts, steps, offered }: Banners): Html =>
  html`${broadcasts.map((broadcast) => banner(page, broadcast))}${steps.length > 0 && firstSteps(page, steps)}${offered && offer(page, offered)}`

const banner = (
  page: Page,
  { id, text, level, is_dismissible }: BroadcastRow,
): Html => html`<div class="alert alert-${level} broadcast" role="note" aria-label="${page.t('Notice to all')}">
    <span>${icon(levelIcons[level])} ${text}</span>
    ${is_dismissible === 1 && putAside(page, links.dismiss(id), page.t('Put aside'))}</div>`

const firstSteps = (
  page: Page,
  steps: readonly ShownStep[],
): Html => html`<section class="panel first-steps" aria-labelledby="first-steps">
    <div class="first-steps-head"><h2 id="first-steps">${page.t('First steps')}</h2>${putAside(page, links.tourSeen('welcome'), page.t('Put aside'))}</div>
    ${stepList(page, steps)}
    <p class="mb-0"><a href="${links.welcome()}">${page.t('What this house is for')}</a></p></section>`

/** Without scripts there is no tour, and so no offer either. */
const offer = (
  page: Page,
  tour: Tour,
): Html => html`<div class="alert alert-info broadcast tour-offer" role="note" hidden>
    <span>${icon('signpost-split')} ${page.t('New here? A short walk shows what this page can do.')}
      <button type="button" class="btn btn-sm btn-primary" data-start-tour>${page.t('Show me around')}</button></span>
    ${putAside(page, links.tourSeen(tour.name), page.t('No, thanks'))}</div>`

const putAside = (page: Page, action: string, words: string): Html =>
  form(page, { action, class: 'put-aside' }, [
    html`<input type="hidden" name="next" value="${page.address}">`,
    html`<button type="submit" class="btn btn-sm btn-outline-secondary">${icon('x-lg')} ${words}</button>`,
  ])
