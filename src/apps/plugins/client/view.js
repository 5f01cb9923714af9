// @ts-check
// Shows below a form what an address of the plugin answers for its values, and asks again when they change. A button in
// the answer with data-set-name and data-set-value asks for another part of it, such as the next rows of a table.

const patienceMs = 400
const askAgainMs = 1_000
const mostAsks = 60

/** @type {{ stop: AbortController, timer: number }} */
const current = { stop: new AbortController(), timer: 0 }

const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-view]'))
const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form.qhana-form'))

function startView(/** @type {HTMLElement} */ place, /** @type {HTMLFormElement} */ form) {
  /** @type {Map<string, string>} */
  const parts = new Map()
  const showSoon = () => {
    parts.clear()
    window.clearTimeout(current.timer)
    current.timer = window.setTimeout(() => void show(place, form, parts), patienceMs)
  }
  form.addEventListener('input', showSoon)
  form.addEventListener('change', showSoon)
  place.addEventListener('click', (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest('button')
    if (button?.dataset.setName === undefined) return
    parts.set(button.dataset.setName, button.dataset.setValue ?? '')
    void show(place, form, parts)
  })
  void show(place, form, parts)
}

/** @param {HTMLElement} place @param {HTMLFormElement} form @param {ReadonlyMap<string, string>} parts */
async function show(place, form, parts) {
  current.stop.abort()
  const stop = new AbortController()
  current.stop = stop
  if (isLacking(form)) return put(place, [])
  place.setAttribute('aria-busy', 'true')
  try {
    const answer = await ask(addressOf(place, form, parts), stop.signal)
    const shown = await nodesOf(answer, place)
    if (!stop.signal.aborted) put(place, shown)
  } catch {
    if (!stop.signal.aborted) put(place, [complaint(place.dataset.away ?? '')])
  }
}

/** Until every field that is needed has a value there is nothing to show. */
const isLacking = (/** @type {HTMLFormElement} */ form) =>
  [...form.elements].some((one) => /** @type {HTMLInputElement} */ (one).required && !(/** @type {any} */ (one).value))

/** @param {HTMLElement} place @param {HTMLFormElement} form @param {ReadonlyMap<string, string>} parts */
function addressOf(place, form, parts) {
  const url = new URL(place.dataset.view ?? '', window.location.href)
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') url.searchParams.append(name, value)
  for (const [name, value] of parts) url.searchParams.set(name, value)
  const ticket = new URLSearchParams(window.location.search).get('ticket')
  if (ticket !== null) url.searchParams.set('ticket', ticket)
  return url
}

/** @param {URL} url @param {AbortSignal} signal */
async function ask(url, signal) {
  for (let asked = 0; ; asked++) {
    const answer = await fetch(url, { signal })
    if (answer.status !== 202 || asked >= mostAsks) return answer
    await new Promise((resolve) => window.setTimeout(resolve, askAgainMs))
  }
}

/**
 * What is to be shown; the policy of this page keeps scripts out of it, wherever it comes from.
 *
 * @param {Response} answer @param {HTMLElement} place
 */
async function nodesOf(answer, place) {
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]
  if (!answer.ok) {
    const reason = await answer.json().catch(() => ({}))
    return [complaint(String(reason.message ?? `${place.dataset.refused} (${answer.status})`))]
  }
  const text = await answer.text()
  if (type === 'image/svg+xml') return [new DOMParser().parseFromString(text, type).documentElement]
  if (type !== 'text/html') return [preformatted(text)]
  const { body } = new DOMParser().parseFromString(text, type)
  // This page has a title of its own.
  body.querySelector('h1')?.remove()
  return [...body.childNodes]
}

function complaint(/** @type {string} */ text) {
  const paragraph = document.createElement('p')
  paragraph.className = 'qhana-view-problem'
  paragraph.setAttribute('role', 'alert')
  paragraph.textContent = text
  return paragraph
}

function preformatted(/** @type {string} */ text) {
  const block = document.createElement('pre')
  block.textContent = text
  return block
}

/** @param {HTMLElement} place @param {readonly Node[]} nodes */
function put(place, nodes) {
  const had = document.activeElement !== null && place.contains(document.activeElement)
  place.replaceChildren(...nodes)
  place.removeAttribute('aria-busy')
  // Whoever turned a page with the keyboard stays in the view.
  if (had) place.focus()
  const { _qhana_microfrontend_state: state, monitorHeightChanges } = /** @type {any} */ (window)
  if (state) monitorHeightChanges(state)
}

if (place && form) startView(place, form)
