import type { JobRow } from '../../tasks/tables.ts'
import { actionButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { jobLinks, jobState } from '../../web/job-card.ts'
import { live } from '../../web/live-fragment.ts'
import { icon, type Page } from '../../web/page.ts'
import type { ShownPiece } from '../demo.ts'
import { links } from '../links.ts'

export type DemoShown = Readonly<{
  pieces: readonly ShownPiece[]
  /** The latest that loaded or removed them, where it has not gone well yet; null where there is none. */
  job: JobRow | null
}>

/** What of the sample data is there, and the button that loads or removes them. */
export function demoPanel(page: Page, { pieces, job }: DemoShown): Html {
  const isBusy = job?.state === 'queued' || job?.state === 'running'
  const loaded = pieces.filter(({ href }) => href !== null).length
  return live(
    page,
    {
      id: 'sample-data',
      topic: links.topic,
      url: links.panel(),
      pace: isBusy ? 'busy' : 'over',
      class: 'panel',
      tag: 'section',
    },
    [
      html`<h2>${page.t('Sample data')}</h2>
      <p>${page.t('A small, real example in every app, to look around with and to try things on. Nothing is asked of other servers, and it can all be taken away again.')}</p>
      <ul class="step-list">${pieces.map((piece) => pieceItem(page, piece))}</ul>`,
      job &&
        html`<p>${jobState(page, job)} <a href="${jobLinks.job(job.id)}">${job.progress_step ?? page.t('Sample data')}</a>${job.error_message !== null && html`: ${job.error_message}`}</p>`,
      !isBusy &&
        html`<div class="form-buttons">${loaded < pieces.length && loadButton(page)} ${loaded > 0 && removeButton(page)}</div>`,
    ],
  )
}

const pieceItem = (page: Page, { title, href }: ShownPiece): Html =>
  html`<li><span class="state state-${href === null ? 'idle' : 'good'}">${icon(href === null ? 'circle' : 'check-circle-fill')} ${href === null ? page.t('Not loaded') : page.t('Loaded')}</span>
    <div>${href === null ? page.t(title) : html`<a href="${href}">${page.t(title)}</a>`}</div></li>`

const loadButton = (page: Page): Html =>
  actionButton(page, {
    action: links.load(),
    text: page.t('Load the sample data'),
    icon: 'box-arrow-in-down',
    kind: 'primary',
  })

const removeButton = (page: Page): Html =>
  actionButton(page, {
    action: links.remove(),
    text: page.t('Remove the sample data'),
    icon: 'trash',
    kind: 'outline-danger',
    confirm: page.t('Remove the sample data, with everything that was done with them?'),
  })
