// @ts-check
// What every form gets: a question before what cannot be undone, buttons that rest while it is on its way, addresses
// without empty fields, and fields that outlive an expired session.

;(() => {
  const storeName = 'lyceum-kept-form'
  /** @typedef {{ path: string, action: string, visitor: string, values: [string, string][], isDraft: boolean, isInVain?: boolean }} Kept */

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
    const { submitter } = /** @type {SubmitEvent} */ (event)
    // What is downloaded leaves the page as it is.
    if (form?.method !== 'post' || submitter?.dataset.download !== undefined) return
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
  document.addEventListener('htmx:after:request', (/** @type {any} */ event) => {
    if (event.detail.ctx?.response?.status < 400) sessionStorage.removeItem(storeName)
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[aria-busy]')) rest(/** @type {HTMLFormElement} */ (form), false)
  })

  // Empty fields need not stand in an address.
  document.addEventListener('formdata', (event) => {
    if (formOf(event)?.dataset.lean === undefined) return
    for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name)
  })

  const visitor = () => document.querySelector('meta[name="visitor"]')?.getAttribute('content') ?? ''
  const isSignIn = () => location.pathname === '/sign-in'

  /** @returns {Kept | undefined} */
  function kept() {
    const text = sessionStorage.getItem(storeName)
    return text === null ? undefined : JSON.parse(text)
  }
  const store = (/** @type {Kept} */ form) => sessionStorage.setItem(storeName, JSON.stringify(form))

  /** Remembers what was typed; passwords and files excepted. Signing in on the way back must not push it out. */
  function keep(/** @type {HTMLFormElement} */ form, isDraft = false) {
    if (isSignIn()) return
    const secret = new Set(
      [...form.querySelectorAll('input[type=password]')].map((input) => /** @type {HTMLInputElement} */ (input).name),
    )
    const values = /** @type {[string, string][]} */ (
      [...new FormData(form)].filter(
        ([name, value]) => typeof value === 'string' && !name.startsWith('_') && !secret.has(name),
      )
    )
    store({ path: location.pathname, action: pathOf(form), visitor: visitor(), values, isDraft })
  }

  /**
   * What was sent in vain (the next page was the sign-in, or told of an error), and what was left without being sent, is
   * filled in again where it was typed, for the same person. What was taken is forgotten.
   */
  function restore() {
    const form = kept()
    if (!form) return
    const isHere = location.pathname === form.path && visitor() === form.visitor
    if (form.isDraft) return isHere && cameBack() ? fillAgain(form) : undefined
    if (isSignIn() || document.querySelector('.error-page')) return store({ ...form, isInVain: true })
    if (!form.isInVain) return sessionStorage.removeItem(storeName)
    if (isHere) fillAgain(form)
  }

  function fillAgain(/** @type {Kept} */ form) {
    sessionStorage.removeItem(storeName)
    const again = keptForms().find((one) => pathOf(one) === form.action)
    if (!again) return
    for (let fold = again.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true
    fill(again, form.values)
  }

  /** By the attribute, since a field may be called `action` too. */
  const pathOf = (/** @type {HTMLFormElement} */ form) =>
    new URL(form.getAttribute('action') ?? '', location.href).pathname
  const keptForms = () => /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll('form[data-keep]')])

  /** By the back button, or by loading the page again. */
  function cameBack() {
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'))
    return visit?.type === 'back_forward' || visit?.type === 'reload'
  }

  function isTouched(/** @type {HTMLFormElement} */ form) {
    return [...form.elements].some((field) => {
      if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
      if (field instanceof HTMLSelectElement) {
        const first = [...field.options].findIndex((option) => option.defaultSelected)
        return field.selectedIndex !== Math.max(first, 0)
      }
      if (!(field instanceof HTMLInputElement) || ['password', 'file', 'hidden'].includes(field.type)) return false
      if (['checkbox', 'radio'].includes(field.type)) return field.checked !== field.defaultChecked
      return field.value !== field.defaultValue
    })
  }

  window.addEventListener('pagehide', () => {
    const touched = keptForms().find((form) => isTouched(form) && !form.hasAttribute('aria-busy'))
    if (touched && !document.querySelector('form[aria-busy]')) keep(touched, true)
  })
  // The browser has kept the whole page, fields included.
  window.addEventListener('pageshow', ({ persisted }) => persisted && sessionStorage.removeItem(storeName))

  /** The fields in their order, so that the second of two with one name gets the second value. */
  function fill(/** @type {HTMLFormElement} */ form, /** @type {[string, string][]} */ values) {
    const left = Map.groupBy(values, ([name]) => name)
    for (const field of form.elements) {
      const isField = ['INPUT', 'TEXTAREA', 'SELECT'].includes(field.tagName)
      const { name, type } = /** @type {HTMLInputElement} */ (field)
      if (!isField || name === '' || name.startsWith('_') || ['password', 'file', 'submit'].includes(type)) continue
      fillField(/** @type {HTMLInputElement} */ (field), left.get(name) ?? [])
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }

  function fillField(/** @type {HTMLInputElement} */ field, /** @type {[string, string][]} */ values) {
    if (['checkbox', 'radio'].includes(field.type)) field.checked = values.some(([, value]) => value === field.value)
    else {
      const next = values.shift()
      if (next) field.value = next[1]
    }
  }

  document.addEventListener('DOMContentLoaded', restore)
  document.addEventListener('htmx:after:swap', () => {
    const wrong = document.querySelector('.is-invalid[autofocus]')
    if (wrong instanceof HTMLElement) wrong.focus()
  })
})()
