// @ts-check
// Copies the text of the element that a button names (`data-copy`), and says so; where that is refused, selects it.
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
  const text = document.getElementById(button?.getAttribute('data-copy') ?? '')
  if (!(button instanceof HTMLElement) || !text) return
  const said = button.parentElement?.querySelector('[role=status]')
  try {
    await navigator.clipboard.writeText(text.textContent.trim())
    if (said) said.textContent = button.dataset.copied ?? ''
  } catch {
    getSelection()?.selectAllChildren(text)
    if (said) said.textContent = button.dataset.selected ?? ''
  }
})
