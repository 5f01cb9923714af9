import { areaField, type FormState, selectField, textField } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { choicesWith } from '../catalog/choices.ts'
import { formDate, secondOf } from '../catalog/dates.ts'
import { type Observation, type RankList, rankKinds } from '../catalog/read-model.ts'
import { isScalar, listOfFlag, type Parameter, parameterOf, type RankFlag } from '../parameters/parameters.ts'
import { type Fields, fieldOf, rankField, rowsIn, shown } from '../revisions/fields.ts'
import { helpAnchor } from './help.ts'

/** What a field needs to know of its page. */
export type FieldPlace = Readonly<{ page: Page; state: FormState; observation: Observation }>

/** One parameter with the control that fits it. */
export function parameterField({ page, state, observation }: FieldPlace, name: string): Html {
  const parameter = parameterOf(name)
  const original = isScalar(name) ? observation.values[name] : null
  const standard = name === 'dither_flag' && observation.hasStandardDither ? 'N' : undefined
  return control(page, state, {
    parameter,
    field: fieldOf(name),
    original: original === 'P' && standsForY(name) ? 'Y' : original,
    standard,
  })
}

type Control = Readonly<{
  parameter: Parameter
  field: string
  original: string | number | null
  /** The choice that stands for the standard pattern of the telescope. */
  standard?: string | undefined
}>

function control(page: Page, state: FormState, { parameter, field, original, standard }: Control): Html {
  const { label, choices, isLong, required } = parameter
  const common = { name: field, label, help: helpOf(page, parameter), ...(required ? { required } : {}) }
  if (choices) {
    const current = original === null ? null : String(original)
    const options = choicesWith(choices, current).map(({ value, label: text }) => ({
      value: value ?? '',
      text: value === standard && standard !== undefined ? page.t('{{choice}} (standard)', { choice: text }) : text,
    }))
    return selectField(state, { ...common, options, attributes: { 'data-switch': field } })
  }
  if (isLong) return areaField(state, { ...common, rows: 10 })
  return textField(state, { ...common, attributes: { autocomplete: 'off' } })
}

/** The page shows these flags as yes or no; a preference follows from the rows. */
const standsForY = (name: string): boolean => Object.hasOwn(listOfFlag, name)

function helpOf(page: Page, { name, unit, min, max, approval }: Parameter): Html {
  const range = min === undefined ? '' : max === undefined ? `≥ ${min}` : `${min} … ${max}`
  const facts = [unit, ['ra', 'dec'].includes(name) ? '' : range].filter(Boolean).join(', ')
  const mark = approval === 'director' ? page.t('Director’s Office') : approval === 'rare' ? page.t('rarely') : ''
  return html`${facts} ${mark !== '' && html`<a class="desk-mark" href="${helpAnchor(name)}">${mark}</a>`}`
}

/** The rows of a ranked constraint, with buttons that add and remove some; they work without scripts. */
export function rankRows({ page, state, observation }: FieldPlace, flag: RankFlag, title: string): Html {
  const list = listOfFlag[flag]
  const rows = rowsIn(state.values as Fields, list)
  return html`<fieldset class="desk-ranks" id="${list}"><legend class="h6">${title}</legend>
    ${rows.length === 0 && html`<p class="quiet">${page.t('No rows yet.')}</p>`}
    ${rows.map((at, place) => rankRow(page, state, observation, list, at, place))}
    <button type="submit" class="btn btn-sm btn-outline-secondary" name="act" value="add:${list}" formnovalidate>${icon('plus-lg')} ${addWord(page, list)}</button>
  </fieldset>`
}

function rankRow(
  page: Page,
  state: FormState,
  observation: Observation,
  list: RankList,
  at: number,
  place: number,
): Html {
  const before: Readonly<Record<string, string | number | null>> = observation[list][at] ?? {}
  const fields = Object.keys(rankKinds[list]).map((column) =>
    control(page, state, {
      parameter: parameterOf(column),
      field: rankField(list, at, column),
      original: before[column] ?? null,
    }),
  )
  return html`<div class="desk-rank" role="group"${attributes({ 'aria-label': page.t('Rank {{rank}}', { rank: place + 1 }) })}>
    <p class="desk-rank-number">${page.t('Rank {{rank}}', { rank: place + 1 })}</p>${fields}
    <button type="submit" class="btn btn-sm btn-outline-danger" name="act" value="remove:${list}-${at}" formnovalidate>${icon('x-lg')} ${page.t('Remove')}</button></div>`
}

function addWord(page: Page, list: RankList): string {
  const words: Readonly<Record<RankList, string>> = {
    time_ranks: page.t('Add Time'),
    roll_ranks: page.t('Add Roll'),
    window_ranks: page.t('Add Window'),
  }
  return words[list]
}

/** The fields of a new last row, with what such rows begin with. */
export function newRow(fields: Fields, list: RankList, now: string): Fields {
  const at = (rowsIn(fields, list).at(-1) ?? -1) + 1
  const columns = Object.keys(rankKinds[list]).map((column) => {
    const { fallback = null } = parameterOf(column)
    const value = fallback === 'now' ? formDate(secondOf(now)) : shown(column, fallback)
    return [rankField(list, at, column), value]
  })
  return { ...fields, ...Object.fromEntries(columns) }
}

/** The form without one row. */
export const withoutRow = (fields: Fields, list: RankList, at: number): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith(`${list}-${at}-`)))
