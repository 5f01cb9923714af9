// @ts-check
// Shows the page of a plugin in a frame, says to it what is written here, and writes down what it says. For development.

/** What a window around a page can say to it. */
const templates = {
  'load-css': { type: 'load-css', urls: [] },
  'plugin-context': { type: 'plugin-context', location: 'workspace', experimentId: '1' },
  'data-url-response': {
    type: 'data-url-response',
    inputKey: '',
    href: '',
    filename: 'data.json',
    version: 1,
    dataType: 'entity/list',
    contentType: 'application/json',
  },
  'plugin-url-response': {
    type: 'plugin-url-response',
    inputKey: '',
    pluginUrl: '',
    pluginName: '',
    pluginVersion: '',
  },
  'autofill-response': { type: 'autofill-response', value: '{}', encoding: 'application/json' },
  'implementations-response': { type: 'implementations-response', implementations: [] },
  'ui-submit-status': 'ui-submit-status',
  'ui-prevent-submit': 'ui-prevent-submit',
  'ui-allow-submit': 'ui-allow-submit',
}

const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'))
const address = /** @type {HTMLInputElement} */ (document.getElementById('address'))
const choice = /** @type {HTMLSelectElement} */ (document.getElementById('template'))
const message = /** @type {HTMLTextAreaElement} */ (document.getElementById('message'))
const mistakes = /** @type {HTMLElement} */ (document.getElementById('message-errors'))
const log = /** @type {HTMLElement} */ (document.querySelector('.runner-log'))

choice.append(...Object.keys(templates).map((name) => new Option(name)))
const fillIn = () => {
  message.value = JSON.stringify(templates[/** @type {keyof typeof templates} */ (choice.value)], null, 2)
}
choice.addEventListener('change', fillIn)
fillIn()

document.querySelector('[data-debugger]')?.addEventListener('submit', (event) => {
  event.preventDefault()
  const url = URL.parse(address.value)
  if (url && /^https?:$/.test(url.protocol)) frame.src = url.href
})

document.querySelector('[data-sender]')?.addEventListener('submit', (event) => {
  event.preventDefault()
  mistakes.textContent = ''
  try {
    frame.contentWindow?.postMessage(JSON.parse(message.value), '*')
  } catch (error) {
    mistakes.textContent = String(error)
  }
})

document.querySelector('[data-clear]')?.addEventListener('click', () => log.replaceChildren())

window.addEventListener('message', (event) => {
  if (event.source !== frame.contentWindow) return
  const line = document.createElement('li')
  line.textContent = JSON.stringify(event.data)
  log.append(line)
  if (typeof event.data?.height === 'number') frame.height = String(Math.min(2_000, event.data.height))
})
