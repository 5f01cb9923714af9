// @ts-check
// Edits the text of a circuit gate by gate: a line is an operation. What it does not know of the text it leaves alone.

const place = /** @type {HTMLElement} */ (document.getElementById('modeler'))
const program = /** @type {HTMLTextAreaElement} */ (document.getElementById('program'))
const begun = /** @type {HTMLInputElement | null} */ (document.getElementById('circuit'))
const mostQubits = 24

/** @type {Readonly<Record<string, string>>} */
const german = {
  'H: superposition': 'H: Überlagerung',
  'X: not': 'X: Nicht',
  'S: quarter turn': 'S: Vierteldrehung',
  'T: eighth turn': 'T: Achteldrehung',
  'RX: turn about X': 'RX: Drehung um X',
  'RY: turn about Y': 'RY: Drehung um Y',
  'RZ: turn about Z': 'RZ: Drehung um Z',
  'CX: controlled not': 'CX: gesteuertes Nicht',
  'CZ: controlled Z': 'CZ: gesteuertes Z',
  'CP: controlled phase': 'CP: gesteuerte Phase',
  Swap: 'Tausch',
  'CCX: not with two controls': 'CCX: Nicht mit zwei Steuerungen',
  'Reset to 0': 'Auf 0 setzen',
  Measure: 'Messen',
  'Barrier over all': 'Schranke über alle',
  Gates: 'Gatter',
  Gate: 'Gatter',
  Angle: 'Winkel',
  Add: 'Hinzufügen:',
  'One more qubit': 'Ein Qubit mehr',
  'One qubit fewer': 'Ein Qubit weniger',
  qubits: 'Qubits',
  'No gate yet.': 'Noch kein Gatter.',
  Operations: 'Schritte',
  Target: 'Ziel',
  Control: 'Steuerung',
  'Move up:': 'Nach oben:',
  'Move down:': 'Nach unten:',
  Remove: 'Entfernen',
}

/** In the language of the page. */
const say = (/** @type {string} */ text) =>
  document.documentElement.lang.startsWith('de') ? (german[text] ?? text) : text

/** Name in the text, words, number of angles, number of qubits. */
const gates = /** @type {const} */ ([
  ['h', 'H: superposition', 0, 1],
  ['x', 'X: not', 0, 1],
  ['y', 'Y', 0, 1],
  ['z', 'Z', 0, 1],
  ['s', 'S: quarter turn', 0, 1],
  ['t', 'T: eighth turn', 0, 1],
  ['rx', 'RX: turn about X', 1, 1],
  ['ry', 'RY: turn about Y', 1, 1],
  ['rz', 'RZ: turn about Z', 1, 1],
  ['cx', 'CX: controlled not', 0, 2],
  ['cz', 'CZ: controlled Z', 0, 2],
  ['cp', 'CP: controlled phase', 1, 2],
  ['swap', 'Swap', 0, 2],
  ['ccx', 'CCX: not with two controls', 0, 3],
  ['reset', 'Reset to 0', 0, 1],
  ['measure', 'Measure', 0, 1],
  ['barrier', 'Barrier over all', 0, 0],
])

/** Of the text: what stands before the operations, and one operation a line. */
function read() {
  const lines = program.value.replace(/\r\n/g, '\n').split('\n')
  const isHead = (/** @type {string} */ line) =>
    /^\s*(?:OPENQASM|include|qreg|creg|qubit|bit|gate|opaque|\/\/|\}|$)/.test(line)
  let end = lines.findIndex((line) => !isHead(line))
  if (end < 0) end = lines.length
  const head = lines.slice(0, end).join('\n').trimEnd()
  return { head, operations: lines.slice(end).filter((line) => line.trim() !== '') }
}

/** @param {string} head @param {readonly string[]} operations */
function write(head, operations) {
  program.value = `${[head, ...operations].join('\n')}\n`
  program.dispatchEvent(new InputEvent('input', { bubbles: true }))
  draw()
}

const sizeOf = (/** @type {string} */ head) => Number(/\b(?:qreg\s+q\s*\[|qubit\s*\[)(\d+)/.exec(head)?.[1] ?? 0)

/** @param {string} head @param {number} size */
const resized = (head, size) =>
  head
    .replace(/(\bqreg\s+q\s*\[)\d+/, `$1${size}`)
    .replace(/(\bcreg\s+c\s*\[)\d+/, `$1${size}`)
    .replace(/(\b(?:qubit|bit)\s*\[)\d+/g, `$1${size}`)

/**
 * @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** @param {string} text @param {string} label @param {() => void} act @param {boolean} [isOff] */
function button(text, label, act, isOff = false) {
  const made = /** @type {HTMLButtonElement} */ (element('button', { type: 'button', 'aria-label': label }, text))
  made.disabled = isOff
  made.addEventListener('click', act)
  return made
}

/** @param {string} label @param {HTMLElement} control */
const field = (label, control) => element('div', {}, element('label', { for: control.id }, label), control)

/** @param {string} id @param {readonly (readonly [string, string])[]} options @param {string} chosen */
function select(id, options, chosen) {
  const made = element('select', { id, class: 'qhana-form-input' })
  for (const [value, text] of options) {
    const option = /** @type {HTMLOptionElement} */ (element('option', { value }, text))
    option.selected = value === chosen
    made.append(option)
  }
  return /** @type {HTMLSelectElement} */ (made)
}

/** What is chosen stays when the list below is drawn anew. */
const chosen = { gate: 'h', qubits: ['0', '1', '2'], angle: 'pi/2' }

function draw() {
  const { head, operations } = read()
  const size = sizeOf(head)
  const [, , angles = 0, operands = 1] = gates.find(([name]) => name === chosen.gate) ?? []
  const qubits = Array.from({ length: size }, (_, at) => /** @type {const} */ ([String(at), `q[${at}]`]))
  const gate = select(
    'modeler-gate',
    gates.map(([name, words]) => [name, say(words)]),
    chosen.gate,
  )
  gate.addEventListener('change', () => {
    chosen.gate = gate.value
    draw()
    document.getElementById('modeler-gate')?.focus()
  })
  const choices = Array.from({ length: operands }, (_, at) => qubitChoice(at, operands, qubits))
  const angle = /** @type {HTMLInputElement} */ (
    element('input', { id: 'modeler-angle', class: 'qhana-form-input', type: 'text', value: chosen.angle })
  )
  angle.addEventListener('input', () => {
    chosen.angle = angle.value
  })
  const add = button(
    say('Add').replace(':', ''),
    `${say('Add')} ${chosen.gate}`,
    () => addOperation(operands),
    size < operands,
  )
  const row = [field(say('Gate'), gate), ...choices, ...(angles > 0 ? [field(say('Angle'), angle)] : []), add]
  const more = button(
    say('One more qubit'),
    say('One more qubit'),
    () => write(resized(head, size + 1), operations),
    size === 0 || size >= mostQubits,
  )
  const fewer = button(
    say('One qubit fewer'),
    say('One qubit fewer'),
    () => write(resized(head, size - 1), operations),
    size < 2 || isUsed(operations, size - 1),
  )
  const list = element(
    'ol',
    { tabindex: '0', 'aria-label': say('Operations') },
    ...operations.map((line, at) => item(head, operations, line, at)),
  )
  place.replaceChildren(
    element('h2', {}, say('Gates')),
    element('div', { class: 'choice' }, ...row),
    element('p', { class: 'choice' }, `${size} ${say('qubits')}.`, more, fewer),
    ...(operations.length > 0 ? [list] : [element('p', { class: 'qhana-about' }, say('No gate yet.'))]),
  )
  const { _qhana_microfrontend_state: state, monitorHeightChanges } = /** @type {any} */ (window)
  if (state) monitorHeightChanges(state)
}

/** @param {number} at @param {number} operands @param {readonly (readonly [string, string])[]} qubits */
function qubitChoice(at, operands, qubits) {
  const label =
    operands === 1
      ? 'Qubit'
      : at === operands - 1
        ? say('Target')
        : `${say('Control')} ${operands > 2 ? at + 1 : ''}`.trim()
  const made = select(`modeler-qubit-${at}`, qubits, chosen.qubits[at] ?? '0')
  made.addEventListener('change', () => {
    chosen.qubits[at] = made.value
  })
  return field(label, made)
}

const focusOn = (/** @type {string} */ selector) =>
  /** @type {HTMLElement | null} */ (place.querySelector(selector))?.focus()

const isUsed = (/** @type {readonly string[]} */ operations, /** @type {number} */ qubit) =>
  operations.some((line) => line.includes(`[${qubit}]`))

/** @param {number} operands */
function addOperation(operands) {
  const { head, operations } = read()
  const angles = (gates.find(([name]) => name === chosen.gate)?.[2] ?? 0) > 0 ? `(${chosen.angle})` : ''
  const places = Array.from({ length: operands }, (_, at) => `q[${chosen.qubits[at] ?? 0}]`)
  const line =
    chosen.gate === 'measure'
      ? `measure ${places[0]} -> c[${chosen.qubits[0] ?? 0}];`
      : chosen.gate === 'barrier'
        ? 'barrier q;'
        : `${chosen.gate}${angles} ${places.join(', ')};`
  write(head, [...operations, line])
  // All was drawn anew: whoever uses the keyboard stays where they were.
  focusOn('.choice button')
}

/** @param {string} head @param {readonly string[]} operations @param {string} line @param {number} at */
function item(head, operations, line, at) {
  const moved = (/** @type {number} */ by) => {
    const next = [...operations]
    next.splice(at, 1)
    next.splice(at + by, 0, line)
    write(head, next)
    focusOn('ol')
  }
  const without = () => {
    write(
      head,
      operations.filter((_, other) => other !== at),
    )
    focusOn('ol')
  }
  return element(
    'li',
    {},
    element('code', {}, line.trim()),
    button('↑', `${say('Move up:')} ${line.trim()}`, () => moved(-1), at === 0),
    button('↓', `${say('Move down:')} ${line.trim()}`, () => moved(1), at === operations.length - 1),
    button(say('Remove'), `${say('Remove')} ${line.trim()}`, without),
  )
}

async function begin() {
  if (!begun || begun.value === '') return
  const url = new URL('../programs/', window.location.href)
  url.searchParams.set('circuit', begun.value)
  const ticket = new URLSearchParams(window.location.search).get('ticket')
  if (ticket !== null) url.searchParams.set('ticket', ticket)
  const answer = await fetch(url)
  if (!answer.ok) return
  program.value = await answer.text()
  program.dispatchEvent(new InputEvent('input', { bubbles: true }))
  draw()
}

// The gates come first, then what they look like, and the text below.
document.querySelector('form.qhana-form')?.before(place, document.querySelector('.qhana-view') ?? '')
program.addEventListener('change', draw)
begun?.addEventListener('change', () => void begin())
draw()
void begin()
