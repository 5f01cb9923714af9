import type { MailRow, MailState } from '../../mail/tables.ts'
import { ago, number, time } from '../../web/dates.ts'
import { actionButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { type StateLook, stateBadge } from '../../web/state-badge.ts'
import { type Column, table } from '../../web/table.ts'
import type { TableState } from '../../web/table-query.ts'
import { links } from '../links.ts'

export const mailStates = ['queued', 'sent', 'failed', 'kept'] as const satisfies readonly MailState[]
export type MailList = Readonly<{ state: TableState; rows: readonly MailRow[]; next: string | null }>

/** The outbox, with a word on why nothing leaves the house where no mail server is set. */
export const mailPage = (
  page: Page,
  list: MailList,
  counts: Readonly<Record<MailState, number>>,
  hasServer: boolean,
): View => ({
  title: page.t('Mail'),
  body: html`<header class="page-head"><div><h1>${page.t('Mail')}</h1>
      <p>${page.t('Every letter that the house wrote, the newest first.')}</p></div></header>
    ${!hasServer && html`<div class="alert alert-info mb-3">${icon('info-circle')} ${page.t('No mail server is set (LYCEUM_SMTP_URL): letters are kept here, and can be read.')}</div>`}
    <div class="figures">${mailStates.map((state) => html`<a class="figure-card" href="${links.mail()}?state=${state}"><strong>${number(page, counts[state])}</strong><span>${icon(tones[state].icon)} ${page.t(tones[state].word)}</span></a>`)}</div>
    ${mailTable(page, list)}`,
})

export const mailTable = (page: Page, { state, rows, next }: MailList): Html =>
  table(page, {
    name: 'mail',
    caption: page.t('Mail'),
    address: links.mail(),
    state,
    columns: columns(page),
    rows,
    rowId: ({ id }) => id,
    paging: { previous: null, next },
    searchHint: page.t('Whole address of the recipient'),
    filters: [
      {
        name: 'state',
        label: page.t('State'),
        isSingle: true,
        options: mailStates.map((value) => ({ value, text: page.t(tones[value].word) })),
      },
    ],
    empty: html`${icon('envelope')}<p>${page.t('No letter was written yet. The house writes when a run ends, or when somebody forgets a password.')}</p>`,
  })

/** The words as text, and as they look in a frame of their own, in which nothing runs and nothing is fetched. */
export const letterPage = (page: Page, letter: MailRow): View => ({
  title: letter.subject,
  styles: ['admin/records.css'],
  body: html`<header class="page-head"><div><p class="page-up"><a href="${links.mail()}">${icon('chevron-left')} ${page.t('Mail')}</a></p><h1>${letter.subject}</h1><p>${mailState(page, letter)}</p></div>
      <div class="page-head-actions">${letterActs(page, letter)}</div></header>
    <div class="panel"><dl class="facts">
      <dt>${page.t('To')}</dt><dd>${letter.recipient}</dd>
      <dt>${page.t('Kind')}</dt><dd><code>${letter.kind}</code></dd>
      <dt>${page.t('Written')}</dt><dd>${time(page, letter.created_at, 'second')}</dd>
      <dt>${page.t('Sent')}</dt><dd>${time(page, letter.sent_at, 'second')}</dd>
      <dt>${page.t('Tries')}</dt><dd>${letter.attempt_count}</dd>
      <dt>Message-ID</dt><dd><code>${letter.message_id}</code></dd>
      ${letter.request_id !== null && html`<dt>${page.t('Request')}</dt><dd><code>${letter.request_id}</code></dd>`}
      ${letter.last_error !== null && html`<dt>${page.t('Error')}</dt><dd>${letter.last_error}</dd>`}
    </dl></div>
    ${letter.html !== null && html`<h2>${page.t('As it looks')}</h2><iframe class="letter-frame" sandbox="" src="${links.letterHtml(letter.id)}" title="${page.t('The letter as it looks')}"></iframe>`}
    <h2>${page.t('As text')}</h2><pre class="log" tabindex="0" aria-label="${page.t('Text of the letter')}">${letter.text}</pre>`,
})

const letterActs = (page: Page, letter: MailRow): (Html | false)[] => [
  (letter.discarded_at !== null || (letter.state !== 'sent' && letter.state !== 'queued')) &&
    actionButton(page, { action: links.sendAgain(letter.id), text: page.t('Send it'), icon: 'send' }),
  letter.state !== 'sent' &&
    letter.discarded_at === null &&
    actionButton(page, {
      action: links.discard(letter.id),
      text: page.t('Discard'),
      icon: 'trash',
      kind: 'outline-danger',
      confirm: page.t('It is not sent any more, unless you send it again by hand. Go on?'),
    }),
]

const tones: Readonly<Record<MailState, StateLook>> = {
  queued: { word: 'Waiting', icon: 'hourglass-split', tone: 'idle' },
  sent: { word: 'Sent', icon: 'send-check', tone: 'good' },
  failed: { word: 'Failed', icon: 'x-octagon', tone: 'bad' },
  kept: { word: 'Kept', icon: 'inbox', tone: 'warn' },
}

const mailState = (page: Page, { state, discarded_at }: MailRow): Html =>
  discarded_at !== null
    ? html`<span class="state state-idle">${icon('trash')} ${page.t('Discarded')}</span> ${ago(page, discarded_at)}`
    : stateBadge(page, tones[state])

const columns = (page: Page): Column<MailRow>[] => [
  {
    name: 'subject',
    title: page.t('Subject'),
    isHeading: true,
    cell: ({ id, subject }) => html`<a href="${links.letter(id)}">${subject}</a>`,
  },
  { name: 'to', title: page.t('To'), cell: ({ recipient }) => recipient },
  { name: 'state', title: page.t('State'), cell: (letter) => mailState(page, letter) },
  { name: 'kind', title: page.t('Kind'), isHidden: true, cell: ({ kind }) => html`<code>${kind}</code>` },
  { name: 'written', title: page.t('Written'), cell: ({ created_at }) => ago(page, created_at) },
]
