// @ts-check
// Menus made of <details> close when the visitor looks elsewhere; notices go when dismissed; one box ticks all.

;(() => {
  const openMenus = () =>
    /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll('details[data-menu][open]')])

  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target)
    for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false
    if (target.closest('[data-dismiss="notice"]')) target.closest('.notice')?.remove()
    if (target.matches('[data-select-all]')) selectAll(/** @type {HTMLInputElement} */ (target))
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of openMenus()) {
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
  })

  function selectAll(/** @type {HTMLInputElement} */ box) {
    for (const other of box.closest('table')?.querySelectorAll('tbody .select-cell input') ?? []) {
      const input = /** @type {HTMLInputElement} */ (other)
      if (input.checked === box.checked) continue
      input.checked = box.checked
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }
  }
})()
