import { ago, time } from '../../../platform/web/dates.ts'
import { actionButton } from '../../../platform/web/forms.ts'
import { type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { Revision } from '../queries/revisions.ts'
import { revisionKey } from '../signoff/approval.ts'
import { type Part, parts } from '../signoff/signoff.ts'
import type { MineView, Undoable } from '../undoing.ts'
import { labelledCell } from './cells.ts'
import { kindWord } from './words.ts'

/** What somebody can take back, for a while. */
export const minePage = (page: Page, it: MineView): View => ({
  title: page.t('Remove accidental submission'),
  styles: ['observations/desk.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Remove accidental submission')}</h1>
      <p>${page.t('What you have signed or submitted in the last {{hours}} hours can be taken back. A submission that somebody has signed can only be taken back after the signatures.', { hours: it.hours })}</p></div></header>
    ${!it.isAny && html`<p class="alert alert-info">${page.t('There is nothing that you could take back. These are the newest revisions.')}</p>`}
    ${it.rows.length === 0 ? html`<p class="empty">${icon('inbox')} ${page.t('There are no revisions yet.')}</p>` : tableOf(page, it)}`,
})

const tableOf = (
  page: Page,
  it: MineView,
): Html => html`<div class="table-part"><table class="table align-middle desk-columns"><caption class="visually-hidden">${page.t('Revisions')}</caption>
  <thead><tr><th scope="col">${page.t('ObsID.Rev#')}</th>${parts.map((part) => html`<th scope="col">${headWord(page, part)}</th>`)}</tr></thead>
  <tbody>${it.rows.map(({ revision, undoable }) => rowOf(page, it, revision, undoable))}</tbody></table></div>`

function headWord(page: Page, part: Part): string {
  const words: Readonly<Record<Part, string>> = {
    general: page.t('General Sign Off'),
    acis: page.t('ACIS Sign Off'),
    acis_si: page.t('ACIS SI Mode Sign Off'),
    hrc_si: page.t('HRC SI Mode Sign Off'),
    usint: page.t('Verified by'),
  }
  return words[part]
}

function rowOf(page: Page, { names }: MineView, revision: Revision, undoable: Undoable): Html {
  const key = revisionKey(revision.obsid, revision.revision_number)
  const isDecision = revision.kind === 'asis' || revision.kind === 'remove'
  const remove = actionButton(page, {
    action: links.removeRevision(revision.id),
    text: isDecision ? page.t('Undo approval') : page.t('Remove'),
    icon: 'trash',
    kind: 'outline-danger',
    confirm: page.t('Take revision {{key}} back?', { key }),
  })
  return html`<tr><th scope="row"><a href="${links.revision(key)}">${key}</a><br><span class="quiet">${kindWord(page, revision.kind)}<br>${time(page, revision.submitted_at)}<br>${names.get(revision.submitted_by)?.name ?? '?'}</span>${undoable.isWhole && html`<br>${remove}`}</th>
    ${parts.map((part) => labelledCell(headWord(page, part), cellOf(page, names, revision, part, undoable)))}</tr>`
}

function cellOf(page: Page, names: MineView['names'], { id, cells }: Revision, part: Part, undoable: Undoable): Html {
  const { status, signedBy, signedAt } = cells[part]
  if (status !== 'Signed')
    return html`<span class="quiet">${status === 'Pending' ? page.t('Not signed yet') : status === 'Discard' ? page.t('NA') : page.t('Not Required')}</span>`
  return html`${names.get(signedBy ?? '')?.name ?? '?'}<br><span class="quiet">${signedAt === null ? '' : ago(page, signedAt)}</span>
    ${undoable.parts.includes(part) && html`<br>${actionButton(page, { action: links.signOffAct(id, part, 'undo'), text: page.t('Remove'), icon: 'arrow-counterclockwise' })}`}`
}
