// @ts-check
// On narrow screens the side bar opens as `#side-bar`, by a link that needs no script; this closes it with Escape or a
// press beside it, and tells those who cannot see whether it is open.

;(() => {
  const bar = () => document.getElementById('side-bar')
  const isOpen = () => location.hash === '#side-bar'
  const close = () => {
    if (isOpen()) location.hash = '#main'
  }
  const tell = () => document.querySelector('.side-bar-button')?.setAttribute('aria-expanded', String(isOpen()))

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
  })
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target)
    if (!bar()?.contains(target) && !target.closest('.side-bar-button')) close()
  })
  window.addEventListener('hashchange', tell)
  document.addEventListener('DOMContentLoaded', tell)
})()
