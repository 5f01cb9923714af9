import { attributes, type Html, html } from '../../../platform/web/html.ts'
import type { Translate } from '../../../platform/web/languages.ts'
import { markdown } from '../../../platform/web/markdown.ts'
import type { FieldSpec } from '../sdk/fields.ts'
import { idOf } from '../sdk/values.ts'

type Given = string | readonly string[] | undefined

/** One field with its label, its buttons, its description and what is wrong with it. */
export function fieldGroup(
  name: string,
  field: FieldSpec,
  given: Given,
  errors: readonly string[],
  t: Translate,
): Html {
  const id = idOf(name)
  return html`<div class="qhana-form-field">
    <label class="qhana-form-label" for="${id}">${field.label}${field.required && html` <span class="qhana-required" aria-hidden="true">*</span>`}</label>
    <div class="qhana-input-wrapper">
      ${control(id, name, field, given, errors.length > 0)}
      ${buttons(id, field, t)}
      <div class="qhana-input-description" id="${id}-description">${markdown(field.description ?? '')}</div>
      ${hints(id, field, t)}
      <p class="qhana-error-message" id="${id}-errors" aria-live="assertive">${errors.map((error) => html`<span>${error}</span>`)}</p>
    </div>
  </div>`
}

function control(id: string, name: string, field: FieldSpec, given: Given, isWrong: boolean): Html {
  const common = {
    id,
    name,
    class: 'qhana-form-input',
    autocomplete: 'off',
    'aria-describedby': `${id}-description ${id}-errors`,
    'aria-invalid': isWrong ? 'true' : undefined,
    'data-private': field.isPrivate === true,
  }
  const value = textOf(field, given)
  if (field.kind === 'choice' || field.kind === 'choices') return select(common, field, given)
  if (field.kind === 'boolean') {
    const isOn = given === undefined ? field.default === true : /^(?:true|t|1|on|y|yes)$/i.test(value)
    // Sent where the box is not ticked: a box that is on by default can be turned off.
    const off = field.default === true && html`<input type="hidden" name="${name}" value="false">`
    return html`${off}<input${attributes({ ...common, type: 'checkbox', value: 'true', checked: isOn })}>`
  }
  if (field.widget === 'textarea')
    return html`<textarea${attributes({ ...common, required: field.required && field.kind !== 'text', rows: 5, ...lengths(field) })}>
${value}</textarea>`
  const type = inputType(field)
  const list = field.suggestions ? `${id}-suggestions` : undefined
  const input = { ...common, type, list, ...rules(field), ...lengths(field) }
  // A password that was sent is never sent back.
  const shown = type === 'password' || type === 'file' ? undefined : value
  return html`<input${attributes({ ...input, value: shown })}>${
    field.suggestions &&
    html`<datalist id="${list ?? ''}">${field.suggestions.map((one) => html`<option value="${one}"></option>`)}</datalist>`
  }`
}

function select(common: Record<string, string | boolean | undefined>, field: FieldSpec, given: Given): Html {
  const usual = [(field.initial as Given) ?? (field.default as Given) ?? []].flat()
  const chosen = given === undefined ? usual : [given].flat()
  const isMany = field.kind === 'choices'
  // Sent where nothing is chosen: what is chosen to begin with can be given up.
  const none = isMany && usual.length > 0
  return html`${none && html`<input${attributes({ type: 'hidden', name: common.name, value: '' })}>`}<select${attributes({ ...common, multiple: isMany })}>
    ${(field.options ?? []).map(
      ([value, label]) => html`<option${attributes({ value, selected: chosen.includes(value) })}>${label}</option>`,
    )}
  </select>`
}

/** The text of an input: what was sent, else the default. */
function textOf(field: FieldSpec, given: Given): string {
  if (given !== undefined) return [given].flat().at(-1) ?? ''
  const usual = field.initial ?? field.default
  if (Array.isArray(usual)) return usual.join(field.separator === 'lines' ? '\n' : ', ')
  return usual === undefined || usual === null ? '' : String(usual)
}

function inputType({ kind, widget }: FieldSpec): string {
  if (widget !== undefined) return widget
  if (kind === 'integer' || kind === 'number') return 'number'
  if (kind === 'file') return 'file'
  return kind === 'url' || kind === 'dataUrl' || kind === 'pluginUrl' ? 'url' : 'text'
}

function rules({ kind, required, min, max, step }: FieldSpec) {
  const isNumber = kind === 'integer' || kind === 'number'
  return {
    // An empty text is a text.
    required: required && kind !== 'text',
    min: isNumber ? min : undefined,
    max: isNumber ? max : undefined,
    step: isNumber ? (step ?? 'any') : undefined,
    'data-input-type': kind === 'dataUrl' ? 'data' : kind === 'pluginUrl' ? 'plugin' : undefined,
  }
}

const lengths = ({ kind, minLength, maxLength, pattern }: FieldSpec) =>
  kind === 'text' ? { minlength: minLength, maxlength: maxLength, pattern } : {}

/** Hidden until the script finds a window around the page that answers them. */
function buttons(id: string, field: FieldSpec, t: Translate): Html | false {
  if (field.kind === 'pluginUrl') {
    const wanted = {
      'data-input-id': id,
      'data-plugin-tags': (field.pluginTags ?? []).join(' '),
      'data-plugin-name': field.pluginName,
      'data-plugin-version': field.pluginVersion,
    }
    return html`<button type="button" class="qhana-choose-plugin-button"${attributes(wanted)} hidden>${t('Choose a plugin')}</button>`
  }
  if (field.kind !== 'dataUrl') return false
  const wanted = {
    'data-input-id': id,
    'data-input': field.dataType ?? '*',
    'data-content-type': (field.contentType ?? ['*']).join(' '),
  }
  return html`<button type="button" class="qhana-choose-file-button"${attributes(wanted)} hidden>${t('Choose a file')}</button>
    ${field.relatedTo !== undefined && relatedButton(wanted, field, field.relatedTo, t)}
    <button type="button" class="qhana-show-preview-button" data-input-id="${id}" hidden>${t('Show a preview')}</button>`
}

const relatedButton = (wanted: Record<string, string>, field: FieldSpec, relatedTo: string, t: Translate): Html =>
  html`<button type="button" class="qhana-choose-file-button related"${attributes({
    ...wanted,
    'data-related-input-id': idOf(relatedTo),
    'data-relation': field.relation ?? 'any',
    'data-include-self': field.includeSelf === true,
  })} hidden disabled>${t('Choose a related file')}</button>`

function hints(id: string, { kind }: FieldSpec, t: Translate): Html | false {
  if (kind === 'dataUrl')
    return html`<p class="selected-file-hint" data-input-id="${id}" hidden>${t('Chosen:')} <span class="selected-file-name" data-input-id="${id}"></span></p>`
  if (kind !== 'pluginUrl') return false
  return html`<p class="selected-plugin-hint" data-input-id="${id}" hidden>${t('Chosen:')} <span class="selected-plugin-name" data-input-id="${id}"></span></p>`
}
