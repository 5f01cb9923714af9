// @ts-check
// Joins the form of a plugin to the window around it. Plugins of other houses load this file too: the names of its
// functions and of its state are part of the contract.

/**
 * @typedef {{ href: string, lastHeight: number, heightUnchangedCount: number, height: number,
 *   targetHeight: number | 'full' | undefined, preventSubmit: boolean, formSubmitHandler: Function | null,
 *   messageHandler: Function | null, pluginContext: Record<string, unknown>, monitor?: number }} State
 */

const stateName = '_qhana_microfrontend_state'
const measureEveryMs = 50
const mostEqualHeights = 60

/** @returns {State} */
function getState() {
  return /** @type {any} */ (window)[stateName]
}

/** To the window that opened this one, else to the one that frames it. It may be anybody: nothing secret is ever sent. */
function sendMessage(/** @type {unknown} */ message) {
  const target = window.opener || window.parent
  target.postMessage(message, '*')
}

function getMicrofrontendHeight() {
  return Math.max(document.body.scrollHeight, document.documentElement.scrollHeight)
}

function getMicrofrontendWidth() {
  return Math.max(document.body.scrollWidth, document.documentElement.scrollWidth)
}

function getPluginContext() {
  return getState().pluginContext
}

/** @param {number} last @param {number | 'full'} [target] @returns {number} the height that was measured */
function notifyParentWindowOnHeightChange(last, target) {
  const height = getMicrofrontendHeight()
  if (height !== last) sendMessage({ type: 'ui-resize', height, ...(target !== undefined && { targetHeight: target }) })
  return height
}

/** Measures for a while, until the height has been the same for three seconds. */
function monitorHeightChanges(/** @type {State} */ state) {
  state.heightUnchangedCount = 0
  if (state.monitor !== undefined) return
  state.monitor = window.setInterval(() => {
    const height = notifyParentWindowOnHeightChange(state.lastHeight, state.targetHeight)
    state.heightUnchangedCount = height === state.lastHeight ? state.heightUnchangedCount + 1 : 0
    state.height = state.lastHeight = height
    if (state.heightUnchangedCount <= mostEqualHeights) return
    window.clearInterval(state.monitor)
    state.monitor = undefined
  }, measureEveryMs)
}

function sendSubmitStatus() {
  sendMessage({ type: 'ui-submit-status', isAllowedToSubmit: !getState().preventSubmit })
}

/** @returns {HTMLInputElement | null} */
const inputOf = (/** @type {Element} */ element) =>
  /** @type {HTMLInputElement | null} */ (document.getElementById(element.getAttribute('data-input-id') ?? ''))

const words = (/** @type {string | null} */ text) => (text ?? '').split(/\s+/).filter((word) => word !== '')

/** @param {HTMLInputElement} input */
function askForInfo(input) {
  if (input.value === '') return
  const kind = input.dataset.inputType
  if (kind === 'data') sendMessage({ type: 'request-data-url-info', inputKey: input.id, dataUrl: input.value })
  if (kind === 'plugin') sendMessage({ type: 'request-plugin-url-info', inputKey: input.id, pluginUrl: input.value })
}

/** Files may be chosen here once the file that they belong to is named. */
function enableRelated() {
  for (const button of document.querySelectorAll('button.qhana-choose-file-button.related')) {
    const related = document.getElementById(button.getAttribute('data-related-input-id') ?? '')
    const isEmpty = /** @type {HTMLInputElement | null} */ (related)?.value === ''
    button.toggleAttribute('disabled', related === null || isEmpty)
  }
}

function askForFile(/** @type {Element} */ button) {
  const inputKey = button.getAttribute('data-input-id')
  const acceptedInputType = button.getAttribute('data-input') || '*'
  const types = words(button.getAttribute('data-content-type'))
  const acceptedContentTypes = types.length > 0 ? types : ['*']
  if (!button.classList.contains('related'))
    return sendMessage({ type: 'request-data-url', inputKey, acceptedInputType, acceptedContentTypes })
  const related = document.getElementById(button.getAttribute('data-related-input-id') ?? '')
  sendMessage({
    type: 'request-related-data-url',
    inputKey,
    dataUrl: /** @type {HTMLInputElement | null} */ (related)?.value ?? '',
    relation: button.getAttribute('data-relation') || 'any',
    userInteraction: true,
    ...(button.hasAttribute('data-include-self') && { includeSelf: true }),
    acceptedInputType,
    acceptedContentType: acceptedContentTypes.join(' '),
  })
}

function askForPlugin(/** @type {Element} */ button) {
  const name = button.getAttribute('data-plugin-name')
  const version = button.getAttribute('data-plugin-version')
  sendMessage({
    type: 'request-plugin-url',
    inputKey: button.getAttribute('data-input-id'),
    pluginTags: words(button.getAttribute('data-plugin-tags')),
    ...(name && { pluginName: name }),
    ...(version && { pluginVersion: version }),
  })
}

function askForPreview(/** @type {Element} */ button) {
  const dataUrl = inputOf(button)?.value
  if (dataUrl) sendMessage({ type: 'request-data-preview', dataUrl })
}

/** Shows the buttons that the window around answers, and takes over what happens when the form is sent. */
function instrumentForm(/** @type {HTMLFormElement} */ form) {
  const reveal = (/** @type {string} */ selector, /** @type {(button: Element) => void} */ act) => {
    for (const button of form.querySelectorAll(selector)) {
      button.removeAttribute('hidden')
      button.addEventListener('click', (event) => {
        event.preventDefault()
        act(button)
      })
    }
  }
  reveal('button.qhana-choose-file-button', askForFile)
  reveal('button.qhana-show-preview-button', askForPreview)
  reveal('button.qhana-choose-plugin-button', askForPlugin)
  for (const input of form.querySelectorAll('input[data-input-type]'))
    askForInfo(/** @type {HTMLInputElement} */ (input))
  form.addEventListener('input', enableRelated)
  form.addEventListener('change', enableRelated)
  form.addEventListener('submit', (event) => void onSubmit(/** @type {SubmitEvent} */ (event), form))
  enableRelated()
}

/** @param {SubmitEvent} event @param {HTMLFormElement} form */
async function onSubmit(event, form) {
  const controls = /** @type {HTMLInputElement[]} */ ([...form.elements])
  const dataInputs = new Set(controls.filter((one) => one.dataset.inputType === 'data').map((one) => one.name))
  const privateInputs = new Set(controls.filter(isPrivate).map((one) => one.name))
  const state = getState()
  if (state.formSubmitHandler?.(event, dataInputs, privateInputs)) return
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter)
  const target = button?.dataset.target ?? form.dataset.target
  if (target !== 'api') return sendMessage('ui-loading')
  event.preventDefault()
  sendMessage('ui-loading')
  await submitFormData(new FormData(form, button), dataInputs, privateInputs, {
    action: button?.formAction || form.action,
    method: (button?.getAttribute('formmethod') || 'post').toLowerCase(),
  })
}

const isPrivate = (/** @type {HTMLInputElement} */ input) => 'private' in input.dataset || input.type === 'password'

/**
 * @param {FormData} data
 * @param {Set<string>} dataInputs @param {Set<string>} privateInputs
 * @param {{ action: string, method: string }} where
 */
async function submitFormData(data, dataInputs, privateInputs, { action, method }) {
  const told = new URLSearchParams()
  const files = new Set()
  for (const [name, value] of data) {
    if (privateInputs.has(name)) told.append(name, '***')
    else if (value instanceof File) told.append(name, `Uploaded file: ${value.name}`)
    else told.append(name, value)
    if (dataInputs.has(name) && typeof value === 'string' && value !== '') files.add(value)
  }
  const report = {
    type: 'form-submit',
    formData: told.toString(),
    formDataType: 'application/x-www-form-urlencoded',
    dataInputs: [...files],
    submitUrl: withoutTicket(action),
  }
  if (getState().preventSubmit) return sendMessage(report)
  try {
    const answer = await (method === 'get' ? fetch(withFields(action, data)) : fetch(action, { method, body: data }))
    if (answer.status === 200) return sendMessage({ ...report, resultUrl: withoutTicket(answer.url) })
    const error = await answer.json().catch(() => 'unknown error')
    showErrors(error)
    sendMessage({ type: 'form-error', status: answer.status, error })
  } catch {
    sendMessage({ type: 'form-error', status: 500, error: 'unknown error' })
  }
}

/** A ticket lets in whoever has it: it stays here. */
function withoutTicket(/** @type {string} */ address) {
  const url = new URL(address, window.location.href)
  if (!url.searchParams.has('ticket')) return address
  url.searchParams.delete('ticket')
  return url.href
}

/** @param {string} address @param {FormData} data */
function withFields(address, data) {
  const url = new URL(address, window.location.href)
  for (const [name, value] of data) if (typeof value === 'string') url.searchParams.append(name, value)
  return url.href
}

/** Says beside each field what the server said of it. */
function showErrors(/** @type {any} */ error) {
  for (const place of document.querySelectorAll('.qhana-error-message')) place.replaceChildren()
  let first = null
  for (const [name, messages] of Object.entries(error?.errors?.form ?? {})) {
    const input = /** @type {HTMLElement | null} */ (document.querySelector(`[name="${CSS.escape(name)}"]`))
    const place = input && document.getElementById(`${input.id}-errors`)
    place?.replaceChildren(...[messages].flat().map(asSpan))
    first ??= input
  }
  first?.focus()
  monitorHeightChanges(getState())
}

function asSpan(/** @type {unknown} */ text) {
  const span = document.createElement('span')
  span.textContent = String(text)
  return span
}

/** @param {HTMLElement} input @param {string} value */
function setValue(input, value) {
  const field = /** @type {HTMLInputElement} */ (input)
  field.value = value
  field.dispatchEvent(new InputEvent('input', { bubbles: true, cancelable: true }))
  field.dispatchEvent(new Event('change', { bubbles: true, cancelable: true }))
}

/** @param {string} kind `file` or `plugin` @param {string} inputKey @param {string} text */
function showHint(kind, inputKey, text) {
  const id = CSS.escape(inputKey)
  const name = document.querySelector(`span.selected-${kind}-name[data-input-id="${id}"]`)
  const hint = document.querySelector(`p.selected-${kind}-hint[data-input-id="${id}"]`) ?? name?.closest('p')
  if (name) name.textContent = text
  hint?.removeAttribute('hidden')
  hint?.setAttribute('aria-live', 'polite')
  monitorHeightChanges(getState())
}

function loadStyles(/** @type {unknown} */ urls) {
  for (const url of Array.isArray(urls) ? urls : []) {
    if (!/^https?:/i.test(String(URL.parse(url, window.location.href)?.protocol))) continue
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = url
    document.head.append(link)
  }
  document.body.style.background = 'transparent'
  monitorHeightChanges(getState())
}

function onDataUrl(/** @type {any} */ message) {
  const input = document.getElementById(message.inputKey)
  if (input?.dataset.inputType !== 'data') return
  if (typeof message.href === 'string' && message.href !== /** @type {HTMLInputElement} */ (input).value)
    setValue(input, message.href)
  const { filename, version, dataType, contentType } = message
  showHint('file', input.id, `${filename ?? 'unknown'} (v${version ?? '?'}) ${dataType ?? '*'} – ${contentType ?? '*'}`)
}

function onPluginUrl(/** @type {any} */ message) {
  const input = document.getElementById(message.inputKey)
  if (input?.dataset.inputType !== 'plugin') return
  if (typeof message.pluginUrl === 'string' && message.pluginUrl !== /** @type {HTMLInputElement} */ (input).value)
    setValue(input, message.pluginUrl)
  showHint('plugin', input.id, `${message.pluginName ?? 'unknown'} (${message.pluginVersion ?? '?'})`)
}

/** @returns {Map<string, unknown[]>} */
function readAutofill(/** @type {any} */ { value, encoding }) {
  const found = new Map()
  const entries = encoding === 'application/json' ? Object.entries(JSON.parse(value)) : [...new URLSearchParams(value)]
  for (const [name, one] of entries) found.set(name, [...(found.get(name) ?? []), one].flat())
  return found
}

function onAutofill(/** @type {any} */ message) {
  let values
  try {
    values = readAutofill(message)
  } catch {
    return
  }
  for (const form of document.querySelectorAll('form.qhana-form')) {
    for (const element of /** @type {HTMLFormElement} */ (form).elements) {
      const input = /** @type {HTMLInputElement} */ (element)
      const given = values.get(input.name)
      if (given && !isPrivate(input) && !['file', 'hidden', 'submit'].includes(input.type)) fillIn(input, given)
    }
  }
  enableRelated()
}

/** @param {HTMLInputElement} input @param {unknown[]} given */
function fillIn(input, given) {
  if (input.type === 'checkbox') {
    input.checked = ['on', 'true'].includes(String(given.at(-1)))
    setValue(input, input.value)
  } else if (/** @type {any} */ (input) instanceof HTMLSelectElement && input.multiple) {
    for (const option of /** @type {any} */ (input).options) option.selected = given.map(String).includes(option.value)
    input.dispatchEvent(new Event('change', { bubbles: true }))
  } else setValue(input, String(given.at(-1) ?? ''))
  if (input.dataset.inputType) whenIdle(() => askForInfo(input))
}

const whenIdle = (/** @type {() => void} */ act) =>
  'requestIdleCallback' in window ? window.requestIdleCallback(act) : setTimeout(act, 1)

/** @type {Record<string, (message: any) => void>} */
const answers = {
  'load-css': ({ urls }) => loadStyles(urls),
  'data-url-response': onDataUrl,
  'plugin-url-response': onPluginUrl,
  'autofill-response': onAutofill,
  'plugin-context': ({ type: _type, ...context }) => {
    getState().pluginContext = context
    // What can show its file by itself needs no form around it then.
    const isPreview = context.location === 'data-preview' && document.querySelector('[data-view]') !== null
    document.body.classList.toggle('qhana-preview', isPreview)
    monitorHeightChanges(getState())
  },
}

function onMessage(/** @type {MessageEvent} */ event) {
  const state = getState()
  if (event.source !== (window.opener || window.parent)) return
  if (state.messageHandler?.(event)) return
  const message = event.data
  if (message === 'ui-prevent-submit' || message === 'ui-allow-submit')
    state.preventSubmit = message === 'ui-prevent-submit'
  if (['ui-prevent-submit', 'ui-allow-submit', 'ui-submit-status'].includes(message)) return sendSubmitStatus()
  if (typeof message === 'object' && message !== null && Object.hasOwn(answers, message.type))
    answers[message.type]?.(message)
}

function startMicrofrontend() {
  const target = /** @type {any} */ (window)
  if (window.top === window.self || target[stateName]) return
  target[stateName] = {
    href: window.location.href,
    lastHeight: 0,
    heightUnchangedCount: 0,
    height: 0,
    targetHeight: undefined,
    preventSubmit: false,
    formSubmitHandler: null,
    messageHandler: null,
    pluginContext: {},
  }
  const state = getState()
  for (const form of document.querySelectorAll('form.qhana-form')) instrumentForm(/** @type {HTMLFormElement} */ (form))
  window.addEventListener('message', onMessage)
  sendMessage('ui-loaded')
  state.height = state.lastHeight = notifyParentWindowOnHeightChange(0, state.targetHeight)
}

Object.assign(window, {
  sendMessage,
  monitorHeightChanges,
  notifyParentWindowOnHeightChange,
  getMicrofrontendHeight,
  getMicrofrontendWidth,
  getPluginContext,
  instrumentForm,
  submitFormData,
  sendSubmitStatus,
})
if (document.readyState === 'loading') window.addEventListener('DOMContentLoaded', startMicrofrontend)
else startMicrofrontend()
