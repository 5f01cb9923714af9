// @ts-check
// Files can be dropped or pasted, and their sizes are looked at before they are sent. Without scripts the same form sends
// the same files.

;(() => {
  function start(/** @type {HTMLFormElement} */ form) {
    const zone = /** @type {HTMLElement | null} */ (form.querySelector('[data-drop-zone]'))
    const input = /** @type {HTMLInputElement | null} */ (form.querySelector('input[type=file]'))
    if (!zone || !input) return
    for (const kind of ['dragover', 'dragleave', 'drop'])
      zone.addEventListener(kind, (event) => {
        event.preventDefault()
        zone.classList.toggle('is-over', kind === 'dragover')
      })
    const take = (/** @type {FileList | undefined} */ files) => {
      if (!files?.length) return
      input.files = files
      check(zone, input)
    }
    zone.addEventListener('drop', (event) => take(event.dataTransfer?.files))
    document.addEventListener('paste', (event) => take(event.clipboardData?.files))
    input.addEventListener('change', () => check(zone, input))
  }

  /** Too large is said before the first byte. */
  function check(/** @type {HTMLElement} */ zone, /** @type {HTMLInputElement} */ input) {
    const isTooLarge = [...(input.files ?? [])].some(({ size }) => size > Number(zone.dataset.mostBytes))
    input.setCustomValidity(isTooLarge ? (zone.dataset.tooLarge ?? '') : '')
    input.reportValidity()
  }

  const form = document.getElementById('upload-form')
  if (form instanceof HTMLFormElement) start(form)
})()
