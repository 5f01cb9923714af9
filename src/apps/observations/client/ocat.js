// @ts-check
// Shows the parts of the form that the choices made in it call for, and keeps what was typed on the server, so that it
// outlives the tab. Without it everything shows, and the form is kept when it is sent.

;(() => {
  const maybeForm = /** @type {HTMLFormElement | null} */ (document.querySelector('#ocat'))
  if (!maybeForm) return
  const form = maybeForm
  const waitMs = 1_500
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  /** `field=value`, or `field^start`. */
  function holds(/** @type {string} */ condition) {
    const [, name, sign, value] = /^(\w+)([=^])(.*)$/.exec(condition) ?? []
    const field = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem(name ?? ''))
    if (!field || value === undefined) return true
    return sign === '=' ? field.value === value : field.value.startsWith(value)
  }

  function show() {
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('[data-shown-when]'))) {
      part.hidden = !holds(part.dataset.shownWhen ?? '')
    }
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll('[data-shown-unless]'))) {
      part.hidden = holds(part.dataset.shownUnless ?? '')
    }
  }

  /** The key of the form is for sending it, once; a draft is kept again and again. */
  async function keep() {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form))
      if (name !== '_key' && typeof value === 'string') body.append(name, value)
    await fetch(`${form.action}/draft`, { method: 'POST', body, headers: { accept: 'application/json' } }).catch(
      () => undefined,
    )
  }

  form.addEventListener('change', () => {
    show()
    clearTimeout(timer)
    timer = setTimeout(keep, waitMs)
  })
  form.addEventListener('submit', () => clearTimeout(timer))
  show()
})()
