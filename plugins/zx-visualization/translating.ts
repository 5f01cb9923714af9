import type { Circuit } from '../shared/qasm/circuit.ts'
import { expander, type Step } from '../shared/qasm/expanding.ts'
import { QasmError } from '../shared/qasm/tokens.ts'
import { Diagram, type Kind, type Wire } from './diagram.ts'
import { type Axis, turnsOf } from './turns.ts'

/** The end of each qubit's wire while a circuit is being read. */
type Ends = { vertex: number; wire: Wire; column: number }[]

const mostQubits = 100
const mostSpiders = 3_000

/**
 * A circuit as a diagram. Measurements at the end of a qubit are left out.
 *
 * @throws QasmError for what no such diagram can say: resets, conditions, and gates behind a measurement
 */
export function diagramOf(circuit: Circuit): Diagram {
  if (circuit.qubitCount > mostQubits)
    throw new RangeError(`A diagram may have ${mostQubits} qubits, not ${circuit.qubitCount}.`)
  const diagram = new Diagram()
  const ends: Ends = Array.from({ length: circuit.qubitCount }, (_, row) => {
    const vertex = diagram.add({ kind: 'boundary', phase: 0, row, column: 0 })
    diagram.inputs.push(vertex)
    return { vertex, wire: 'plain', column: 0 }
  })
  const measured = new Set<number>()
  const expand = expander(circuit)
  for (const operation of circuit.operations) {
    if (operation.kind === 'barrier') continue
    if (operation.condition || operation.kind === 'reset')
      throw new QasmError('Resets and conditions have no ZX diagram.', operation.line)
    if (operation.kind === 'measure') {
      measured.add(operation.qubit)
      continue
    }
    if (operation.qubits.some((qubit) => measured.has(qubit)))
      throw new QasmError('A gate behind a measurement has no ZX diagram.', operation.line)
    for (const step of expand(operation)) drawStep(diagram, ends, step)
    if (diagram.vertices.size > mostSpiders)
      throw new QasmError(`The diagram has more than ${mostSpiders} spiders.`, operation.line)
  }
  finish(diagram, ends)
  return diagram
}

function finish(diagram: Diagram, ends: Ends): void {
  const column = ends.reduce((most, end) => Math.max(most, end.column), 0) + 1
  for (const [row, { vertex, wire }] of ends.entries()) {
    const output = diagram.add({ kind: 'boundary', phase: 0, row, column })
    diagram.outputs.push(output)
    diagram.join(vertex, output, wire)
  }
}

/**
 * A controlled gate is the change to the axis that it turns about, a phase where all qubits are 1, and the way back. Its
 * own phase, where nothing controls it, is a number factor.
 */
function drawStep(diagram: Diagram, ends: Ends, { matrix, target, controls }: Step): void {
  const { axis, phase, first, isHadamard } = turnsOf(matrix)
  const [control] = controls
  if (isHadamard && control === undefined) turnOver(ends, target)
  else if (axis === 'x' && control === undefined) spider(diagram, ends, target, 'x', phase)
  else if (axis === 'x' && controls.length === 1 && control !== undefined && phase === 1 && first === 0)
    controlledNot(diagram, ends, control, target)
  else {
    toAxis(diagram, ends, target, axis, 'before')
    phaseWhereAllAreOne(diagram, ends, controls, first)
    phaseWhereAllAreOne(diagram, ends, [...controls, target], phase)
    toAxis(diagram, ends, target, axis, 'after')
  }
}

function toAxis(diagram: Diagram, ends: Ends, qubit: number, axis: Axis, side: 'before' | 'after'): void {
  if (axis === 'x') turnOver(ends, qubit)
  else if (axis !== 'z') for (const { kind, phase } of axis[side]) spider(diagram, ends, qubit, kind, phase)
}

function turnOver(ends: Ends, qubit: number): void {
  const end = ends[qubit] as Ends[number]
  end.wire = end.wire === 'plain' ? 'hadamard' : 'plain'
}

/** A spider on a qubit's wire. */
function spider(diagram: Diagram, ends: Ends, row: number, kind: Kind, phase: number, column?: number): number {
  const end = ends[row] as Ends[number]
  const place = column ?? end.column + 1
  const vertex = diagram.add({ kind, phase, row, column: place })
  diagram.join(end.vertex, vertex, end.wire)
  ends[row] = { vertex, wire: 'plain', column: place }
  return vertex
}

const nextColumn = (ends: Ends, rows: readonly number[]): number =>
  rows.reduce((most, row) => Math.max(most, ends[row]?.column ?? 0), 0) + 1

function controlledNot(diagram: Diagram, ends: Ends, control: number, target: number): void {
  const column = nextColumn(ends, [control, target])
  diagram.join(spider(diagram, ends, control, 'z', 0, column), spider(diagram, ends, target, 'x', 0, column), 'plain')
}

/**
 * A product of bits is a sum of parities: each subset of the qubits gets a spider of its own that turns by the parity of
 * its bits, forward for odd sizes and back for even ones.
 *
 * @see A. Kissinger, J. van de Wetering, Reducing T-count with the ZX-calculus (2020), on phase gadgets
 */
function phaseWhereAllAreOne(diagram: Diagram, ends: Ends, qubits: readonly number[], phase: number): void {
  const [only = 0, second = 0] = qubits
  if (qubits.length === 0 || phase === 0) return
  if (qubits.length === 1) return void spider(diagram, ends, only, 'z', phase)
  if (qubits.length === 2 && phase === 1) {
    const column = nextColumn(ends, qubits)
    diagram.join(spider(diagram, ends, only, 'z', 0, column), spider(diagram, ends, second, 'z', 0, column), 'hadamard')
    return
  }
  const share = phase / 2 ** (qubits.length - 1)
  for (let subset = 1; subset < 2 ** qubits.length; subset++) {
    const members = qubits.filter((_, at) => (subset >> at) & 1)
    const turn = members.length % 2 === 1 ? share : -share
    if (members.length === 1) spider(diagram, ends, members[0] as number, 'z', turn)
    else gadget(diagram, ends, members, turn)
  }
}

/** A spider beside the wires whose phase counts where the parity of these qubits is odd. */
function gadget(diagram: Diagram, ends: Ends, members: readonly number[], phase: number): void {
  const column = nextColumn(ends, members)
  const row = Math.min(...members)
  const hub = diagram.add({ kind: 'x', phase: 0, row: row + 0.5, column: column + 0.3 })
  const leaf = diagram.add({ kind: 'z', phase, row: row + 0.5, column: column + 0.9 })
  diagram.join(hub, leaf, 'plain')
  for (const member of members) diagram.join(spider(diagram, ends, member, 'z', 0, column), hub, 'plain')
  for (const member of members) (ends[member] as Ends[number]).column = column + 1
}
