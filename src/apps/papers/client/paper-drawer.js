// @ts-check
// Opens a paper over the table, so that nobody loses the place in it. With a modifier key, the middle button or without
// scripts the link leads to the page of the paper as links do.

;(() => {
  const dialogOf = () => /** @type {HTMLDialogElement | null} */ (document.getElementById('paper-drawer'))
  const body = () => document.getElementById('paper-drawer-body')

  document.addEventListener('click', async (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-drawer]') : null
    const dialog = dialogOf()
    if (!(link instanceof HTMLAnchorElement) || !dialog) return
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    dialog.querySelector('[data-drawer-page]')?.setAttribute('href', link.href)
    await window.htmx.ajax('GET', link.href, { target: '#paper-drawer-body', swap: 'innerHTML' })
    if (body()?.childElementCount) dialog.showModal()
  })

  // A click beside the drawer closes it.
  document.addEventListener('click', (event) => {
    if (event.target === dialogOf()) dialogOf()?.close()
  })

  // What stays behind would listen for changes that nobody sees.
  document.addEventListener(
    'close',
    (event) => {
      if (event.target === dialogOf()) body()?.replaceChildren()
    },
    true,
  )
})()
