// @ts-check
// Makes the bars of the schedule draggable and steerable by keys, and shows at once how many papers each hour gets, by
// the rule that the server plans with. The number fields are what is sent: without this script they alone do it.

;(async () => {
  const maybeEditor = /** @type {HTMLElement | null} */ (document.querySelector('[data-schedule]'))
  const form = maybeEditor?.closest('form')
  if (!maybeEditor || !form) return
  const editor = maybeEditor
  const { apportion, isVolume, isWeight } = await import('./quotas.js')

  const words = editor.dataset
  const largest = Number(words.max)
  const numbers = new Intl.NumberFormat(words.language)
  const shares = new Intl.NumberFormat(words.language, { style: 'percent' })
  const volume = /** @type {HTMLInputElement} */ (form.elements.namedItem('papersPerDay'))
  const zone = /** @type {HTMLInputElement} */ (form.elements.namedItem('timezone'))
  const hours = [...editor.querySelectorAll('.hour')].map((item, hour) => ({
    name: /** @type {HTMLElement} */ (item).dataset.label ?? String(hour),
    field: /** @type {HTMLInputElement} */ (item.querySelector('input')),
    bar: /** @type {HTMLElement} */ (item.querySelector('[data-bar]')),
    up: item.querySelector('.up'),
    along: item.querySelector('.along'),
    papers: /** @type {HTMLElement} */ (item.querySelector('[data-papers]')),
    share: /** @type {HTMLElement} */ (item.querySelector('[data-share]')),
  }))
  const mayEdit = !volume.readOnly

  let existing = readHours(words.existing)
  let weights = hours.map(({ field }) => weightIn(field) ?? 0)
  /** @type {Set<number>} */
  const selected = new Set()
  /** @type {{ weights: number[], volume: string }[]} */
  const steps = []
  let top = topOf(weights)
  let picks = false
  let lastKeyAt = 0

  // What is shown

  function draw() {
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const papersADay = Number(volume.value)
    const quotas = isVolume(papersADay) && volume.value !== '' ? apportion(papersADay, weights, existing) : undefined
    hours.forEach(({ name, bar, up, along, papers, share }, hour) => {
      const size = Math.min(100, (weights[hour] / top) * 100)
      up?.setAttribute('y', String(100 - size))
      up?.setAttribute('height', String(size))
      along?.setAttribute('width', String(size))
      papers.textContent = quotas ? numbers.format(quotas[hour]) : '–'
      share.textContent = shares.format(sum === 0 ? 0 : weights[hour] / sum)
      if (!mayEdit) return
      bar.classList.toggle('is-selected', selected.has(hour))
      bar.setAttribute('aria-label', name)
      bar.setAttribute('aria-valuenow', String(weights[hour]))
      bar.setAttribute('aria-valuetext', valueText(hour, quotas?.[hour] ?? 0))
    })
    const total = quotas?.reduce((all, quota) => all + quota, 0)
    show('[data-total]', total === undefined ? '–' : numbers.format(total))
    show('[data-sum]', numbers.format(sum))
  }

  function valueText(/** @type {number} */ hour, /** @type {number} */ papers) {
    const text = (words.valueText ?? '')
      .replace('{{weight}}', String(weights[hour]))
      .replace('{{papers}}', String(papers))
    return selected.has(hour) ? `${text}, ${words.selectedText}` : text
  }

  function show(/** @type {string} */ selector, /** @type {string} */ text) {
    const place = editor.querySelector(selector)
    if (place && place.textContent !== text) place.textContent = text
  }

  const say = (/** @type {string | undefined} */ text) => show('[data-said]', text ?? '')

  function changed() {
    draw()
    document.querySelector('[data-draft]')?.removeAttribute('hidden')
    foresee()
  }

  /** What the server makes of it, a moment after the last change. */
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting
  function foresee() {
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      if (!isVolume(Number(volume.value)) || volume.value === '' || zone.value === '') return
      const asked = new URLSearchParams({ volume: volume.value, weights: weights.join(','), tz: zone.value })
      await window.htmx.ajax('GET', `${words.forecast}?${asked}`, { target: '#forecast', swap: 'outerHTML' })
      const fresh = readHours(document.getElementById('forecast')?.dataset.existing)
      if (String(fresh) === String(existing)) return
      existing = fresh
      draw()
    }, 400)
  }

  // What can be done

  function remember() {
    steps.push({ weights: [...weights], volume: volume.value })
    if (steps.length > 200) steps.shift()
  }

  /** Sets all weights at once, fields included. */
  function setWeights(/** @type {readonly number[]} */ wanted) {
    weights = wanted.map((weight) => Math.min(largest, Math.max(0, Math.round(weight))))
    hours.forEach(({ field }, hour) => {
      field.value = String(weights[hour])
    })
    changed()
  }

  /** An hour that is selected takes the others that are along. */
  const movedWith = (/** @type {number} */ hour) => (selected.has(hour) ? selected : new Set([hour]))

  function undo() {
    let step = steps.pop()
    // A field that was only looked at left a step behind that changes nothing.
    while (step && String(step.weights) === String(weights) && step.volume === volume.value) step = steps.pop()
    if (!step) return
    volume.value = step.volume
    top = topOf(step.weights)
    setWeights(step.weights)
  }

  function replaceCurve(/** @type {readonly number[]} */ curve) {
    remember()
    top = topOf(curve)
    setWeights(curve)
  }

  /** The largest becomes 100; what had weight keeps some. */
  function normalise() {
    const most = Math.max(...weights)
    if (most > 0)
      replaceCurve(weights.map((weight) => (weight === 0 ? 0 : Math.max(1, Math.round((weight / most) * 100)))))
  }

  function readCurve(/** @type {string} */ text) {
    const curve = text
      .trim()
      .split(/[\s,;]+/)
      .map(Number)
    if (curve.length === hours.length && curve.every(isWeight)) {
      replaceCurve(curve)
      say('')
    } else say(words.noCurveText)
  }

  function toggle(/** @type {number} */ hour) {
    if (!selected.delete(hour)) selected.add(hour)
    saySelection()
    draw()
  }

  function saySelection() {
    say(selected.size === 0 ? '' : (words.selectionText ?? '').replace('{{hours}}', String(selected.size)))
  }

  const acts = {
    undo,
    normalise,
    copy: async () => {
      await navigator.clipboard.writeText(weights.join(', '))
      say(words.copiedText)
    },
    paste: async () => readCurve(await navigator.clipboard.readText().catch(() => '')),
    select: () => {
      picks = !picks
      if (!picks) selected.clear()
      editor.querySelector('[data-act="select"]')?.setAttribute('aria-pressed', String(picks))
      saySelection()
      draw()
    },
  }

  // Pointer

  function startDrag(/** @type {PointerEvent} */ event, /** @type {number} */ hour) {
    if (event.button !== 0) return
    if (event.ctrlKey || event.metaKey || event.shiftKey || picks) {
      if (!selected.has(hour) || !picks) {
        toggle(hour)
        return
      }
    }
    event.preventDefault()
    const { bar } = hours[hour]
    bar.focus({ preventScroll: true })
    bar.setPointerCapture(event.pointerId)
    remember()
    const before = [...weights]
    const together = movedWith(hour)

    const follow = (/** @type {PointerEvent} */ move) => {
      const delta = weightAt(bar, move) - before[hour]
      setWeights(before.map((weight, other) => (together.has(other) ? weight + delta : weight)))
    }
    const end = () => {
      bar.removeEventListener('pointermove', follow)
      if (String(before) === String(weights)) steps.pop()
      // Room to grow on, once the bar is let go.
      top = topOf(weights)
      draw()
    }
    bar.addEventListener('pointermove', follow)
    bar.addEventListener('lostpointercapture', end, { once: true })
    if (together.size === 1) follow(event)
  }

  /** Where a bar lies down, its length counts, else its height. */
  function weightAt(/** @type {HTMLElement} */ bar, /** @type {PointerEvent} */ event) {
    const box = bar.getBoundingClientRect()
    const share =
      box.width > box.height ? (event.clientX - box.left) / box.width : (box.bottom - event.clientY) / box.height
    return Math.round(Math.min(1, Math.max(0, share)) * top)
  }

  // Keys

  /** @type {Record<string, number>} */
  const arrows = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }

  function press(/** @type {KeyboardEvent} */ event, /** @type {number} */ hour) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = arrows[event.key]
    if (event.key === ' ') toggle(hour)
    else if (event.key === 'Escape' && selected.size > 0) {
      selected.clear()
      saySelection()
      draw()
    } else if (step !== undefined) moveBy(hour, event.shiftKey && Math.abs(step) === 1 ? step * 10 : step)
    else if (event.key === 'Home') moveTo(hour, 0)
    else if (event.key === 'End') moveTo(hour, top)
    else return
    event.preventDefault()
  }

  function moveBy(/** @type {number} */ hour, /** @type {number} */ step) {
    // Keys pressed in a row are one step to take back.
    if (Date.now() - lastKeyAt > 1_000) remember()
    lastKeyAt = Date.now()
    const together = movedWith(hour)
    const wanted = weights.map((weight, other) => (together.has(other) ? weight + step : weight))
    if (Math.max(...wanted) > top) top = topOf(wanted)
    setWeights(wanted)
  }

  function moveTo(/** @type {number} */ hour, /** @type {number} */ weight) {
    remember()
    const together = movedWith(hour)
    setWeights(weights.map((before, other) => (together.has(other) ? weight : before)))
  }

  // Wiring

  function wire() {
    for (const part of editor.querySelectorAll('[data-scripted]')) part.removeAttribute('hidden')
    hours.forEach(({ bar, field }, hour) => {
      bar.setAttribute('role', 'slider')
      bar.tabIndex = 0
      bar.setAttribute('aria-valuemin', '0')
      bar.setAttribute('aria-valuemax', String(largest))
      bar.addEventListener('pointerdown', (event) => startDrag(event, hour))
      bar.addEventListener('keydown', (event) => press(event, hour))
      field.addEventListener('focus', () => remember())
      field.addEventListener('input', () => {
        const weight = weightIn(field)
        if (weight === undefined) return
        weights[hour] = weight
        if (weight > top) top = topOf(weights)
        changed()
      })
    })
    volume.addEventListener('focus', () => remember())
    for (const field of [volume, zone]) field.addEventListener('input', changed)

    editor.addEventListener('click', (event) => {
      const target = /** @type {Element} */ (event.target)
      const act = target.closest('[data-act]')?.getAttribute('data-act')
      const curve = target.closest('[data-weights]')?.getAttribute('data-weights')
      if (act && act in acts) acts[/** @type {keyof typeof acts} */ (act)]()
      if (!curve) return
      event.preventDefault()
      replaceCurve(curve.split(',').map(Number))
    })
    editor.addEventListener('keydown', (event) => {
      const isField = event.target instanceof HTMLInputElement
      if (!isField && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
        event.preventDefault()
        undo()
      }
    })
    const onBar = () => document.activeElement?.matches('[data-bar]')
    document.addEventListener('copy', (event) => {
      if (!onBar()) return
      event.clipboardData?.setData('text/plain', weights.join(', '))
      event.preventDefault()
      say(words.copiedText)
    })
    document.addEventListener('paste', (event) => {
      if (!onBar()) return
      event.preventDefault()
      readCurve(event.clipboardData?.getData('text/plain') ?? '')
    })
  }

  function weightIn(/** @type {HTMLInputElement} */ field) {
    const weight = Number(field.value)
    return field.value !== '' && isWeight(weight) ? weight : undefined
  }

  /** As on the server: a round number with room above the largest weight. */
  function topOf(/** @type {readonly number[]} */ curve) {
    return [10, 20, 50, 100, 200, 500].find((limit) => limit > Math.max(...curve)) ?? largest
  }

  function readHours(/** @type {string | undefined} */ text) {
    return (text ?? '').split(',').filter(Boolean).map(Number)
  }

  if (mayEdit) wire()
  draw()
})()
