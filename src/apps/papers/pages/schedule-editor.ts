import { number } from '../../../platform/web/dates.ts'
import { type FormState, textField } from '../../../platform/web/forms.ts'
import { attributes, type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { apportion, HOURS, isVolume, isWeight, MAX_PAPERS_PER_DAY, MAX_WEIGHT } from '../client/quotas.js'
import { links } from '../links.ts'
import type { Schedule } from '../planning/day-quotas.ts'
import { presets } from '../planning/presets.ts'
import type { Outlook } from '../schedule-view.ts'
import { weightField } from '../schemas/schedule.ts'
import { percent } from './dashboard.ts'
import { clockOf } from './day-bars.ts'

/** The 24 bars, each with its number field; `state` holds what was typed and what is wrong with it. */
export function scheduleEditor(page: Page, outlook: Outlook, state: FormState, mayEdit: boolean): Html {
  const draft = draftOf(outlook.schedule, state)
  const quotas = apportion(draft.papersPerDay, draft.weights, outlook.existingHours)
  const sum = draft.weights.reduce((total, weight) => total + weight, 0)
  const top = topOf(draft.weights)
  const words = {
    'data-value-text': page.t('weight {{weight}}, {{papers}} papers'),
    'data-selected-text': page.t('selected'),
    'data-selection-text': page.t('{{hours}} hours are selected: they move together.'),
    'data-copied-text': page.t('The curve is copied: 24 numbers.'),
    'data-no-curve-text': page.t('That is no curve: 24 whole numbers are needed.'),
    'data-forecast': links.forecast(),
    'data-existing': outlook.existingHours.join(','),
    'data-max': MAX_WEIGHT,
    'data-language': page.language,
  }
  return html`<div class="schedule-editor" data-schedule${attributes(words)}>
    ${mayEdit && toolbar(page)}
    <p class="quiet schedule-help" data-scripted hidden>${page.t('Drag a bar, or use the arrow keys (Shift: ten at once). Ctrl and a click, or the space bar, select several that move together. Ctrl+C and Ctrl+V copy the curve, Ctrl+Z takes a step back.')}</p>
    <ol class="hours" aria-label="${page.t('Weight of each hour')}">${HOURS.map((hour) =>
      hourColumn(page, {
        hour,
        weight: draft.weights[hour] ?? 0,
        papers: quotas[hour] ?? 0,
        sum,
        top,
        outlook,
        state,
        mayEdit,
      }),
    )}</ol>
    <p class="schedule-total" role="status">${page.t('Together')} <output data-total>${number(
      page,
      quotas.reduce((total, quota) => total + quota, 0),
    )}</output> ${page.t('papers today; sum of weights')} <output data-sum>${number(page, sum)}</output>
      <span data-said></span></p>
  </div>`
}

/** What the form holds, where that can be read, and else what was there before. */
export function draftOf(schedule: Schedule, { values }: FormState): Schedule {
  const read = (name: string): number => {
    const typed = String(values[name])
    return /^\s*\d{1,9}\s*$/.test(typed) ? Number(typed) : Number.NaN
  }
  const volume = read('papersPerDay')
  const weights = HOURS.map((hour) => {
    const typed = read(weightField(hour))
    return isWeight(typed) ? typed : (schedule.weights[hour] ?? 0)
  })
  return { ...schedule, papersPerDay: isVolume(volume) ? volume : schedule.papersPerDay, weights }
}

export const volumeField = (page: Page, schedule: Schedule, state: FormState, mayEdit: boolean): Html =>
  textField(state, {
    name: 'papersPerDay',
    label: page.t('Papers a day'),
    type: 'number',
    value: schedule.papersPerDay,
    required: true,
    attributes: { min: 0, max: MAX_PAPERS_PER_DAY, step: 1, inputmode: 'numeric', readonly: !mayEdit },
  })

/** Presets are links that need no script; the rest appears with the scripts that do it. */
function toolbar(page: Page): Html {
  const tool = (act: string, text: string, iconName: string): Html =>
    html`<button type="button" class="btn btn-sm btn-outline-secondary" data-act="${act}">${icon(iconName)} ${text}</button>`
  return html`<div class="schedule-tools">
    <div class="tool-group" role="group" aria-label="${page.t('Curves to begin with')}">${presets.map(
      ({ name, title, weights }) =>
        html`<a class="btn btn-sm btn-outline-secondary" href="${links.schedule(`?preset=${name}`)}" data-weights="${weights.join(',')}">${page.t(title)}</a>`,
    )}</div>
    <div class="tool-group" role="group" aria-label="${page.t('Work on the curve')}" data-scripted hidden>
      ${tool('undo', page.t('Undo'), 'arrow-counterclockwise')}
      ${tool('normalise', page.t('Normalise'), 'arrows-vertical')}
      ${tool('copy', page.t('Copy'), 'clipboard')}
      ${tool('paste', page.t('Paste'), 'clipboard-plus')}
      <button type="button" class="btn btn-sm btn-outline-secondary" data-act="select" aria-pressed="false">${icon('check2-square')} ${page.t('Select several')}</button>
    </div>
  </div>`
}

type Hour = Readonly<{
  hour: number
  weight: number
  papers: number
  sum: number
  top: number
  outlook: Outlook
  state: FormState
  mayEdit: boolean
}>

function hourColumn(page: Page, it: Hour): Html {
  const { hour, weight, papers, sum, top, outlook, state, mayEdit } = it
  const name = weightField(hour)
  const typed = state.values[name]
  const errors = state.errors.filter(({ path }) => path === name)
  const isMissing = !outlook.existingHours.includes(hour)
  const input = attributes({
    type: 'number',
    class: `form-control${errors.length > 0 ? ' is-invalid' : ''}`,
    id: `field-${name}`,
    name,
    value: typeof typed === 'string' || typeof typed === 'number' ? typed : weight,
    min: 0,
    max: MAX_WEIGHT,
    step: 1,
    required: true,
    readonly: !mayEdit,
    inputmode: 'numeric',
    'aria-label': page.t('Weight of {{clock}}', { clock: clockOf(hour) }),
    'aria-invalid': errors.length > 0 ? 'true' : undefined,
    'aria-describedby': errors.length > 0 ? `field-${name}-error` : undefined,
    autofocus: errors.length > 0 && state.errors[0]?.path === name,
  })
  const size = Math.min(100, Math.round((weight / top) * 1000) / 10)
  const mark = [hour === outlook.hour && 'is-now', isMissing && 'is-missing'].filter(Boolean).join(' ')
  return html`<li class="hour ${mark}" data-hour="${hour}" data-label="${clockOf(hour)}">
    <span class="hour-papers"><output data-papers>${papers}</output><small data-share>${percent(page, sum === 0 ? 0 : weight / sum)}</small></span>
    <div class="hour-bar" data-bar><svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="up" x="0" y="${100 - size}" width="100" height="${size}"></rect><rect class="along" x="0" y="0" width="${size}" height="100"></rect></svg></div>
    <span class="hour-name" aria-hidden="true">${String(hour).padStart(2, '0')}</span>
    <input${input}>
    ${errors.length > 0 ? html`<div class="invalid-feedback d-block" id="field-${name}-error">${errors.map(({ message }) => message).join(' ')}</div>` : nothing}
  </li>`
}

/** What a full bar means: a round number with room above the largest weight. The browser script has the same rule. */
function topOf(weights: readonly number[]): number {
  const largest = Math.max(...weights)
  return [10, 20, 50, 100, 200, 500].find((top) => top > largest) ?? MAX_WEIGHT
}
