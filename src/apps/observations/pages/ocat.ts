import { actionButton, type FormState, form, formButtons, formMessage, textField } from '../../../platform/web/forms.ts'
import { attributes, type Html, html, nothing, safeUrl } from '../../../platform/web/html.ts'
import { icon, type Page, type View } from '../../../platform/web/page.ts'
import type { SkyMaps } from '../catalog/auxiliary.ts'
import type { Observation, ScalarName } from '../catalog/read-model.ts'
import { links } from '../links.ts'
import { dither, general } from '../parameters/general.ts'
import { isAcis, isHrc, isSet, type SectionName, sections } from '../parameters/parameters.ts'
import { shown } from '../revisions/fields.ts'
import type { Warning } from '../revisions/warnings.ts'
import type { RevisionKind } from '../tables.ts'
import { sectionTitle } from './help.ts'
import { type FieldPlace, parameterField, rankRows } from './ocat-fields.ts'
import { testRemark } from './test-mode.ts'
import { kindWord, warningWord } from './words.ts'

export type OcatView = Readonly<{
  observation: Observation
  warnings: readonly Warning[]
  maps: SkyMaps
  /** Revisions of this observation, the latest first. */
  keys: readonly string[]
  /** What the catalog cannot know, in its own names. */
  lacks: readonly string[]
  /** Closed for changes, however the visitor stands. */
  isClosed: boolean
  mayAsk: boolean
  mayApprove: boolean
  isDraft: boolean
  /** Nothing here is meant. */
  isTest: boolean
}>

/** One observation: everything that the catalog has of it, and the form that asks for something else. */
export const ocatPage = (page: Page, state: FormState, it: OcatView): View => ({
  title: `${it.observation.obsid} ${it.observation.values.targname ?? ''}`,
  styles: ['observations/desk.css'],
  scripts: ['observations/ocat.js'],
  body: html`<header class="page-head"><div><h1>${page.t('Obsid {{obsid}}', { obsid: it.observation.obsid })}</h1>
      <p>${it.observation.values.targname ?? '–'} · ${it.observation.values.instrument ?? '–'} · <strong>${String(it.observation.values.status ?? '–')}</strong></p></div>
      <div class="page-head-actions">${linkList(page, it)}</div></header>
    ${testRemark(page, it.isTest)}${warningList(page, it.warnings)}
    ${it.lacks.length > 0 && html`<div class="alert alert-info">${icon('info-circle')} ${page.t('This catalog does not know: {{names}}. What is empty there may be set all the same.', { names: it.lacks.join(', ') })}</div>`}
    ${it.isDraft && html`<div class="alert alert-info">${icon('pencil-square')} ${page.t('You have begun to change this observation. “Refresh” shows the catalog again.')}</div>`}
    ${facts(page, it)}
    ${it.isClosed || !it.mayAsk ? whyNot(page, it) : editForm(page, state, it)}`,
})

const linkList = (page: Page, { observation: { obsid }, maps, keys }: OcatView): Html => html`
  ${keys[0] !== undefined && html`<a class="btn btn-sm btn-outline-secondary" href="${links.revision(keys[0])}">${icon('clock-history')} ${keys[0]}</a>`}
  <a class="btn btn-sm btn-outline-secondary" href="https://cda.cfa.harvard.edu/chaser/startViewer.do?menuItem=details&amp;obsid=${obsid}" rel="noopener noreferrer" target="_blank">${page.t('Public details')}</a>
  ${(['rass', 'rosat', 'dss'] as const).map((name) => {
    const address = maps[name]
    return address === undefined
      ? html`<span class="quiet">${page.t('No {{map}} Link', { map: name.toUpperCase() })}</span>`
      : html`<a class="btn btn-sm btn-outline-secondary" href="${safeUrl(address)}" rel="noopener noreferrer" target="_blank">${name.toUpperCase()}</a>`
  })}`

export function warningList(page: Page, warnings: readonly Warning[]): Html {
  if (warnings.length === 0) return nothing
  return html`<div class="alert alert-warning" role="status"><ul class="desk-list">${warnings.map(
    (warning) => html`<li>${icon('exclamation-triangle')} ${warningWord(page, warning)}</li>`,
  )}</ul></div>`
}

const readOnly: readonly (readonly [ScalarName, string])[] = [
  ['seq_nbr', 'Sequence Number'],
  ['proposal_number', 'Proposal Number'],
  ['proposal_title', 'Proposal Title'],
  ['obs_ao_str', 'Obs AO Status'],
  ['pi_name', 'PI Name'],
  ['observer', 'Observer'],
  ['si_mode', 'SI Mode'],
  ['aca_mode', 'ACA Mode'],
  ['approved_exposure_time', 'Exposure Time'],
  ['rem_exp_time', 'Remaining Exposure Time'],
  ['proposal_joint', 'Joint Proposal'],
  ['proposal_hst', 'HST Approved Time'],
  ['proposal_noao', 'NOAO Approved Time'],
  ['proposal_xmm', 'XMM Approved Time'],
  ['proposal_rxte', 'RXTE Approved Time'],
  ['proposal_vla', 'VLA Approved Time'],
  ['proposal_vlba', 'VLBA Approved Time'],
  ['soe_st_sched_date', 'Scheduled Date'],
  ['lts_lt_plan', 'LTS Date'],
  ['planned_roll', 'Planned Roll'],
  ['soe_roll', 'Roll Observed'],
  ['ra', 'RA'],
  ['dec', 'Dec'],
  ['raster_scan', 'Raster Scan'],
  ['dropped_chip_count', 'Dropped Chip Count'],
  ['phase_constraint_flag', 'Phase Constraint'],
  ['group_id', 'Group ID'],
]
const ksec = new Set<ScalarName>(['approved_exposure_time', 'rem_exp_time'])

function facts(page: Page, { observation }: OcatView): Html {
  const { values, group_obsid, monitor_series } = observation
  return html`<section class="panel"><h2>${page.t('In the catalog')}</h2><dl class="facts desk-facts">
    ${readOnly.map(([name, label]) => fact(label, factOf(name, values[name])))}
    ${group_obsid.length > 0 && fact('Remaining Observations in the Group', obsidLinks(group_obsid))}
    ${monitor_series.length > 0 && fact('Remaining Observations in the Monitoring', obsidLinks(monitor_series))}
    ${observation.hasStandardDither && fact('Dither', page.t('the standard pattern'))}
  </dl>${tooFacts(page, observation)}</section>`
}

const fact = (label: string, value: Html | string): Html => html`<dt>${label}</dt><dd>${value}</dd>`

function factOf(name: ScalarName, value: Observation['values'][ScalarName]): string {
  if (value === null) return '–'
  if (name === 'ra' || name === 'dec') return `${shown(name, value)} (${value})`
  return ksec.has(name) ? `${value} ks` : String(value)
}

export const obsidLinks = (obsids: readonly number[]): Html =>
  html`${obsids.map((obsid) => html`<a href="${links.ocat(obsid)}">${obsid}</a> `)}`

const tooNames: readonly (readonly [ScalarName, string])[] = [
  ['tooid', 'TOO ID'],
  ['too_trig', 'TOO Trigger'],
  ['too_type', 'TOO Type'],
  ['too_start', 'TOO Start'],
  ['too_stop', 'TOO Stop'],
  ['too_followup', '# of Follow-up Observations'],
  ['too_remarks', 'TOO Remarks'],
]

function tooFacts(page: Page, { values }: Observation): Html {
  if (values.tooid === null) return html`<p class="quiet">${page.t('This is no target of opportunity.')}</p>`
  return html`<h3>${page.t('Target of opportunity')}</h3><dl class="facts">${tooNames.map(([name, label]) => fact(label, factOf(name, values[name])))}</dl>`
}

function whyNot(page: Page, { isClosed, observation }: OcatView): Html {
  const status = String(observation.values.status ?? '?').toUpperCase()
  return html`<p class="alert alert-info">${isClosed ? page.t('This observation is already {{status}} and cannot be changed.', { status }) : page.t('You may look, and not ask for changes. An administrator can change that.')}</p>`
}

const generalNames = general.map(({ name }) => name).filter((name) => name !== 'remarks' && name !== 'comments')
const ditherNames = dither.map(({ name }) => name).filter((name) => name !== 'dither_flag')
const phaseNames = ['phase_epoch', 'phase_period', 'phase_start', 'phase_start_margin', 'phase_end', 'phase_end_margin']

function editForm(page: Page, state: FormState, it: OcatView): Html {
  const { observation } = it
  const place = { page, state, observation }
  const hasPhase = isSet(observation.values.phase_constraint_flag)
  const otherNames = sections.constraints
    .map(({ name }) => name)
    .filter((name) => hasPhase || !phaseNames.includes(name))
  const acisNames = sections.acis.map(({ name }) => name)
  return html`${form(page, { action: links.ocat(observation.obsid), id: 'ocat', class: 'desk-form' }, [
    // The first button of a form is the one that the enter key presses.
    html`<button type="submit" class="visually-hidden" tabindex="-1" name="act" value="submit">${page.t('Submit')}</button>`,
    formMessage(state),
    buttons(page, it),
    block(page, 'general', fields(place, generalNames)),
    block(
      page,
      'dither',
      html`${fields(place, ['dither_flag'])}${shownWhen('dither_flag', 'Y', fields(place, ditherNames))}`,
    ),
    block(
      page,
      'timeRanks',
      html`${fields(place, ['window_flag'])}${shownWhen('window_flag', 'Y', rankRows(place, 'window_flag', sectionTitle(page, 'timeRanks')))}`,
    ),
    block(
      page,
      'rollRanks',
      html`${fields(place, ['roll_flag'])}${shownWhen('roll_flag', 'Y', rankRows(place, 'roll_flag', sectionTitle(page, 'rollRanks')))}`,
    ),
    block(page, 'constraints', fields(place, otherNames)),
    block(
      page,
      'hrc',
      forInstrument(
        page,
        'HRC',
        fields(
          place,
          sections.hrc.map(({ name }) => name),
        ),
      ),
    ),
    block(page, 'acis', forInstrument(page, 'ACIS', acisFields(place, acisNames))),
    block(
      page,
      'acisWindows',
      forInstrument(
        page,
        'ACIS',
        html`${fields(place, ['spwindow_flag'])}${shownWhen('spwindow_flag', 'Y', rankRows(place, 'spwindow_flag', sectionTitle(page, 'acisWindows')))}`,
      ),
    ),
    html`<section class="panel" id="section-prose"><h2>${page.t('Comments and Remarks')}</h2>${['comments', 'remarks'].map((name) => parameterField(place, name))}</section>`,
    options(page, state, it),
    buttons(page, it),
  ])}${actionButton(page, { action: links.ocatPart(observation.obsid, 'reload'), text: page.t('Refresh'), icon: 'arrow-clockwise', confirm: page.t('Forget what you have changed here, and show the catalog again?') })}`
}

const subarrayNames = ['subarray_start_row', 'subarray_row_count']
const dutyNames = ['secondary_exp_count', 'primary_exp_time']

function acisFields(place: FieldPlace, names: readonly string[]): Html {
  const plain = names.filter((name) => !subarrayNames.includes(name) && !dutyNames.includes(name))
  return html`${fields(place, plain)}${shownWhen('subarray', 'CUSTOM', fields(place, subarrayNames))}${shownWhen('duty_cycle', 'Y', fields(place, dutyNames))}`
}

const fields = (place: FieldPlace, names: readonly string[]): Html =>
  html`<div class="desk-fields">${names.map((name) => parameterField(place, name))}</div>`

/** Values in a part that is out of sight are sent all the same: nothing is erased by looking away. */
const shownWhen = (field: string, value: string, content: Html): Html =>
  html`<div${attributes({ 'data-shown-when': `${field}=${value}` })}>${content}</div>`

const forInstrument = (page: Page, family: 'ACIS' | 'HRC', content: Html): Html => html`
  <div${attributes({ 'data-shown-when': `instrument^${family}-` })}>${content}</div>
  <p class="quiet" hidden${attributes({ 'data-shown-unless': `instrument^${family}-` })}>${family === 'ACIS' ? page.t('This observation does not use ACIS.') : page.t('This observation does not use HRC.')}</p>`

const block = (page: Page, name: SectionName, content: Html): Html => html`<section class="panel" id="section-${name}">
  <h2>${sectionTitle(page, name)} <a class="desk-help" href="${links.help()}#${name}" aria-label="${page.t('Help on {{section}}', { section: sectionTitle(page, name) })}">${icon('question-circle')}</a></h2>${content}</section>`

const kinds: readonly RevisionKind[] = ['norm', 'asis', 'remove', 'clone']

function options(page: Page, state: FormState, { mayApprove }: OcatView): Html {
  const chosen = String(state.values.kind ?? 'norm')
  const isOffered = (kind: RevisionKind): boolean => mayApprove || kind === 'norm' || kind === 'clone'
  return html`<section class="panel" id="section-options"><h2>${page.t('Options')}</h2>
    <fieldset class="mb-3"><legend class="h6">${page.t('What shall be done')}</legend>${kinds.map(
      (
        kind,
      ) => html`<div class="form-check"><input class="form-check-input" type="radio" name="kind" id="kind-${kind}" value="${kind}"${attributes({ checked: chosen === kind, disabled: !isOffered(kind) })}>
        <label class="form-check-label" for="kind-${kind}">${kindWord(page, kind)}${!isOffered(kind) && html` <span class="quiet">(${page.t('for USINT')})</span>`}</label></div>`,
    )}</fieldset>
    ${textField(state, { name: 'multiobsid', label: page.t('More obsids that get the same'), help: page.t('Such as 12345, 12347-12349. ACIS and HRC settings skip observations of the other instrument.'), attributes: { autocomplete: 'off', inputmode: 'text' } })}
  </section>`
}

const buttons = (page: Page, { observation }: OcatView): Html =>
  formButtons(
    html`<button type="submit" class="btn btn-primary" name="act" value="submit">${icon('arrow-right')} ${page.t('Submit')}</button>
      <span class="quiet">${page.t('Nothing is sent yet: the next page shows what would be.')} ${isAcis(observation.values.instrument) || isHrc(observation.values.instrument) ? '' : page.t('This observation has no instrument.')}</span>`,
  )
