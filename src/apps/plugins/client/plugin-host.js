// @ts-check
// Talks to the page of a plugin that stands in a frame. It is foreign: what it says is taken only from the frame that was
// made here, and only where it makes sense; it is told nothing that is secret.

const highest = 20_000
const lowest = 120
/** More than this in a second is noise. */
const mostMessages = 50
/** A page that has said nothing by then is taken for lost. */
const patienceMs = 10_000
const longestAddress = 8_000

for (const place of document.querySelectorAll('[data-plugin-host]')) hostPlugin(/** @type {HTMLElement} */ (place))

function hostPlugin(/** @type {HTMLElement} */ place) {
  const frame = /** @type {HTMLIFrameElement} */ (place.querySelector('iframe'))
  const status = /** @type {HTMLElement} */ (place.querySelector('[data-plugin-status]'))
  const undo = /** @type {HTMLButtonElement} */ (place.querySelector('[data-undo]'))
  const files = /** @type {HTMLDialogElement} */ (place.querySelector('[data-files]'))
  const plugins = /** @type {HTMLDialogElement} */ (place.querySelector('[data-plugins]'))
  const preview = /** @type {HTMLDialogElement} */ (place.querySelector('[data-preview]'))
  const words = place.dataset
  /** What fields held before something was chosen for them, the latest last. @type {{ kind: string, inputKey: string, href: string }[]} */
  const before = []
  /** What each field holds, as far as it is known here. @type {Map<string, string>} */
  const held = new Map()
  let heard = 0
  let inputKey = ''
  let isGreeted = false
  window.setInterval(() => {
    heard = 0
  }, 1_000)
  window.setTimeout(() => {
    if (!isGreeted) tell(words.silent)
  }, patienceMs)

  const say = (/** @type {unknown} */ message) => frame.contentWindow?.postMessage(message, '*')
  const tell = (/** @type {string | undefined} */ text, isGood = false) => {
    status.textContent = text ?? ''
    status.hidden = !text
    status.classList.toggle('plugin-status-good', isGood)
  }
  const choose = (/** @type {string} */ kind, /** @type {HTMLElement} */ button) => {
    before.push({ kind, inputKey, href: held.get(inputKey) ?? '' })
    undo.hidden = false
    held.set(inputKey, button.dataset.href ?? '')
    tell(words.chosen?.replace('%s', button.dataset.name ?? ''), true)
    say(kind === 'data' ? fileAnswer(button, inputKey) : pluginAnswer(button, inputKey))
  }
  undo.addEventListener('click', () => {
    const last = before.pop()
    if (!last) return
    undo.hidden = before.length === 0
    held.set(last.inputKey, last.href)
    tell('')
    const known = choicesOf(last.kind === 'data' ? files : plugins).find(({ dataset }) => dataset.href === last.href)
    const { inputKey: key, href } = last
    if (known) say(last.kind === 'data' ? fileAnswer(known, key) : pluginAnswer(known, key))
    else if (last.kind === 'data') say({ type: 'data-url-response', inputKey: key, href, filename: '–', version: '–' })
    else say({ type: 'plugin-url-response', inputKey: key, pluginUrl: href, pluginName: '–', pluginVersion: '–' })
  })

  /** @type {Record<string, (message: any) => void>} */
  const kinds = {
    'ui-resize': (message) => resize(frame, message),
    'form-submit': ({ resultUrl, formData }) => {
      if (typeof resultUrl !== 'string' || resultUrl.length > longestAddress) return
      const form = /** @type {HTMLFormElement | null} */ (place.querySelector('form[action$="/runs"]'))
      const number = /\/tasks\/(\d{1,15})\/(?:\?|$)/.exec(resultUrl)?.[1]
      if (form) follow(form, resultUrl, String(formData ?? ''))
      else if (number) window.location.assign(`${words.tasks}/${words.run ?? number}`)
    },
    'form-error': ({ status: code }) => tell(code === 422 ? words.refused : words.failed),
    'request-data-url': ({ inputKey: key, acceptedInputType: type, acceptedContentTypes: types }) => {
      inputKey = String(key)
      showFiles(files, String(type ?? '*'), [types ?? '*'].flat().map(String))
    },
    'request-related-data-url': ({ inputKey: key, acceptedInputType: type, acceptedContentType: types }) => {
      inputKey = String(key)
      showFiles(files, String(type ?? '*'), String(types ?? '*').split(' '))
    },
    'request-data-url-info': ({ inputKey: key, dataUrl }) => {
      held.set(String(key), String(dataUrl))
      const known = choicesOf(files).find((button) => button.dataset.href === dataUrl)
      if (known) say(fileAnswer(known, String(key)))
    },
    'request-data-preview': ({ dataUrl }) => void showPreview(place, files, String(dataUrl)),
    'request-plugin-url': ({ inputKey: key, pluginTags, pluginName, pluginVersion }) => {
      inputKey = String(key)
      const tags = [pluginTags ?? []].flat().map(String)
      showPlugins(plugins, tags, String(pluginName ?? ''), String(pluginVersion ?? ''))
    },
    'request-plugin-url-info': ({ inputKey: key, pluginUrl }) => {
      held.set(String(key), String(pluginUrl))
      const known = choicesOf(plugins).find((button) => button.dataset.href === pluginUrl)
      if (known) say(pluginAnswer(known, String(key)))
    },
  }
  const greet = () => {
    isGreeted = true
    tell('')
    say(stylesOf(place))
    say({ type: 'plugin-context', location: words.location })
    if (words.autofill) fillIn()
  }
  const fillIn = () => {
    say({ type: 'autofill-response', value: words.autofill, encoding: 'application/json' })
    // Once: after a validation the page holds what was typed.
    delete place.dataset.autofill
  }

  window.addEventListener('message', (event) => {
    if (++heard > mostMessages) return
    const shown = preview.querySelector('iframe')
    if (shown && event.source === shown.contentWindow) return onPreview(place, shown, event.data)
    if (event.source !== frame.contentWindow) return
    const message = event.data
    if (message === 'ui-loaded') return greet()
    if (message === 'ui-loading') return tell(words.sending, true)
    if (message === 'implementations-request') return say(implementationsOf(files))
    if (message === 'autofill-request' && words.autofill) return fillIn()
    if (typeof message === 'object' && message !== null && Object.hasOwn(kinds, message.type))
      kinds[message.type]?.(message)
  })
  onClick(preview, () => preview.close())
  for (const [dialog, kind] of /** @type {const} */ ([
    [files, 'data'],
    [plugins, 'plugin'],
  ])) {
    onClick(dialog, (button) => {
      dialog.close()
      if (button.dataset.href) choose(kind, button)
    })
  }
}

/** @param {HTMLIFrameElement} frame @param {{ height?: unknown, targetHeight?: unknown }} message */
function resize(frame, { height, targetHeight }) {
  if (typeof height !== 'number' || !Number.isFinite(height)) return
  const visible = window.innerHeight - 2 * frame.offsetTop
  const wanted = targetHeight === 'full' ? visible : Number(targetHeight)
  const roomy = wanted > 0 ? Math.min(Math.max(height, wanted), Math.max(height, 2 * wanted)) : height
  frame.style.height = `${Math.min(highest, Math.max(lowest, roomy))}px`
}

/** Has the house follow what a plugin elsewhere does. @param {HTMLFormElement} form @param {string} resultUrl @param {string} formData */
function follow(form, resultUrl, formData) {
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name))
  field('resultUrl').value = resultUrl
  field('formData').value = formData.slice(0, 100_000)
  form.requestSubmit()
}

const stylesOf = (/** @type {HTMLElement} */ { dataset }) => ({
  type: 'load-css',
  urls: [document.documentElement.dataset.bsTheme === 'dark' ? dataset.darkCss : dataset.lightCss],
})

/** A page that only shows something is told so, and given the room that it needs. */
function onPreview(
  /** @type {HTMLElement} */ place,
  /** @type {HTMLIFrameElement} */ frame,
  /** @type {any} */ message,
) {
  if (message === 'ui-loaded') {
    frame.contentWindow?.postMessage(stylesOf(place), '*')
    frame.contentWindow?.postMessage({ type: 'plugin-context', location: 'data-preview' }, '*')
  } else if (message?.type === 'ui-resize') resize(frame, { height: message.height })
}

/** @param {HTMLElement} place @param {(button: HTMLElement) => void} act */
function onClick(place, act) {
  place.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('button')
    if (button) act(button)
  })
}

/** @returns {HTMLElement[]} */
const choicesOf = (/** @type {HTMLElement} */ dialog) =>
  [...dialog.querySelectorAll('button')].filter((one) => one.dataset.href)

/** @param {HTMLElement} button @param {string} inputKey */
const fileAnswer = ({ dataset }, inputKey) => ({
  type: 'data-url-response',
  inputKey,
  href: dataset.href,
  dataType: dataset.type,
  contentType: dataset.content,
  filename: dataset.name,
  version: '1',
})

/** @param {HTMLElement} button @param {string} inputKey */
const pluginAnswer = ({ dataset }, inputKey) => ({
  type: 'plugin-url-response',
  inputKey,
  pluginUrl: dataset.href,
  pluginName: dataset.name,
  pluginVersion: dataset.version,
})

/** Circuits that the person has, for pages that compare them. */
const implementationsOf = (/** @type {HTMLElement} */ files) => ({
  type: 'implementations-response',
  implementations: choicesOf(files)
    .filter(({ dataset }) => dataset.content?.startsWith('text/x-qasm'))
    .map(({ dataset }) => ({ name: dataset.name, download: dataset.href, version: 1, type: 'qasm' })),
})

/** Shows those that fit, or says that none does. @param {HTMLDialogElement} dialog @param {(button: HTMLElement) => boolean} fits */
function showChoice(dialog, fits) {
  let shown = 0
  for (const button of choicesOf(dialog)) {
    const isFit = fits(button)
    button.closest('li')?.toggleAttribute('hidden', !isFit)
    if (isFit) shown++
  }
  dialog.querySelector('[data-nothing]')?.toggleAttribute('hidden', shown > 0)
  dialog.showModal()
}

/** @param {HTMLDialogElement} dialog @param {string} dataType @param {string[]} contentTypes */
const showFiles = (dialog, dataType, contentTypes) =>
  showChoice(dialog, ({ dataset }) => {
    const content = (dataset.content ?? '').split(';')[0] ?? ''
    return isMatch(dataType, dataset.type ?? '') && contentTypes.some((type) => isMatch(type, content))
  })

/** @param {HTMLDialogElement} dialog @param {string[]} tags @param {string} name @param {string} versions */
const showPlugins = (dialog, tags, name, versions) =>
  showChoice(dialog, ({ dataset }) => {
    const own = (dataset.tags ?? '').split(' ')
    const hasTags = tags.every((tag) => (tag.startsWith('!') ? !own.includes(tag.slice(1)) : own.includes(tag)))
    return hasTags && (name === '' || name === dataset.name) && isInRange(versions, dataset.version ?? '')
  })

/** `entity/*` takes `entity/list`; `*` takes everything. @param {string} wanted @param {string} given */
function isMatch(wanted, given) {
  const [wantedHead = '*', wantedTail = '*'] = wanted.split('/')
  const [head = '', tail = ''] = given.split('/')
  const fits = (/** @type {string} */ pattern, /** @type {string} */ word) =>
    pattern === '*' || pattern === '' || pattern === word || word === '*'
  return fits(wantedHead, head) && fits(wantedTail, tail)
}

/** Such as `v1.2.0` or `>=v1.1.3 <v2.0.0`. @param {string} range @param {string} version */
function isInRange(range, version) {
  return range
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => {
      const [, sign = '', wanted = ''] = /^([<>]?=?)(.*)$/.exec(part) ?? []
      const order = compare(version, wanted)
      if (order === 0) return sign === '' || sign.includes('=')
      return order < 0 ? sign.startsWith('<') : sign.startsWith('>')
    })
}

/** Three numbers each, a `v` before them or not. @param {string} a @param {string} b */
function compare(a, b) {
  const numbers = (/** @type {string} */ text) => [...text.matchAll(/\d+/g)].slice(0, 3).map(Number)
  const [first, second] = [numbers(a), numbers(b)]
  for (let at = 0; at < 3; at++) {
    const difference = (first[at] ?? 0) - (second[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Shows a file by a plugin that can. @param {HTMLElement} place @param {HTMLElement} files @param {string} dataUrl */
async function showPreview(place, files, dataUrl) {
  const dialog = /** @type {HTMLDialogElement} */ (place.querySelector('[data-preview]'))
  const choice = /** @type {HTMLSelectElement} */ (dialog.querySelector('[data-viewer]'))
  const known = choicesOf(files).find(({ dataset }) => dataset.href === dataUrl)?.dataset
  const query = new URLSearchParams({ data: dataUrl, type: known?.type ?? '*', content: known?.content ?? '*' })
  if (dataUrl.length > longestAddress || dialog.open) return
  /** @type {{ viewers: { title: string, address: string, sandbox: string }[] }} */
  const { viewers } = await fetch(`${place.dataset.viewers}?${query}`, {
    headers: { accept: 'application/json' },
  }).then(
    (answer) => (answer.ok ? answer.json() : { viewers: [] }),
    () => ({ viewers: [] }),
  )
  choice.replaceChildren(...viewers.map(({ title }) => new Option(title)))
  choice.parentElement?.toggleAttribute('hidden', viewers.length === 0)
  dialog.querySelector('[data-nothing]')?.toggleAttribute('hidden', viewers.length > 0)
  const holder = /** @type {HTMLElement} */ (dialog.querySelector('[data-preview-frame]'))
  const show = () => {
    const viewer = viewers[choice.selectedIndex]
    holder.replaceChildren(...(viewer ? [frameOf(viewer)] : []))
  }
  choice.onchange = show
  show()
  dialog.addEventListener('close', () => holder.replaceChildren(), { once: true })
  dialog.showModal()
}

/** @param {{ title: string, address: string, sandbox: string }} viewer */
function frameOf({ title, address, sandbox }) {
  const frame = document.createElement('iframe')
  frame.className = 'plugin-frame'
  frame.title = title
  frame.setAttribute('sandbox', sandbox)
  frame.src = address
  return frame
}
