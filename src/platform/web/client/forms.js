// @ts-check
// What every form gets: a question before what cannot be undone, buttons that rest while it is on its way, addresses
// without empty fields, and fields that outlive an expired session.

;(() => {
  const storeName = 'lyceum-kept-form'
  /** @typedef {{ path: string, action: string, values: [string, string][], signedOut?: boolean }} Kept */

  const formOf = (/** @type {Event} */ event) => (event.target instanceof HTMLFormElement ? event.target : undefined)

  /** Shows the question of `data-confirm`; answers whether to go on. */
  function ask(/** @type {string} */ question) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('confirm'))
    const text = document.getElementById('confirm-text')
    if (text) text.textContent = question
    dialog.returnValue = ''
    dialog.showModal()
    return new Promise((resolve) =>
      dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true }),
    )
  }

  document.addEventListener(
    'submit',
    async (event) => {
      const form = formOf(event)
      const question = form?.dataset.confirm
      if (!form || !question || form.dataset.confirmed) return
      event.preventDefault()
      event.stopImmediatePropagation()
      const button = /** @type {SubmitEvent} */ (event).submitter
      if (!(await ask(question))) return
      form.dataset.confirmed = 'yes'
      form.requestSubmit(button)
      delete form.dataset.confirmed
    },
    true,
  )

  /** A second press does nothing. The name and value of the pressed button still travel: it rests a moment later. */
  document.addEventListener('submit', (event) => {
    const form = formOf(event)
    if (form?.method !== 'post') return
    if (form.dataset.keep !== undefined) keep(form)
    setTimeout(() => rest(form, true))
  })
  const rest = (/** @type {HTMLFormElement} */ form, /** @type {boolean} */ isResting) => {
    for (const button of form.querySelectorAll('button[type=submit], button:not([type])')) {
      /** @type {HTMLButtonElement} */
      button.disabled = isResting
    }
    form.toggleAttribute('aria-busy', isResting)
  }
  document.addEventListener('htmx:finally:request', (/** @type {any} */ event) => {
    const form = event.detail.ctx?.sourceElement
    if (form instanceof HTMLFormElement && form.method === 'post') rest(form, false)
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) rest(/** @type {HTMLFormElement} */ (form), false)
  })

  // Empty fields need not stand in an address.
  document.addEventListener('formdata', (event) => {
    if (formOf(event)?.dataset.lean === undefined) return
    for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name)
  })

  /** Remembers what was typed; passwords and files excepted. */
  function keep(/** @type {HTMLFormElement} */ form) {
    const secret = new Set(
      [...form.querySelectorAll('input[type=password]')].map((input) => /** @type {HTMLInputElement} */ (input).name),
    )
    const values = [...new FormData(form)].filter(
      ([name, value]) => typeof value === 'string' && !name.startsWith('_') && !secret.has(name),
    )
    const kept = { path: location.pathname, action: new URL(form.action).pathname, values }
    sessionStorage.setItem(storeName, JSON.stringify(kept))
  }

  /** After a way round by the sign-in page, and only then, the fields are filled in again. */
  function restore() {
    const text = sessionStorage.getItem(storeName)
    if (text === null) return
    /** @type {Kept} */
    const kept = JSON.parse(text)
    if (location.pathname === '/sign-in') {
      sessionStorage.setItem(storeName, JSON.stringify({ ...kept, signedOut: true }))
      return
    }
    sessionStorage.removeItem(storeName)
    if (!kept.signedOut || location.pathname !== kept.path) return
    const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll('form[data-keep]')])
    const form = forms.find((one) => new URL(one.action).pathname === kept.action)
    for (const [name, value] of form ? kept.values : []) fill(/** @type {HTMLFormElement} */ (form), name, value)
  }

  function fill(/** @type {HTMLFormElement} */ form, /** @type {string} */ name, /** @type {string} */ value) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type))
        field.checked ||= field.value === value
      else if (
        field instanceof HTMLInputElement ||
        field instanceof HTMLTextAreaElement ||
        field instanceof HTMLSelectElement
      )
        field.value = value
    }
  }

  document.addEventListener('DOMContentLoaded', restore)
  document.addEventListener('htmx:after:swap', () => {
    const wrong = document.querySelector('.is-invalid[autofocus]')
    if (wrong instanceof HTMLElement) wrong.focus()
  })
})()
