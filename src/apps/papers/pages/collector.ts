import { can } from '../../../platform/accounts/permissions.ts'
import { ago, bytes, time } from '../../../platform/web/dates.ts'
import {
  checkField,
  emptyForm,
  type FormState,
  form,
  formButtons,
  formMessage,
  submitButton,
  textField,
} from '../../../platform/web/forms.ts'
import { attributes, type Content, type Html, html, nothing } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import { stateBadge } from '../../../platform/web/state-badge.ts'
import type { CollectorStatus, CollectorWork, RunningPaper } from '../collector-status.ts'
import { links } from '../links.ts'
import { actorText, collectorPanel, collectorTopic } from './collector-state.ts'
import { circuits } from './hosts.ts'
import { headingOf } from './paper-parts.ts'

export type CollectorValues = Readonly<{ status: CollectorStatus; work: CollectorWork; freeBytes: number }>

/** The form that was refused, and what stood in it. */
export type RefusedForm = Readonly<{ of: 'command' | 'contact' | 'emergency-stop' | 'reset'; state: FormState }>

/** Control and live status; a form that was refused comes back filled in. */
export const collectorPage = (page: Page, values: CollectorValues, refused?: RefusedForm): View => ({
  title: page.t('Collector'),
  body: html`<header class="page-head"><div><h1>${page.t('Collector')}</h1>
      <p>${page.t('Looks up each paper and fetches open full texts, politely and by the plan of each hour.')}</p></div></header>
    ${refused?.of === 'command' && formMessage(refused.state)}
    ${collectorPanel(page, values.status, 'collector')}
    ${contactPart(page, values.status, stateOf(refused, 'contact'))}
    ${collectorWork(page, values)}
    ${can(page.person, 'papers.operate') && emergencyPart(page, stateOf(refused, 'emergency-stop'))}
    ${can(page.person, 'papers.reset') && resetPart(page, stateOf(refused, 'reset'))}`,
  styles: ['papers/papers.css', 'papers/collecting.css'],
  api: '/api/v1/papers/collector',
})

/** What is done now and next; keeps itself up to date. */
export function collectorWork(page: Page, { status, work, freeBytes }: CollectorValues): Html {
  const pace = status.running > 0 ? 'busy' : 'idle'
  return live(
    page,
    { id: 'collector-work', topic: collectorTopic, url: links.collectorNow(), pace, class: 'two-columns' },
    [
      part(page.t('Running now'), 'arrow-repeat', runningList(page, work.running)),
      part(page.t('Next papers'), 'hourglass-split', nextList(page, work)),
      part(page.t('Hosts'), 'hdd-network', [
        hostTable(page, work, freeBytes),
        html`<p class="mb-0"><a href="${links.hosts()}">${page.t('All hosts')}</a> · <a href="${links.sources()}">${page.t('Sources')}</a></p>`,
      ]),
      part(page.t('Recent activity'), 'clock-history', [
        activityList(page, work),
        html`<p class="mb-0"><a href="${links.log()}">${page.t('The whole log')}</a></p>`,
      ]),
    ],
  )
}

const part = (title: string, iconName: string, content: Content): Html =>
  html`<section class="panel"><h2>${icon(iconName)} ${title}</h2>${content}</section>`

const nobody = (text: string): Html => html`<p class="quiet">${text}</p>`

function runningList(page: Page, running: readonly RunningPaper[]): Html {
  if (running.length === 0) return nobody(page.t('No paper is being worked on.'))
  const items = running.map(
    (paper) => html`<li><a href="${links.paper(paper.paper_id)}">${headingOf(page, paper)}</a>
      <div class="quiet">${[paper.sentence ?? page.t('Begins'), paper.started_at !== null && ' · '].filter(Boolean)}${paper.started_at !== null && ago(page, paper.started_at)}</div></li>`,
  )
  return html`<ul class="plain-list">${items}</ul>`
}

function nextList(page: Page, { next }: CollectorWork): Html {
  if (next.length === 0) return nobody(page.t('No paper is planned.'))
  const items = next.map(
    (paper) => html`<li><span class="when">${time(page, paper.run_at, 'clock')}</span>
      <a href="${links.paper(paper.paper_id)}">${headingOf(page, paper)}</a>
      ${paper.bucket_start === null && html` <span class="quiet">${page.t('by hand')}</span>`}</li>`,
  )
  return html`<ul class="plain-list timed">${items}</ul>`
}

function hostTable(page: Page, { hosts }: CollectorWork, freeBytes: number): Html {
  const room = html`<p class="quiet">${icon('device-hdd')} ${page.t('{{size}} are free on the disk.', { size: bytes(page, freeBytes) })}</p>`
  if (hosts.length === 0) return html`${nobody(page.t('No host has been asked yet.'))}${room}`
  const rows = hosts.map(({ host, circuit, inFlight, restsUntil, changedAt }) => {
    const isResting = restsUntil !== null
    const badge =
      isResting && circuit === 'closed'
        ? stateBadge(page, { word: 'Rests', icon: 'moon', tone: 'warn' })
        : stateBadge(page, circuits[circuit])
    return html`<tr><th scope="row" class="name">${host}</th><td>${badge}</td>
      <td>${isResting ? html`${page.t('until')} ${time(page, restsUntil, 'clock')}` : inFlight > 0 ? page.t('is answering') : ago(page, changedAt)}</td></tr>`
  })
  return html`<table class="table table-sm align-middle compact-table"><caption class="visually-hidden">${page.t('Hosts')}</caption>
    <thead class="visually-hidden"><tr><th scope="col">${page.t('Host')}</th><th scope="col">${page.t('State')}</th><th scope="col">${page.t('When')}</th></tr></thead>
    <tbody>${rows}</tbody></table>${room}`
}

function activityList(page: Page, { recent }: CollectorWork): Html {
  if (recent.length === 0) return nobody(page.t('Nothing has happened yet.'))
  const items = recent.map(
    (entry) => html`<li><span class="when">${time(page, entry.at, 'clock')}</span>
      <span>${entry.paper !== null && html`<a href="${links.paper(entry.paper.id)}">${headingOf(page, entry.paper)}</a> · `}${entry.message ?? entry.action} <span class="quiet">· ${actorText(page, entry.who)}</span></span></li>`,
  )
  return html`<ul class="plain-list timed">${items}</ul>`
}

/** Asked for while it is missing, and kept behind a line afterwards. */
function contactPart(page: Page, { contact }: CollectorStatus, state: FormState): Html {
  if (!can(page.person, 'papers.operate')) return nothing
  const value = contact === null ? null : [contact.mail, contact.project].filter(Boolean).join(' ')
  const fields = form(page, { action: links.contact() }, [
    formMessage(state),
    textField(state, {
      name: 'contact',
      label: page.t('Mail address, and after a blank a project page'),
      required: true,
      value,
      help: page.t('The sources see it with each question, and write there before they block anybody.'),
      attributes: { maxlength: 300, autocomplete: 'email', placeholder: 'library@your-university.org' },
    }),
    formButtons(submitButton(page.t('Keep it'), 'check-lg')),
  ])
  if (contact !== null && state.message === null)
    return html`<details class="panel fold" id="contact"><summary>${icon('envelope')} ${page.t('Contact')}: ${contact.mail}</summary>${fields}</details>`
  return html`<section class="panel narrow" id="contact"><h2>${icon('envelope-exclamation')} ${page.t('Who may be written to?')}</h2>${fields}</section>`
}

function emergencyPart(page: Page, state: FormState): Html {
  const open = attributes({ open: state.message !== null })
  return html`<details class="panel fold" id="emergency"${open}><summary>${icon('exclamation-octagon')} ${page.t('Emergency stop')}</summary>
    <p>${page.t('Cuts every request at once and puts planned and running papers back. Nothing is lost; nothing starts again by itself.')}</p>
    ${form(page, { action: links.collectorCommand('emergency-stop') }, [
      formMessage(state),
      textField(state, {
        name: 'reason',
        label: page.t('What happened?'),
        attributes: { maxlength: 500, id: 'emergency-reason' },
      }),
      checkField(state, {
        name: 'confirm',
        label: page.t('Yes, stop everything now.'),
        attributes: { id: 'emergency-confirm' },
      }),
      formButtons(
        html`<button type="submit" class="btn btn-danger">${icon('exclamation-octagon')} ${page.t('Emergency stop')}</button>`,
      ),
    ])}</details>`
}

const scopes = [
  { value: 'state', text: 'The collector alone' },
  { value: 'failed', text: 'Failed and Deferred papers become New again' },
  { value: 'unfinished', text: 'Every paper that is not Done becomes New again' },
  { value: 'everything', text: 'The same, and all attempts and plans are forgotten' },
] as const

/** The word that has to be typed. */
export const resetWord = 'RESET'

function resetPart(page: Page, state: FormState): Html {
  const open = attributes({ open: state.message !== null })
  const chosen = String(state.values.scope ?? 'state')
  const choices = scopes.map(
    ({
      value,
      text,
    }) => html`<div class="form-check"><input${attributes({ class: 'form-check-input', type: 'radio', name: 'scope', id: `scope-${value}`, value, checked: value === chosen })}>
      <label class="form-check-label" for="scope-${value}">${page.t(text)}</label></div>`,
  )
  return html`<details class="panel fold" id="reset"${open}><summary>${icon('arrow-counterclockwise')} ${page.t('Reset')}</summary>
    <p>${page.t('Only while the collector is stopped. Files stay; on SQLite a copy of the database is made first.')}</p>
    ${form(page, { action: links.collectorCommand('reset') }, [
      formMessage(state),
      html`<fieldset class="mb-3"><legend class="form-label">${page.t('What is set back')}</legend>${choices}</fieldset>`,
      textField(state, {
        name: 'reason',
        label: page.t('Why (for the log)'),
        attributes: { maxlength: 500, id: 'reset-reason' },
      }),
      textField(state, {
        name: 'confirmation',
        label: page.t('Type {{word}} to confirm', { word: resetWord }),
        attributes: { autocomplete: 'off', spellcheck: 'false' },
      }),
      formButtons(
        html`<button type="submit" class="btn btn-danger">${icon('arrow-counterclockwise')} ${page.t('Reset')}</button>`,
      ),
    ])}</details>`
}

const stateOf = (refused: RefusedForm | undefined, of: RefusedForm['of']): FormState =>
  refused?.of === of ? refused.state : emptyForm
