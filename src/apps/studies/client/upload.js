// @ts-check
// Files can be dropped or pasted, and their sizes are looked at before they are sent. They go in parts: after a lost
// connection or a reload the same file goes on where it stopped. Without scripts the same form sends the same files at once.

;(() => {
  const tries = 6

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
    form.addEventListener('submit', (event) => {
      if (event.defaultPrevented || !input.files?.length || !form.checkValidity()) return
      event.preventDefault()
      sendAll(form, zone, [...input.files])
    })
  }

  /** Too large is said before the first byte. */
  function check(/** @type {HTMLElement} */ zone, /** @type {HTMLInputElement} */ input) {
    const isTooLarge = [...(input.files ?? [])].some(({ size }) => size > Number(zone.dataset.mostBytes))
    input.setCustomValidity(isTooLarge ? (zone.dataset.tooLarge ?? '') : '')
    input.reportValidity()
  }

  /** One after the other; when all are in, the page is loaded anew and shows them. */
  async function sendAll(
    /** @type {HTMLFormElement} */ form,
    /** @type {HTMLElement} */ zone,
    /** @type {File[]} */ files,
  ) {
    const list = /** @type {HTMLElement} */ (form.querySelector('[data-upload-list]'))
    const words = /** @type {HTMLElement} */ (form.querySelector('[data-upload-words]')).dataset
    const status = /** @type {HTMLElement} */ (form.querySelector('[data-upload-status]'))
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector('button[type=submit]'))
    if (button) button.disabled = true
    list.hidden = false
    const rows = files.map((file) => addRow(list, file, words.waiting ?? ''))
    let isAllIn = true
    for (const [at, file] of files.entries()) {
      const row = rows[at]
      if (!row) continue
      const refusal = await send(form, zone.dataset.uploads ?? '', file, row, words)
      row.state.textContent = (refusal === undefined ? words.done : words.refused) ?? ''
      status.textContent = `${file.name}: ${row.state.textContent}`
      if (refusal === undefined) continue
      isAllIn = false
      row.item.append(new DOMParser().parseFromString(refusal, 'text/html').body.firstElementChild ?? refusal)
    }
    if (button) button.disabled = false
    if (isAllIn) location.reload()
  }

  function addRow(/** @type {HTMLElement} */ list, /** @type {File} */ file, /** @type {string} */ word) {
    const item = document.createElement('li')
    const name = document.createElement('strong')
    const state = document.createElement('span')
    const bar = document.createElement('progress')
    name.textContent = `${file.name} · ${(file.size / 1e6).toFixed(1)} MB`
    state.textContent = word
    bar.max = 1
    bar.value = 0
    bar.setAttribute('aria-label', file.name)
    item.append(name, state, bar)
    list.append(item)
    return { item, state, bar }
  }

  /** Undefined where the file was taken; else why not, as HTML of the server. */
  async function send(
    /** @type {HTMLFormElement} */ form,
    /** @type {string} */ address,
    /** @type {File} */ file,
    /** @type {{ state: HTMLElement, bar: HTMLProgressElement }} */ row,
    /** @type {DOMStringMap} */ words,
  ) {
    const fields = new FormData(form)
    const token = String(fields.get('_token'))
    const begun = await ask(address, new URLSearchParams({ _token: token, name: file.name, size: String(file.size) }))
    if (!begun.ok) return wordsOf(begun)
    const { id, partBytes, partCount, parts } = await begun.json()
    const here = new Set(parts)
    const hash = /** @type {any} */ (globalThis).openSha256()
    const startedAt = performance.now()
    let sent = 0
    for (let part = 0; part < partCount; part++) {
      const bytes = file.slice(part * partBytes, (part + 1) * partBytes)
      // Hashed while it is sent: what the server has put together must be what lies here.
      const hashed = addTo(hash, bytes)
      if (!here.has(part)) {
        const answer = await sendPart(`${address}/${id}/parts/${part}`, token, bytes, row, words)
        if (!answer.ok) return wordsOf(answer)
        sent += bytes.size
      }
      await hashed
      row.bar.value = (part + 1) / partCount
      const rate = sent / 1e6 / Math.max(0.001, (performance.now() - startedAt) / 1000)
      row.state.textContent = `${Math.round((100 * (part + 1)) / partCount)} % · ${rate.toFixed(1)} MB/s`
    }
    row.state.textContent = words.checking ?? ''
    const done = await ask(
      `${address}/${id}`,
      new URLSearchParams({ _token: token, format: String(fields.get('format') ?? 'auto'), sha256: hash.hex() }),
    )
    return done.ok ? undefined : wordsOf(done)
  }

  const pieceBytes = 2 ** 20

  /** In pieces, so that the page answers meanwhile. */
  async function addTo(/** @type {{ add: (bytes: Uint8Array) => void }} */ hash, /** @type {Blob} */ bytes) {
    for (let from = 0; from < bytes.size; from += pieceBytes)
      hash.add(new Uint8Array(await bytes.slice(from, from + pieceBytes).arrayBuffer()))
  }

  /** A lost connection is waited for: a second, two, four … */
  async function sendPart(
    /** @type {string} */ address,
    /** @type {string} */ token,
    /** @type {Blob} */ bytes,
    /** @type {{ state: HTMLElement }} */ row,
    /** @type {DOMStringMap} */ words,
  ) {
    for (let attempt = 0; ; attempt++) {
      const body = new FormData()
      body.append('_token', token)
      body.append('part', bytes, 'part')
      try {
        const answer = await ask(address, body)
        if (answer.status < 500 || attempt >= tries) return answer
      } catch (error) {
        if (attempt >= tries) throw error
      }
      row.state.textContent = words.again ?? ''
      await new Promise((done) => setTimeout(done, 1000 * 2 ** attempt))
    }
  }

  const ask = (/** @type {string} */ address, /** @type {BodyInit} */ body) =>
    fetch(address, { method: 'POST', body, headers: { accept: 'application/json', 'hx-request': 'true' } })

  /** A fragment as it is, or the sentence of a problem as text. */
  async function wordsOf(/** @type {Response} */ answer) {
    const text = await answer.text()
    if (!/json/.test(answer.headers.get('content-type') ?? '')) return text
    const part = document.createElement('p')
    part.className = 'alert alert-danger'
    part.textContent = JSON.parse(text).detail ?? text
    return part.outerHTML
  }

  const form = document.getElementById('upload-form')
  if (form instanceof HTMLFormElement) start(form)
})()
