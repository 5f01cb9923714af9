import { escaped } from '../html.ts'
import { angleText } from '../qasm/angles.ts'
import type { Circuit, Operation } from '../qasm/circuit.ts'
import { primitives } from '../qasm/gates.ts'
import { type Placed, placed, registerOf } from './columns.ts'

const rowHeight = 44
const boxHeight = 30
const margin = 16
const letterWidth = 7.5
/** A longer circuit is drawn from its start: a browser has to show it. */
const mostOperations = 2_000
const fill = '#d6e6fb'
const ink = '#10203a'

/** A circuit as a picture: qubits above, registers of bits below, time from left to right. */
export function circuitSvg(circuit: Circuit): string {
  const operations = circuit.operations.slice(0, mostOperations)
  const places = placed({ ...circuit, operations })
  const names = [...circuit.qubits.flatMap(namesOf), ...circuit.bits.map(({ name, size }) => `${name} (${size})`)]
  const left = margin + 12 + longest(names) * letterWidth
  const columns = columnsOf(places, left)
  const isCut = operations.length < circuit.operations.length
  const note = isCut ? `The first ${operations.length} of ${circuit.operations.length} operations.` : ''
  const end = columns.end
  const width = Math.max(end + margin, left + note.length * letterWidth)
  const height = margin * 2 + names.length * rowHeight + (isCut ? 24 : 0)
  const wires = names.map((name, row) => wire(name, row, row >= circuit.qubitCount, left, end))
  const marks = places.map((place) => mark(place, columns.middles[place.column] ?? 0, circuit))
  const foot = isCut
    ? `<text x="${margin}" y="${height - margin}" font-size="13" fill="currentColor">${note}</text>`
    : ''
  const label = `Circuit of ${circuit.qubitCount} qubits and ${circuit.operations.length} operations`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" width="${round(width)}" height="${height}" role="img" aria-label="${label}" font-family="system-ui, sans-serif">
${wires.join('\n')}
${marks.join('\n')}${foot}</svg>
`
}

const namesOf = ({ name, size }: Circuit['qubits'][number]): string[] =>
  Array.from({ length: size }, (_, at) => `${name}[${at}]`)

const longest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, text.length), 0)
const round = (value: number): number => Math.round(value * 10) / 10
const yOf = (row: number): number => margin + row * rowHeight + rowHeight / 2

/** The middle of each column, as wide as its widest label needs. */
function columnsOf(places: readonly Placed[], left: number): Readonly<{ middles: readonly number[]; end: number }> {
  const widths: number[] = []
  for (const { operation, column } of places)
    widths[column] = Math.max(widths[column] ?? 30, boxWidth(labelOf(operation)))
  const middles: number[] = []
  let x = left + 8
  for (const width of widths) {
    middles.push(x + width / 2)
    x += width + 12
  }
  return { middles, end: x + 8 }
}

const boxWidth = (label: string): number => Math.max(30, label.length * letterWidth + 12)

function wire(name: string, row: number, isBits: boolean, left: number, end: number): string {
  const y = yOf(row)
  const line = (at: number): string =>
    `<path d="M${round(left)} ${at}H${round(end)}" stroke="currentColor" fill="none"/>`
  const text = `<text x="${round(left - 8)}" y="${y + 4}" font-size="13" text-anchor="end" fill="currentColor">${escaped(name)}</text>`
  return text + (isBits ? line(y - 1.5) + line(y + 1.5) : line(y))
}

/** What stands in the box of an operation; controls and targets of their own shape have none. */
function labelOf(operation: Operation): string {
  if (operation.kind === 'measure') return 'M'
  if (operation.kind === 'reset') return '|0⟩'
  if (operation.kind === 'barrier') return ''
  const { name, parameters } = operation
  const base = controlsOf(operation) > 0 ? targetName(name) : name
  if (base === 'x' && controlsOf(operation) > 0) return ''
  return parameters.length > 0 ? `${base}(${parameters.map(angleText).join(', ')})` : base
}

const controlsOf = (operation: Operation): number =>
  operation.kind === 'gate' ? (primitives.get(operation.name)?.controls ?? 0) : 0

/** `ccx` → `x`, `c3sqrtx` → `sqrtx`: what happens to the last qubit. */
const targetName = (name: string): string => name.toLowerCase().replace(/^c(?:\d+|c+)?/, '') || name

function mark({ operation, rows }: Placed, x: number, circuit: Circuit): string {
  const parts = [condition(operation, rows, x, circuit)]
  if (operation.kind === 'barrier') parts.push(...rows.map((row) => barrier(x, row)))
  else if (operation.kind === 'reset') parts.push(box(x, [operation.qubit], '|0⟩'))
  else if (operation.kind === 'measure') parts.push(measure(operation, x, circuit))
  else if (operation.name === 'swap')
    parts.push(link(x, operation.qubits), ...operation.qubits.map((row) => cross(x, row)))
  else parts.push(gate(operation, x))
  return `<g><title>${escaped(titleOf(operation))}</title>${parts.join('')}</g>`
}

function titleOf(operation: Operation): string {
  const where = operation.kind === 'measure' || operation.kind === 'reset' ? '' : ` on ${operation.qubits.join(', ')}`
  const name =
    operation.kind === 'gate' ? labelOf({ ...operation, name: operation.name }) || operation.name : operation.kind
  return `${name}${where}, line ${operation.line}`
}

function gate(operation: Operation & { kind: 'gate' }, x: number): string {
  const controls = controlsOf(operation)
  const { qubits } = operation
  const target = qubits.at(-1) ?? 0
  if (controls === 0) return box(x, qubits, labelOf(operation))
  const dots = qubits.slice(0, -1).map((row) => dot(x, row))
  const label = labelOf(operation)
  const end = label === '' ? plus(x, target) : label === 'z' ? dot(x, target) : box(x, [target], label)
  return link(x, qubits) + dots.join('') + end
}

function link(x: number, rows: readonly number[]): string {
  return `<path d="M${round(x)} ${yOf(Math.min(...rows))}V${yOf(Math.max(...rows))}" stroke="currentColor" fill="none"/>`
}

const dot = (x: number, row: number): string => `<circle cx="${round(x)}" cy="${yOf(row)}" r="5" fill="currentColor"/>`

const plus = (x: number, row: number): string =>
  `<circle cx="${round(x)}" cy="${yOf(row)}" r="11" fill="${fill}" stroke="currentColor"/><path d="M${round(x - 11)} ${yOf(row)}h22M${round(x)} ${yOf(row) - 11}v22" stroke="${ink}" fill="none"/>`

const cross = (x: number, row: number): string =>
  `<path d="M${round(x - 6)} ${yOf(row) - 6}l12 12m0-12l-12 12" stroke="currentColor" stroke-width="2" fill="none"/>`

const barrier = (x: number, row: number): string =>
  `<path d="M${round(x)} ${yOf(row) - rowHeight / 2}v${rowHeight}" stroke="currentColor" stroke-dasharray="4 4" fill="none"/>`

/** Over several qubits it says at each of them which operand it is. */
function box(x: number, rows: readonly number[], label: string): string {
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)]
  const width = boxWidth(label)
  const height = (bottom - top) * rowHeight + boxHeight
  const y = yOf(top) - boxHeight / 2
  const operands =
    rows.length > 1 ? rows.map((row, at) => small(x - width / 2 + 3, yOf(row) - 5, String(at))).join('') : ''
  return `<rect x="${round(x - width / 2)}" y="${y}" width="${round(width)}" height="${height}" rx="4" fill="${fill}" stroke="currentColor"/><text x="${round(x)}" y="${y + height / 2 + 5}" font-size="13" text-anchor="middle" fill="${ink}">${escaped(label)}</text>${operands}`
}

const small = (x: number, y: number, text: string, colour = ink): string =>
  `<text x="${round(x)}" y="${y}" font-size="9" text-anchor="start" fill="${colour}">${escaped(text)}</text>`

function measure({ qubit, bit }: Operation & { kind: 'measure' }, x: number, { qubitCount, bits }: Circuit): string {
  const register = registerOf(bits, bit)
  const y = yOf(qubitCount + register)
  const arrow = `<path d="M${round(x)} ${yOf(qubit)}V${y - 7}" stroke="currentColor" stroke-dasharray="2 2" fill="none"/><path d="M${round(x - 4)} ${y - 8}h8l-4 7z" fill="currentColor"/>`
  return arrow + box(x, [qubit], 'M') + small(x + 6, y - 6, String(bit - (bits[register]?.start ?? 0)), 'currentColor')
}

function condition(
  { condition: wanted }: Operation,
  rows: readonly number[],
  x: number,
  { qubitCount, bits }: Circuit,
): string {
  if (!wanted) return ''
  const row = qubitCount + bits.findIndex(({ name }) => name === wanted.register.name)
  return `${link(x, [...rows, row])}${dot(x, row)}${small(x + 8, yOf(row) - 6, `= ${wanted.value}`, 'currentColor')}`
}
