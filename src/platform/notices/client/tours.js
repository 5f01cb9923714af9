// @ts-check
// Walks over the page that tells its tour in `#tour`. The library and its sheet are fetched only when somebody starts it.
// Arrow keys move, Escape ends; afterwards the cursor stands where it was, and the house remembers.

;(() => {
  // A script that is added later runs only with the nonce of the page, which only a running script can read.
  const nonce = /** @type {HTMLScriptElement} */ (document.currentScript).nonce

  /** @param {string} src */
  const loadScript = (src) =>
    new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement('script'), { src, nonce })
      script.addEventListener('load', resolve)
      script.addEventListener('error', reject)
      document.head.append(script)
    })

  /** @param {string} href */
  const loadSheet = (href) =>
    new Promise((resolve, reject) => {
      const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href })
      link.addEventListener('load', resolve)
      link.addEventListener('error', reject)
      document.head.append(link)
    })

  /** @type {Promise<unknown> | undefined} */
  let loaded

  /** @param {string} address */
  const remember = (address) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? ''
    void fetch(address, {
      method: 'POST',
      headers: { 'x-csrf-token': token, 'content-type': 'application/x-www-form-urlencoded' },
      redirect: 'manual',
    })
    for (const offer of document.querySelectorAll('.tour-offer')) offer.remove()
  }

  /** Only what stands there and can be seen is worth a step. */
  const isShown = (/** @type {{ element: string }} */ { element }) =>
    (document.querySelector(element)?.getClientRects().length ?? 0) > 0

  async function start() {
    const told = JSON.parse(document.getElementById('tour')?.textContent ?? 'null')
    if (!told) return
    const before = /** @type {HTMLElement | null} */ (document.activeElement)
    // On narrow screens the side bar covers the page.
    if (location.hash === '#side-bar') location.hash = '#main'
    loaded ??= Promise.all([loadScript(told.library), loadSheet(told.sheet)])
    await loaded
    const { words } = told
    const tour = /** @type {any} */ (window).driver.js.driver({
      steps: told.steps.filter(isShown).map((/** @type {any} */ step) => ({
        element: step.element,
        popover: { title: step.title, description: step.text },
      })),
      allowKeyboardControl: false,
      animate: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      showProgress: true,
      progressText: words.progress,
      nextBtnText: words.next,
      prevBtnText: words.previous,
      doneBtnText: words.done,
      popoverClass: 'house-tour',
      // The library marks what is shown as the button of a dialog, which a plain part of a page is not.
      onHighlighted: (/** @type {Element | undefined} */ element) => {
        for (const name of ['aria-haspopup', 'aria-expanded', 'aria-controls']) element?.removeAttribute(name)
      },
      onPopoverRender: (/** @type {any} */ popover) => popover.closeButton?.setAttribute('aria-label', words.close),
      onDestroyed: () => {
        remember(told.seen)
        before?.focus()
      },
    })
    // The library hears no arrow while one step makes room for the next, which is when somebody in a hurry presses it.
    const move = (/** @type {KeyboardEvent} */ { key }) => {
      if (!tour.isActive()) return removeEventListener('keyup', move)
      if (key === 'Escape') tour.destroy()
      if (key === 'ArrowRight') tour.moveNext()
      if (key === 'ArrowLeft' && !tour.isFirstStep()) tour.movePrevious()
    }
    addEventListener('keyup', move)
    tour.drive()
  }

  document.addEventListener('DOMContentLoaded', () => {
    for (const hidden of document.querySelectorAll('.tour-offer, [data-start-tour]')) hidden.removeAttribute('hidden')
  })
  document.addEventListener('click', (event) => {
    if (/** @type {Element} */ (event.target).closest('[data-start-tour]')) void start()
  })
})()
