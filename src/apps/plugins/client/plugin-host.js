// @ts-check
// Talks to the page of a plugin that stands in a frame. It is foreign: what it says is taken only from the frame that was
// made here, and only where it makes sense; it is told nothing that is secret.

const highest = 20_000
const lowest = 120
/** More than this in a second is noise. */
const mostMessages = 50

for (const place of document.querySelectorAll('[data-plugin-host]')) hostPlugin(/** @type {HTMLElement} */ (place))

function hostPlugin(/** @type {HTMLElement} */ place) {
  const frame = /** @type {HTMLIFrameElement} */ (place.querySelector('iframe'))
  const status = /** @type {HTMLElement} */ (place.querySelector('[data-plugin-status]'))
  const dialog = /** @type {HTMLDialogElement} */ (place.querySelector('dialog'))
  let heard = 0
  let inputKey = ''
  window.setInterval(() => {
    heard = 0
  }, 1_000)

  const say = (/** @type {unknown} */ message) => frame.contentWindow?.postMessage(message, '*')
  const tell = (/** @type {string} */ text) => {
    status.textContent = text
    status.hidden = text === ''
  }

  /** @type {Record<string, (message: any) => void>} */
  const kinds = {
    'ui-resize': ({ height }) => {
      if (Number.isFinite(height)) frame.style.height = `${Math.min(highest, Math.max(lowest, height))}px`
    },
    'form-submit': ({ resultUrl }) => {
      const number = /\/tasks\/(\d{1,15})\/(?:\?|$)/.exec(String(resultUrl))?.[1]
      if (number) window.location.assign(`${place.dataset.tasks}/${number}`)
    },
    'form-error': ({ status: code }) => {
      const isAboutFields = code === 422
      tell((isAboutFields ? place.dataset.refused : place.dataset.failed) ?? '')
    },
    'request-data-url': (message) => {
      inputKey = String(message.inputKey)
      showChoice(
        dialog,
        String(message.acceptedInputType ?? '*'),
        [message.acceptedContentTypes ?? '*'].flat().map(String),
      )
    },
    'request-related-data-url': (message) => {
      inputKey = String(message.inputKey)
      showChoice(
        dialog,
        String(message.acceptedInputType ?? '*'),
        String(message.acceptedContentType ?? '*').split(' '),
      )
    },
    'request-data-url-info': (message) => {
      const known = choicesOf(dialog).find((button) => button.dataset.href === message.dataUrl)
      if (known) say(answerOf(known, String(message.inputKey)))
    },
  }

  window.addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || ++heard > mostMessages) return
    const message = event.data
    if (message === 'ui-loaded') return greet(place, say)
    if (message === 'ui-loading') return tell('')
    if (typeof message === 'object' && message !== null && Object.hasOwn(kinds, message.type))
      kinds[message.type]?.(message)
  })
  dialog.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('button')
    if (!button) return
    dialog.close()
    if (button.dataset.href) say(answerOf(button, inputKey))
  })
}

/** @param {HTMLElement} place @param {(message: unknown) => void} say */
function greet(place, say) {
  const isDark = document.documentElement.dataset.bsTheme === 'dark'
  say({ type: 'load-css', urls: [isDark ? place.dataset.darkCss : place.dataset.lightCss] })
  say({ type: 'plugin-context', location: 'workspace' })
}

/** @returns {HTMLElement[]} */
const choicesOf = (/** @type {HTMLElement} */ dialog) =>
  [...dialog.querySelectorAll('button')].filter((one) => one.dataset.href)

/** @param {HTMLElement} button @param {string} inputKey */
const answerOf = ({ dataset }, inputKey) => ({
  type: 'data-url-response',
  inputKey,
  href: dataset.href,
  dataType: dataset.type,
  contentType: dataset.content,
  filename: dataset.name,
  version: '1',
})

/** @param {HTMLDialogElement} dialog @param {string} dataType @param {string[]} contentTypes */
function showChoice(dialog, dataType, contentTypes) {
  let shown = 0
  for (const button of choicesOf(dialog)) {
    const isFit =
      isMatch(dataType, button.dataset.type ?? '') &&
      contentTypes.some((type) => isMatch(type, (button.dataset.content ?? '').split(';')[0] ?? ''))
    button.closest('li')?.toggleAttribute('hidden', !isFit)
    if (isFit) shown++
  }
  dialog.querySelector('[data-no-files]')?.toggleAttribute('hidden', shown > 0)
  dialog.showModal()
}

/** `entity/*` takes `entity/list`; `*` takes everything. @param {string} wanted @param {string} given */
function isMatch(wanted, given) {
  const [wantedHead = '*', wantedTail = '*'] = wanted.split('/')
  const [head = '', tail = ''] = given.split('/')
  const fits = (/** @type {string} */ pattern, /** @type {string} */ word) =>
    pattern === '*' || pattern === '' || pattern === word || word === '*'
  return fits(wantedHead, head) && fits(wantedTail, tail)
}
