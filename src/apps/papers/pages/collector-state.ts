import { can } from '../../../platform/accounts/permissions.ts'
import { ago } from '../../../platform/web/dates.ts'
import { form } from '../../../platform/web/forms.ts'
import { attributes, type Html, html, nothing } from '../../../platform/web/html.ts'
import { live } from '../../../platform/web/live-fragment.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { type StateLook, stateBadge } from '../../../platform/web/state-badge.ts'
import type { Actor } from '../actor-names.ts'
import type { CollectorStatus } from '../collector-status.ts'
import { type CollectorCommand, links } from '../links.ts'
import type { CollectorState } from '../tables.ts'

/** Heard when the collector, a plan or a paper changes. */
export const collectorTopic = 'papers/collector'

const looks: Readonly<Record<CollectorState, StateLook>> = {
  stopped: { word: 'Stopped', icon: 'stop-circle', tone: 'idle' },
  running: { word: 'Running', icon: 'play-circle', tone: 'good' },
  paused: { word: 'Paused', icon: 'pause-circle', tone: 'warn' },
  draining: { word: 'Stopping', icon: 'arrow-repeat', tone: 'busy' },
  emergency: { word: 'Emergency stop', icon: 'exclamation-octagon', tone: 'bad' },
}

/** Who did something, in the visitor's language. */
export const actorText = (page: Page, actor: Actor): string => ('name' in actor ? actor.name : page.t(actor.kind))

/**
 * Where the collector stands, with the buttons for what may be done about it; keeps itself up to date. `back` is the page
 * that the buttons lead back to.
 */
export function collectorPanel(page: Page, status: CollectorStatus, back: 'dashboard' | 'collector'): Html {
  const { state } = status.collector
  const url = `${links.collectorState()}?back=${back}`
  const pace = state === 'draining' ? 'busy' : 'idle'
  return live(
    page,
    { id: 'collector-state', topic: collectorTopic, url, pace, tag: 'section', class: 'panel collector-panel' },
    [
      html`<div class="collector-head">${stateBadge(page, looks[state])} <h2>${sentenceOf(page, status)}</h2>${back === 'dashboard' && controls(page, status, back)}</div>`,
      history(page, status),
      status.contact === null && contactHint(page, back),
      back === 'collector' && controls(page, status, back),
    ],
  )
}

function sentenceOf(page: Page, { collector, waiting, running }: CollectorStatus): string {
  switch (collector.state) {
    case 'running':
      return waiting + running === 0
        ? page.t('Papers are collected; none is planned at the moment.')
        : page.t('Papers are collected: {{waiting}} wait for their time, {{running}} are being worked on.', {
            waiting,
            running,
          })
    case 'paused':
      return page.t('Nothing new begins; {{waiting}} papers keep their times.', { waiting })
    case 'draining':
      return page.t('{{count}} papers are being finished; then everything rests.', { count: running })
    case 'emergency':
      return page.t('Everything was called off. Start again once the cause is gone.')
    case 'stopped':
      return page.t('Nothing is collected.')
  }
}

function history(page: Page, { collector, changedBy }: CollectorStatus): Html {
  if (collector.changed_by === 'system' && collector.reason === null && collector.generation === 0)
    return html`<p class="quiet">${page.t('It has never run.')}</p>`
  const reason = collector.reason !== null && html` “${collector.reason}”`
  return html`<p class="quiet">${ago(page, collector.changed_at)} · ${actorText(page, changedBy)}${reason}</p>`
}

const contactHint = (page: Page, back: string): Html =>
  html`<p class="alert alert-warning">${icon('envelope-exclamation')} ${page.t('Sources ask for a mail address that reaches a person; without one nothing is collected.')}
    ${back === 'dashboard' && html` <a href="${links.collector()}#contact">${page.t('Name a contact')}</a>`}</p>`

type Button = Readonly<{ text: string; icon: string; kind: string }>

const buttons: Readonly<Record<Exclude<CollectorCommand, 'emergency-stop' | 'reset'>, Button>> = {
  start: { text: 'Start', icon: 'play-fill', kind: 'primary' },
  resume: { text: 'Go on', icon: 'play-fill', kind: 'primary' },
  pause: { text: 'Pause', icon: 'pause-fill', kind: 'outline-secondary' },
  stop: { text: 'Stop', icon: 'stop-fill', kind: 'outline-secondary' },
}

/** One form: each button names its own address, and all share the field for the reason. */
function controls(page: Page, { collector, commands }: CollectorStatus, back: string): Html {
  if (!can(page.person, 'papers.operate'))
    return html`<p class="quiet">${icon('lock')} ${page.t('Members may start and stop the collector.')}</p>`
  const offered = (Object.keys(buttons) as (keyof typeof buttons)[]).filter((command) => commands.includes(command))
  if (offered.length === 0) return nothing
  const first = offered[0] ?? 'start'
  return form(page, { action: links.collectorCommand(first), class: 'collector-controls' }, [
    html`<input type="hidden" name="back" value="${back}">`,
    collector.state === 'emergency' && acknowledgement(page),
    back === 'collector' &&
      html`<div class="collector-reason"><label class="form-label" for="collector-reason">${page.t('Why (for the log)')}</label>
      <input class="form-control" id="collector-reason" name="reason" maxlength="500" autocomplete="off"></div>`,
    html`<div class="form-buttons">${offered.map((command) => button(page, command))}</div>`,
  ])
}

function button(page: Page, command: keyof typeof buttons): Html {
  const { text, icon: iconName, kind } = buttons[command]
  const own = attributes({ class: `btn btn-${kind}`, formaction: links.collectorCommand(command) })
  return html`<button type="submit"${own}>${icon(iconName)} ${page.t(text)}</button>`
}

const acknowledgement = (page: Page): Html =>
  html`<div class="form-check"><input class="form-check-input" type="checkbox" id="acknowledge" name="acknowledge" value="1">
    <label class="form-check-label" for="acknowledge">${page.t('The cause of the emergency stop is gone.')}</label></div>`
