// @ts-check
// A file can be dropped, its size is looked at before it is sent, and while it is on its way the page says how far it is.
// Without scripts the same form sends the same file.

;(() => {
  const megabyte = 1_000_000

  function start(/** @type {HTMLFormElement} */ form) {
    const zone = /** @type {HTMLElement | null} */ (form.querySelector('[data-drop-zone]'))
    const input = /** @type {HTMLInputElement | null} */ (form.querySelector('input[type=file]'))
    if (!zone || !input) return

    for (const kind of ['dragover', 'dragleave', 'drop']) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault()
        zone.classList.toggle('is-over', kind === 'dragover')
      })
    }
    zone.addEventListener('drop', (event) => {
      if (!event.dataTransfer?.files.length) return
      input.files = event.dataTransfer.files
      check(zone, input)
    })
    input.addEventListener('change', () => check(zone, input))
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented || !input.files?.length) return
      event.preventDefault()
      send(form)
    })
  }

  /** Too large is said before the first byte. */
  function check(/** @type {HTMLElement} */ zone, /** @type {HTMLInputElement} */ input) {
    const size = input.files?.[0]?.size ?? 0
    const isTooLarge = size > Number(zone.dataset.mostBytes)
    input.setCustomValidity(isTooLarge ? (zone.dataset.tooLarge ?? '') : '')
    input.reportValidity()
  }

  function send(/** @type {HTMLFormElement} */ form) {
    const part = /** @type {HTMLElement} */ (form.querySelector('[data-upload-progress]'))
    const bar = /** @type {HTMLProgressElement} */ (part.querySelector('progress'))
    const status = /** @type {HTMLElement} */ (part.querySelector('[data-upload-status]'))
    const request = new XMLHttpRequest()
    const startedAt = performance.now()
    part.hidden = false

    request.upload.addEventListener('progress', ({ loaded, total }) => {
      bar.value = loaded / total
      const rate = loaded / megabyte / Math.max(0.001, (performance.now() - startedAt) / 1000)
      const done = `${(loaded / megabyte).toFixed(1)} / ${(total / megabyte).toFixed(1)} MB · ${rate.toFixed(1)} MB/s`
      status.textContent = loaded < total ? done : (status.dataset.checking ?? '')
    })
    request.addEventListener('load', () => {
      const isTaken = request.status < 400 && request.responseURL !== form.action
      if (isTaken) location.assign(request.responseURL)
      else show(request.responseText)
    })
    // The server may have refused and hung up before all was sent: the plain way shows what it says.
    request.addEventListener('error', () => form.submit())
    request.open('POST', form.action)
    request.send(new FormData(form))
  }

  /** The page that came back holds the form again, with what is wrong; only its main part is taken. */
  function show(/** @type {string} */ text) {
    const answer = new DOMParser().parseFromString(text, 'text/html').getElementById('main')
    const main = document.getElementById('main')
    if (!answer || !main) return location.reload()
    main.replaceChildren(...answer.childNodes)
    const form = document.getElementById('upload-form')
    if (form instanceof HTMLFormElement) start(form)
    document.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' })
  }

  document.addEventListener('DOMContentLoaded', () => {
    const form = document.getElementById('upload-form')
    if (form instanceof HTMLFormElement) start(form)
  })
})()
