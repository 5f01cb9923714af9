// @ts-check
// Ctrl+K opens the search as a dialog: what is typed is looked for on the server, arrow keys walk through what was found.
// On the page of the search the results follow what is typed. What is opened from there is remembered.

;(() => {
  const pauseMs = 120
  const againMs = 1_500
  /** @type {HTMLDialogElement | undefined} */
  let dialog

  const opener = () => /** @type {HTMLAnchorElement | null} */ (document.querySelector('[data-palette]'))
  const token = () => document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? ''

  /** Puts the results for a text into a place; an older answer never replaces a newer one. */
  function follow(/** @type {HTMLInputElement} */ input, /** @type {() => Element | null} */ place) {
    let asked = 0
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting
    const look = async () => {
      const mine = ++asked
      const address = `/search?${new URLSearchParams({ q: input.value })}`
      const headers = { 'hx-request': 'true', accept: 'text/html' }
      const answer = await fetch(address, { headers }).catch(() => undefined)
      if (mine !== asked || !input.isConnected) return
      // Signed out meanwhile: the page of the search leads to where one signs in.
      if (answer?.redirected || answer?.status === 401) return void location.assign(address)
      // Busy, or away: what is shown stays, and it is looked for again.
      if (!answer?.ok) {
        waiting = setTimeout(look, againMs)
        return
      }
      const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const results = parsed.getElementById('search-results')
      if (mine === asked && results) place()?.replaceWith(document.adoptNode(results))
    }
    input.addEventListener('input', () => {
      clearTimeout(waiting)
      waiting = setTimeout(look, pauseMs)
    })
    return look
  }

  function makeDialog(/** @type {HTMLAnchorElement} */ link) {
    const words = JSON.parse(link.dataset.words ?? '{}')
    const made = document.createElement('dialog')
    made.className = 'palette'
    made.setAttribute('aria-label', words.title)
    made.innerHTML = `<form action="/search" method="get" role="search"><i class="bi bi-search" aria-hidden="true"></i>
      <input type="search" name="q" maxlength="200" autocomplete="off" spellcheck="false">
      <button type="button" class="btn-close"></button></form>
      <div class="palette-results"><div id="search-results"></div></div><p class="palette-hint quiet"></p>`
    const input = /** @type {HTMLInputElement} */ (made.querySelector('input'))
    input.setAttribute('aria-label', words.label)
    const close = /** @type {HTMLButtonElement} */ (made.querySelector('.btn-close'))
    close.setAttribute('aria-label', words.close)
    close.addEventListener('click', () => made.close())
    const hint = made.querySelector('.palette-hint')
    if (hint) hint.textContent = words.hint
    made.addEventListener('click', (event) => event.target === made && made.close())
    const look = follow(input, () => made.querySelector('#search-results'))
    made.querySelector('form')?.addEventListener('submit', (event) => {
      const first = /** @type {HTMLAnchorElement | null} */ (made.querySelector('.found-list a'))
      if (!first || input.value.trim() === '') return
      event.preventDefault()
      first.click()
    })
    made.addEventListener('keydown', (event) => walk(event, made, input))
    document.body.append(made)
    return { made, input, look }
  }

  /** Up and down lead from the text through what was found, and round. */
  function walk(/** @type {KeyboardEvent} */ event, /** @type {Element} */ where, /** @type {HTMLElement} */ input) {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const stops = [input, .../** @type {NodeListOf<HTMLElement>} */ (where.querySelectorAll('#search-results a'))]
    const now = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement))
    stops[(now + (event.key === 'ArrowDown' ? 1 : stops.length - 1)) % stops.length]?.focus()
  }

  function open() {
    const link = opener()
    if (!link || document.querySelector('dialog[open]')) return
    dialog?.remove()
    const { made, input, look } = makeDialog(link)
    dialog = made
    made.addEventListener('close', () => made.remove())
    made.showModal()
    input.focus()
    void look()
  }

  /** Told while the page is left: the answer is of no interest. */
  function remember(/** @type {HTMLAnchorElement} */ found) {
    const body = new URLSearchParams({
      href: found.pathname + found.search + found.hash,
      title: found.dataset.found ?? '',
    })
    const headers = { 'x-csrf-token': token() }
    const address = opener()?.dataset.opened
    if (address) void fetch(address, { method: 'POST', body, headers, keepalive: true }).catch(() => undefined)
  }

  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return
    if (!opener()) return
    event.preventDefault()
    open()
  })
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target)
    const found = /** @type {HTMLAnchorElement | null} */ (target.closest('a[data-found]'))
    if (found) remember(found)
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    if (!isPlain || !target.closest('[data-palette]') || document.querySelector('[data-search-text]')) return
    event.preventDefault()
    open()
  })
  document.addEventListener('DOMContentLoaded', () => {
    const input = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-search-text]'))
    if (!input) return
    follow(input, () => document.getElementById('search-results'))
    input.closest('form')?.parentElement?.addEventListener('keydown', (event) => {
      if (event.target === input || /** @type {Element} */ (event.target).closest('#search-results'))
        walk(event, document, input)
    })
    input.focus()
  })
})()
