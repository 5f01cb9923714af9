import { randomUUID } from 'node:crypto'
import type { FieldError, UserError } from '../errors.ts'
import { type AttributeValue, attributes, type Content, type Html, html, nothing } from './html.ts'
import { type HxOptions, hx, icon, type Page } from './page.ts'

/** What stands in a form: what was typed, and what is wrong with it. */
export type FormState = Readonly<{
  values: Readonly<Record<string, unknown>>
  errors: readonly FieldError[]
  /** What is wrong as a whole; null when nothing is. */
  message: string | null
}>

export const emptyForm: FormState = { values: {}, errors: [], message: null }

/** A form that shows what is there already. */
export const filledForm = (values: Readonly<Record<string, unknown>>): FormState => ({
  values,
  errors: [],
  message: null,
})

/** A form that comes back with what was typed. */
export const refusedForm = (values: unknown, error: UserError): FormState => ({
  values: typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {},
  errors: error.fields,
  message: error.message,
})

export type FormOptions = Readonly<{
  action: string
  id?: string
  /** For searching: fields go into the address, and nothing is changed. */
  method?: 'get' | 'post'
  /** Sends files. */
  upload?: boolean
  class?: string
  /** Makes it smoother where scripts run; without it the browser loads the whole page. */
  hx?: HxOptions
  /** Asked before it is sent. */
  confirm?: string
}>

/**
 * A form with the visitor's token, and a key by which the server knows a second press of the same button. It works
 * without scripts; with them its buttons rest while it is on its way, and what was typed survives an expired session.
 */
export function form(page: Page, options: FormOptions, content: Content): Html {
  const { action, method = 'post', id, upload = false, confirm } = options
  const isPost = method === 'post'
  const plain = attributes({
    id,
    action,
    method,
    class: options.class,
    enctype: upload && 'multipart/form-data',
    'data-keep': isPost,
    'data-confirm': confirm,
  })
  const smoother = options.hx
    ? hx(page, { [method]: action, ...options.hx, ...(upload && { encoding: 'multipart/form-data' }) })
    : nothing
  return html`<form${plain}${smoother}>${isPost && hiddenFields(page)}${content}</form>`
}

/** One button that does one thing: a form without fields. */
export function actionButton(
  page: Page,
  { action, text, icon: iconName, kind = 'outline-secondary', confirm, values = {}, hx: smoother }: ActionButton,
): Html {
  const hidden = Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const button = html`<button type="submit" class="btn btn-sm btn-${kind}">${iconName && icon(iconName)} ${text}</button>`
  return form(page, { action, class: 'd-inline', confirm, hx: smoother }, [hidden, button])
}

export type ActionButton = Readonly<{
  action: string
  text: string
  icon?: string
  /** Bootstrap's name: `primary`, `outline-danger` … */
  kind?: string
  confirm?: string
  values?: Readonly<Record<string, string>>
  hx?: HxOptions
}>

/** What is wrong with the form as a whole; nothing when nothing is. */
export function formMessage(state: FormState): Html {
  if (state.message === null) return nothing
  return html`<div class="alert alert-danger" role="alert">${icon('exclamation-octagon')} ${state.message}</div>`
}

export type Field = Readonly<{
  name: string
  label: string
  help?: Content
  required?: boolean
  /** Shown where neither the visitor nor the state has a value. */
  value?: string | number | null
  attributes?: Readonly<Record<string, AttributeValue>>
}>

/** One line of text, a number, a date …; passwords never come back filled in. */
export function textField(state: FormState, field: Field & { type?: string }): Html {
  const { type = 'text' } = field
  const value = type === 'password' ? undefined : typedValue(state, field)
  return labelled(
    state,
    field,
    html`<input class="${controlClass(state, field.name)}"${controlAttributes(state, field, { type, value })}>`,
  )
}

/** Several lines of text. */
export function areaField(state: FormState, field: Field & { rows?: number }): Html {
  const attributesOfIt = controlAttributes(state, field, { rows: field.rows ?? 4 })
  // A first line end would be dropped by the browser, so one is put before whatever stands there.
  return labelled(
    state,
    field,
    html`<textarea class="${controlClass(state, field.name)}"${attributesOfIt}>\n${typedValue(state, field)}</textarea>`,
  )
}

export type Option = Readonly<{ value: string; text: string }>

/** One of several; a value that is no longer offered is kept out, so that the first option shows. */
export function selectField(state: FormState, field: Field & { options: readonly Option[] }): Html {
  const chosen = String(typedValue(state, field) ?? '')
  const options = field.options.map(
    ({ value, text }) => html`<option${attributes({ value, selected: value === chosen })}>${text}</option>`,
  )
  const invalid = hasError(state, field.name) && ' is-invalid'
  return labelled(
    state,
    field,
    html`<select class="form-select${invalid}"${controlAttributes(state, field, {})}>${options}</select>`,
  )
}

/** Yes or no. The value `1` is sent when it is ticked. */
export function checkField(state: FormState, field: Omit<Field, 'value'> & { value?: boolean }): Html {
  const isFresh = Object.keys(state.values).length === 0
  const checked = isFresh
    ? field.value === true
    : ['1', 'on', 'true', true].includes(state.values[field.name] as string)
  const input = html`<input class="form-check-input${hasError(state, field.name) && ' is-invalid'}"${controlAttributes(state, { ...field, value: null }, { type: 'checkbox', value: '1', checked })}>`
  return html`<div class="form-check mb-3">
    ${input} <label class="form-check-label" for="${idOf(field.name)}">${field.label}</label>
    ${below(state, field)}
  </div>`
}

/** A file, or several. */
export const fileField = (state: FormState, field: Field & { accept?: string; multiple?: boolean }): Html =>
  labelled(
    state,
    field,
    html`<input class="${controlClass(state, field.name)}"${controlAttributes(state, field, { type: 'file', accept: field.accept, multiple: field.multiple })}>`,
  )

/** The row of buttons at the foot of a form. */
export const formButtons = (content: Content): Html => html`<div class="form-buttons">${content}</div>`

export const submitButton = (text: string, iconName?: string): Html =>
  html`<button type="submit" class="btn btn-primary">${iconName && icon(iconName)} ${text}</button>`

const hiddenFields = (page: Page): Html =>
  html`<input type="hidden" name="_token" value="${page.csrfToken}"><input type="hidden" name="_key" value="${randomUUID()}">`

const idOf = (name: string): string => `field-${name}`
const hasError = (state: FormState, name: string): boolean => state.errors.some((error) => error.path === name)
const controlClass = (state: FormState, name: string): string =>
  `form-control${hasError(state, name) ? ' is-invalid' : ''}`

function typedValue(state: FormState, field: Field): string | number | null | undefined {
  const typed = Object.hasOwn(state.values, field.name) ? state.values[field.name] : field.value
  return typeof typed === 'string' || typeof typed === 'number' ? typed : field.value
}

function controlAttributes(state: FormState, field: Field, more: Readonly<Record<string, AttributeValue>>): Html {
  const isWrong = hasError(state, field.name)
  const described = [field.help ? `${idOf(field.name)}-help` : '', isWrong ? `${idOf(field.name)}-error` : '']
    .join(' ')
    .trim()
  return attributes({
    id: idOf(field.name),
    name: field.name,
    required: field.required,
    'aria-invalid': isWrong ? 'true' : undefined,
    'aria-describedby': described === '' ? undefined : described,
    autofocus: isWrong && state.errors[0]?.path === field.name,
    ...more,
    ...field.attributes,
  })
}

const labelled = (state: FormState, field: Field, control: Html): Html => html`<div class="mb-3">
    <label class="form-label" for="${idOf(field.name)}">${field.label}</label>
    ${control}
    ${below(state, field)}
  </div>`

function below(state: FormState, field: Pick<Field, 'name' | 'help'>): Html {
  const id = idOf(field.name)
  const errors = state.errors.filter((error) => error.path === field.name).map((error) => error.message)
  return html`
    ${errors.length > 0 && html`<div class="invalid-feedback d-block" id="${id}-error">${errors.join(' ')}</div>`}
    ${field.help && html`<div class="form-text" id="${id}-help">${field.help}</div>`}`
}
