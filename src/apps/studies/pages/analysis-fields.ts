import type { AnalysisField } from '../../../platform/analyses.ts'
import { areaField, checkField, type FormState, selectField, textField } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { markdown } from '../../../platform/web/markdown.ts'
import type { Page } from '../../../platform/web/page.ts'
import { type Choosable, takesFile } from '../inputs.ts'
import { formatFor } from '../sending.ts'

/** One field of an analysis, from its definition: control, help and limits; `v.` stands before its name. */
export function analysisField(
  page: Page,
  state: FormState,
  name: string,
  field: AnalysisField,
  files: readonly Choosable[],
): Html {
  const common = {
    name: `v.${name}`,
    label: field.label,
    help: helpOf(page, field),
    required: field.required && field.kind !== 'text',
    value: usual(field),
  }
  if (takesFile(field))
    return selectField(state, {
      ...common,
      value: likely(name, field, files),
      options: fileOptions(page, field, files),
    })
  if (field.kind === 'boolean') return checkField(state, { ...common, value: field.default === true })
  if (field.kind === 'choices') return checks(state, { ...common, field })
  if (field.kind === 'choice')
    return selectField(state, {
      ...common,
      options: [...(field.required ? [] : [{ value: '', text: '' }]), ...optionsOf(field)],
    })
  if (field.widget === 'textarea' || field.separator === 'lines') return areaField(state, common)
  return textField(state, { ...common, type: typeOf(field), attributes: limits(field) })
}

const optionsOf = ({ options = [] }: AnalysisField) => options.map(([value, text]) => ({ value, text }))

function helpOf(page: Page, field: AnalysisField): Html {
  const { min, max, isAbove, isBelow } = field
  const from = min !== undefined && (isAbove ? page.t('above {{min}}', { min }) : page.t('from {{min}}', { min }))
  const to = max !== undefined && (isBelow ? page.t('below {{max}}', { max }) : page.t('to {{max}}', { max }))
  return html`${markdown(field.description ?? '')}${(from || to) && html`<p>${page.t('Allowed:')} ${[from, to].filter(Boolean).join(' ')}</p>`}`
}

function usual({ default: value }: AnalysisField): string | number | null {
  if (typeof value === 'string' || typeof value === 'number') return value
  return Array.isArray(value) ? value.join(', ') : null
}

function typeOf({ kind, widget }: AnalysisField): string {
  if (widget === 'password' || widget === 'date' || widget === 'time' || widget === 'datetime-local') return widget
  if (kind === 'integer' || kind === 'number') return 'number'
  return kind === 'url' ? 'url' : 'text'
}

function limits({ kind, min, max, step, minLength, maxLength, pattern }: AnalysisField) {
  if (kind === 'integer') return { min, max, step: step ?? 1 }
  if (kind === 'number') return { min, max, step: 'any' }
  return { minlength: minLength, maxlength: maxLength, pattern }
}

function checks(
  state: FormState,
  { name, label, help, field }: Readonly<{ name: string; label: string; help: Html; field: AnalysisField }>,
): Html {
  const given = state.values[name] ?? field.default ?? []
  const chosen = new Set([given].flat().map(String))
  const errors = state.errors.filter(({ path }) => path === name).map(({ message }) => message)
  return html`<fieldset class="mb-3"><legend class="form-label">${label}</legend>
    ${(field.options ?? []).map(([value, text], at) => {
      const id = `field-${name}-${at}`
      return html`<div class="form-check"><input class="form-check-input" type="checkbox"${attributes({ id, name, value, checked: chosen.has(value) })}>
        <label class="form-check-label" for="${id}">${text}</label></div>`
    })}
    ${errors.length > 0 && html`<div class="invalid-feedback d-block">${errors.join(' ')}</div>`}<div class="form-text">${help}</div></fieldset>`
}

function fileOptions(page: Page, field: AnalysisField, files: readonly Choosable[]) {
  const none = {
    value: '',
    text:
      files.length === 0
        ? page.t('The study has no files yet')
        : field.required
          ? page.t('Choose a file')
          : page.t('None'),
  }
  const shown = files.map(({ id, name, from }) => ({ value: id, text: from === null ? name : `${name} (${from})` }))
  return [none, ...shown]
}

/** The one file that fits by its kind and name is chosen before anybody asks. */
function likely(name: string, field: AnalysisField, files: readonly Choosable[]): string {
  const format = formatFor(name, field)
  const own = files.filter(({ from }) => from === null)
  const fitting = own.filter((file) => file.format === format)
  if (fitting.length === 1) return fitting[0]?.id ?? ''
  return field.required && own.length === 1 ? (own[0]?.id ?? '') : ''
}
