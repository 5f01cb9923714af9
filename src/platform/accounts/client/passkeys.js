// @ts-check
// Buttons that make a passkey or sign with one: `data-passkey` says which, `data-options` where the browser is told what
// is wanted. The answer goes into the field `response`, and its form is sent as any other.

;(() => {
  const isPossible = 'PublicKeyCredential' in window && 'parseCreationOptionsFromJSON' in PublicKeyCredential

  /** @param {HTMLButtonElement} button */
  async function optionsFor(button) {
    const token = button.form?.querySelector('input[name="_token"]')
    const answer = await fetch(button.dataset.options ?? '', {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'x-csrf-token': token instanceof HTMLInputElement ? token.value : '',
      },
    })
    const body = await answer.json()
    if (!answer.ok) throw new Error(body.detail)
    return body
  }

  /** @param {HTMLButtonElement} button */
  async function ask(button) {
    const options = await optionsFor(button)
    if (button.dataset.passkey === 'create')
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  }

  /** Whatever the browser says when the person gives up, or has no key, we say in our words. */
  function wordsFor(/** @type {unknown} */ error, /** @type {HTMLButtonElement} */ button) {
    return error instanceof DOMException || !(error instanceof Error) ? button.dataset.failed : error.message
  }

  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('button[data-passkey]')
    if (!(button instanceof HTMLButtonElement) || !button.form?.reportValidity()) return
    const message = button.form.querySelector('[data-passkey-message]')
    const field = button.form.elements.namedItem('response')
    button.disabled = true
    try {
      const credential = /** @type {PublicKeyCredential | null} */ (await ask(button))
      if (!credential || !(field instanceof HTMLInputElement)) throw new DOMException()
      field.value = JSON.stringify(credential.toJSON())
      button.form.submit()
    } catch (error) {
      button.disabled = false
      if (message) message.textContent = wordsFor(error, button) ?? ''
    }
  })

  document.addEventListener('DOMContentLoaded', () => {
    for (const part of document.querySelectorAll('[data-passkey-part]')) {
      const isFor = part.getAttribute('data-passkey-part')
      if (part instanceof HTMLElement) part.hidden = (isFor === 'possible') !== isPossible
    }
  })
})()
