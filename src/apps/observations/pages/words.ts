import { type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { formDate } from '../catalog/dates.ts'
import { parameterOf } from '../parameters/parameters.ts'
import type { Caution } from '../revisions/cautions.ts'
import type { Urgency } from '../revisions/urgency.ts'
import type { Warning } from '../revisions/warnings.ts'
import type { Part } from '../signoff/signoff.ts'
import type { AgreementRow, AgreementState, RevisionKind } from '../tables.ts'

/** Names of parameters are the catalog's own, in every language. */
export const labels = (names: readonly string[]): string => names.map((name) => parameterOf(name).label).join(', ')

export function kindWord(page: Page, kind: RevisionKind): string {
  const words: Readonly<Record<RevisionKind, string>> = {
    norm: page.t('Normal Change'),
    asis: page.t('Observation is Approved for flight'),
    remove: page.t('ObsID no longer ready to go'),
    clone: page.t('Split this ObsID'),
  }
  return words[kind]
}

export function partWord(page: Page, part: Part): string {
  const words: Readonly<Record<Part, string>> = {
    general: page.t('General edits'),
    acis: page.t('ACIS edits'),
    acis_si: page.t('ACIS SI Mode edits'),
    hrc_si: page.t('HRC SI Mode edits'),
    usint: page.t('USINT Verification'),
  }
  return words[part]
}

/** A sign and words, so that no colour has to be told apart. */
export function urgencyMark(page: Page, { target, days }: Urgency): Html {
  const left = days === 0 ? page.t('its day has come') : days !== null && page.t('{{count}} days left', { count: days })
  if (target === null && left === false) return nothing
  return html`<span class="state state-bad desk-urgency">${icon('lightning-charge-fill')} ${[target ?? page.t('Urgent'), left].filter((one) => one !== false).join(', ')}</span>`
}

/** What the Director's Office said last. */
export function directorWord(page: Page, latest: Pick<AgreementRow, 'state' | 'on_day'> | undefined): string {
  const day = latest?.on_day ?? ''
  switch (latest?.state) {
    case undefined:
      return page.t('Director’s Office: not asked yet')
    case 'asked':
      return page.t('Director’s Office: asked on {{day}}', { day })
    case 'agreed':
      return page.t('Director’s Office: agreed on {{day}}', { day })
    case 'refused':
      return page.t('Director’s Office: refused on {{day}}', { day })
  }
}

export function agreementWord(page: Page, state: AgreementState): string {
  const words: Readonly<Record<AgreementState, string>> = {
    asked: page.t('asked'),
    agreed: page.t('agreed'),
    refused: page.t('refused'),
  }
  return words[state]
}

/** How the observation stands in the work of scheduling. */
export function warningWord(page: Page, { code, status, days, date }: Warning): string {
  const on = date === null ? '–' : formDate(date)
  const words: Readonly<Record<Warning['code'], () => string>> = {
    'is-over': () => page.t('This observation is already {{status}}.', { status: status.toUpperCase() }),
    'was-closed': () => page.t('This observation was {{status}}.', { status: status.toUpperCase() || '?' }),
    'plan-passed': () => page.t('Its date in the long-term schedule ({{date}}) has already passed.', { date: on }),
    today: () => page.t('It is scheduled for today.'),
    'soon-in-schedule': () =>
      page.t(
        '{{days}} days are left ({{date}}), and it is on an active OR list: Mission Planning must permit changes.',
        { days, date: on },
      ),
    'soon-under-review': () =>
      page.t('It is under review in an active OR list (planned for {{date}}): Mission Planning must permit changes.', {
        date: on,
      }),
    'soon-not-scheduled': () =>
      page.t(
        '{{days}} days are left in the long-term schedule, and it is not scheduled yet. Ask Mission Planning whether {{date}} is realistic.',
        { days, date: on },
      ),
    soon: () => page.t('It is scheduled on {{date}}.', { date: on }),
    'under-review': () =>
      page.t('It is under review in an active OR list: Mission Planning must permit changes. Planned for {{date}}.', {
        date: on,
      }),
    approved: () => page.t('It is already on the approved list.'),
  }
  return words[code]()
}

/** What somebody should know before they send a request. */
export function cautionWord(page: Page, caution: Caution): string {
  switch (caution.code) {
    case 'target-changed':
      return page.t('The target name changes; Mission Planning will be told.')
    case 'instrument-changed':
      return page.t('The instrument changes; Mission Planning will be told.')
    case 'grating-changed':
      return page.t('The grating changes; Mission Planning will be told.')
    case 'position-half':
      return page.t('RA and Dec go together: give both or neither.')
    case 'position-outside':
      return page.t('RA lies between 0 and 360 degrees, Dec between −90 and 90.')
    case 'position-far':
      return page.t('The position moves by {{arcmin}} arcminutes: beyond 8, the Director’s Office must agree.', {
        arcmin: caution.arcmin,
      })
    case 'frame-time':
      return page.t('Exactly one of Frame Time and Most Efficient must be given.')
    case 'hrc-si-mode-missing':
      return page.t('The HRC SI mode is missing.')
    case 'spectral-lines':
      return page.t('ACIS-I without a grating needs Multi Spectral Lines and Spectra Max Count.')
    case 'follows-and-time':
      return page.t('An observation that follows another one may have no time constraint.')
    case 'constraint-changed':
      return page.t(
        'Constraints change ({{names}}): the Director’s Office must agree. If it has agreed already, say so in the comments.',
        { names: labels(caution.names) },
      )
    case 'no-rows':
      return page.t('There is no row for {{names}}.', { names: labels(caution.names) })
    case 'needs-director':
      return page.t('The Director’s Office must agree to: {{names}}.', { names: labels(caution.names) })
    case 'cleared':
      return page.t('With the instrument these values are cleared: {{names}}.', { names: labels(caution.names) })
    case 'incomplete':
      return page.t('With {{name}} goes: {{names}}.', { name: labels([caution.name]), names: labels(caution.names) })
    case 'time-order':
      return page.t('Time constraint {{rank}}: both ends are needed, the start before the stop.', {
        rank: caution.rank,
      })
    case 'chips':
      return page.t('{{chips}} chips are on or optional; six can be.', { chips: caution.count })
    case 'without-switch':
      return page.t('{{names}} mean nothing unless {{name}} is set.', {
        name: labels([caution.name]),
        names: labels(caution.names),
      })
    case 'dither-fast':
      return page.t('The dither moves by {{rate}} arcseconds a second at most; it must stay below 0.22.', {
        rate: caution.rate,
      })
    case 'sim-limit':
      return page.t('Z-Sim {{mm}} mm: below −8 mm the fiducial lights are lost.', { mm: caution.mm })
    case 'energy-range':
      return page.t('{{name}} above 13 keV risks that telemetry is saturated.', { name: labels([caution.name]) })
    case 'on-chip-summing':
      return page.t('On-chip summing other than 2×2 will be asked about.')
  }
}
