// @ts-check
// Shows the structures of a result in 3D, each as opaque as its weight is large; a box beside each shows and hides it.

;(() => {
  const part = document.querySelector('[data-structures]')
  const canvas = /** @type {HTMLElement | null} */ (part?.querySelector('[data-structures-canvas]') ?? null)
  const library = /** @type {any} */ (window).$3Dmol
  if (!part || !canvas || !library) return

  /** @type {any} */
  let viewer
  try {
    viewer = library.createViewer(canvas, { backgroundAlpha: 0 })
  } catch {
    // A browser without 3D: the list beside says all the same, without a picture.
  }
  if (!viewer) {
    canvas.hidden = true
    return
  }

  /** @type {Map<HTMLInputElement, any>} */
  const models = new Map()
  const boxes = [...part.querySelectorAll('input[data-structure]')].map((box) => /** @type {HTMLInputElement} */ (box))
  const heaviest = Math.max(...boxes.map((box) => Number(box.dataset.weight)))

  const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a7a7a']

  /** A ribbon needs a whole backbone, a trace its alpha carbons; of dummy atoms there are only spheres. */
  function styleOf(/** @type {any} */ model, /** @type {string} */ color, /** @type {number} */ opacity) {
    const has = (/** @type {string} */ atom) => model.selectedAtoms({ atom }).length > 0
    if (has('CA') && has('N')) return { cartoon: { color, opacity } }
    return has('CA') ? { cartoon: { style: 'trace', color, opacity } } : { sphere: { color, opacity, radius: 1.9 } }
  }

  async function show(/** @type {HTMLInputElement} */ box, /** @type {number} */ at) {
    const known = models.get(box)
    if (known) box.checked ? known.show() : known.hide()
    else if (box.checked) {
      const answer = await fetch(box.dataset.structure ?? '')
      if (!answer.ok) return
      const model = viewer.addModel(
        await answer.text(),
        /\.(?:mm)?cif$/i.test(box.parentElement?.textContent?.trim() ?? '') ? 'cif' : 'pdb',
      )
      const colour = colours[at % colours.length]
      const opacity = 0.25 + (0.75 * Number(box.dataset.weight)) / heaviest
      model.setStyle({}, styleOf(model, colour, opacity))
      model.setStyle({ hetflag: true }, { stick: { color: colour } })
      models.set(box, model)
    }
    viewer.render()
  }

  for (const [at, box] of boxes.entries()) box.addEventListener('change', () => show(box, at))
  Promise.all(boxes.map(show)).then(() => {
    viewer.zoomTo()
    viewer.render()
  })
})()
