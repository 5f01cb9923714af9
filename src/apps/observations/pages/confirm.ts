import { form, formButtons } from '../../../platform/web/forms.ts'
import { type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { Overlap } from '../overlapping.ts'
import type { Warning } from '../revisions/warnings.ts'
import type { Plan, Prepared } from '../submitting.ts'
import { comparison, orderedEntries, proseChanges } from './comparison.ts'
import { obsidLinks, warningList } from './ocat.ts'
import { cautionWord, kindWord, labels } from './words.ts'

type ConfirmView = Readonly<{
  plan: Plan
  warnings: readonly Warning[]
  overlaps: readonly Overlap[]
  isApproved: boolean
  /** Why it cannot be sent, in English; null where it can. */
  why: string | null
  /** What the plan comes to, so that nothing else is sent than what was seen. */
  seen: string
  letters: readonly Readonly<{ subject: string; text: string }>[]
}>

/** What would be sent, before it is. */
export const confirmPage = (page: Page, it: ConfirmView): View => ({
  title: page.t('Confirm {{obsid}}', { obsid: it.plan.main.observation.obsid }),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Obsid {{obsid}}', { obsid: it.plan.main.observation.obsid })}: ${kindWord(page, it.plan.kind)}</h1>
      <p>${it.plan.main.observation.values.targname ?? ''}</p></div></header>
    ${it.why !== null && html`<div class="alert alert-danger" role="alert">${icon('exclamation-octagon')} ${page.t(it.why)}</div>`}
    ${warningList(page, it.warnings)}${cautionList(page, it)}
    ${buttons(page, it)}
    ${contentOf(page, it)}
    ${others(page, it.plan)}
    ${letterPreview(page, it)}
    ${buttons(page, it)}`,
})

function contentOf(page: Page, { plan: { kind, main }, isApproved }: ConfirmView): Html {
  const { observation, requests } = main
  if (kind === 'norm') {
    return html`<section class="panel"><h2>${page.t('What changes')}</h2>${comparison(page, observation, requests)}</section>
      ${orderedEntries(page, observation, requests)}${proseChanges(page, observation, requests)}`
  }
  if (kind === 'clone')
    return html`<p>${page.t('The observation is to be split into several.')}</p>${proseChanges(page, observation, requests, ['comments'])}`
  const isOdd = kind === 'asis' ? isApproved : !isApproved
  return html`<p class="${isOdd ? 'alert alert-danger' : 'panel'}">${decisionWord(page, kind, isApproved)} ${page.t('Changes of parameters are not sent along.')}</p>`
}

function decisionWord(page: Page, kind: 'asis' | 'remove', isApproved: boolean): string {
  if (kind === 'asis') {
    return isApproved
      ? page.t('This observation is approved already. Approve it once more?')
      : page.t('This observation will be approved for flight as it is in the catalog.')
  }
  return isApproved
    ? page.t('This observation will be taken off the approved list.')
    : page.t('This observation is not on the approved list. Go on all the same?')
}

function cautionList(page: Page, { plan: { main, extras }, overlaps }: ConfirmView): Html {
  const own = main.cautions.map((caution) => cautionWord(page, caution))
  const open = overlaps.map(({ key, names }) =>
    page.t('Revision {{key}} is open and asks for the same: {{names}}. Whichever is entered last will hold.', {
      key,
      names: labels(names),
    }),
  )
  const theirs = extras.flatMap((extra) =>
    extra.cautions.map((caution) => `${extra.observation.obsid}: ${cautionWord(page, caution)}`),
  )
  const all = [...own, ...open, ...theirs]
  if (all.length === 0) return nothing
  return html`<div class="alert alert-warning" role="status"><strong>${page.t('Please consider')}</strong><ul class="mb-0">${all.map((text) => html`<li>${text}</li>`)}</ul></div>`
}

function others(page: Page, { extras, refused, unaffected }: Plan): Html {
  if (extras.length + refused.length + unaffected.length === 0) return nothing
  const listed = extras.filter(({ isOnOrList }) => isOnOrList)
  return html`<section class="panel"><h2>${page.t('Other observations')}</h2>
    ${extras.length > 0 && html`<p>${page.t('These get the same:')} ${extras.map((extra) => extraLink(page, extra))}</p>`}
    ${listed.length > 0 && html`<p class="alert alert-danger">${page.t('Those marked are on an active OR list: please write to Mission Planning.')}</p>`}
    ${refused.length > 0 && html`<p>${page.t('These cannot be changed:')} ${refused.map(({ obsid, status }) => html`${obsid} (${status ?? page.t('not in the catalog')}) `)}</p>`}
    ${unaffected.length > 0 && html`<p>${page.t('Nothing changes for these:')} ${obsidLinks(unaffected)}</p>`}
    <p class="quiet">${page.t('Settings of one instrument skip observations of the other.')}</p></section>`
}

const extraLink = (
  page: Page,
  { observation: { obsid }, isOnOrList, skipped }: Prepared,
): Html => html`<a href="${links.ocat(obsid)}">${obsid}</a>
  ${isOnOrList && html` <span class="state state-bad">${page.t('OR list')}</span>`}
  ${skipped.length > 0 && html` <span class="quiet">(${page.t('keeps its own: {{names}}', { names: labels(skipped) })})</span>`} `

const letterPreview = (
  page: Page,
  { letters }: ConfirmView,
): Html => html`<details class="panel"><summary>${page.t('Letters that will be sent')}: ${letters.length}</summary>
  ${letters.map(({ subject, text }) => html`<h3 class="h6">${subject}</h3><pre class="desk-letter" tabindex="0">${text}</pre>`)}</details>`

const buttons = (page: Page, { plan, why, seen }: ConfirmView): Html =>
  form(page, { action: links.ocatPart(plan.main.observation.obsid, 'confirm') }, [
    html`<input type="hidden" name="seen" value="${seen}">`,
    formButtons(html`<a class="btn btn-outline-secondary" href="${links.ocat(plan.main.observation.obsid)}">${icon('arrow-left')} ${page.t('Previous Page')}</a>
      ${why === null && html`<button type="submit" class="btn btn-primary">${icon('check-lg')} ${page.t('Finalize')}</button>`}`),
  ])
