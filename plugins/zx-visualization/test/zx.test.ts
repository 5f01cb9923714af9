import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { simulate } from '../../shared/executing/simulating.ts'
import { parseQasm } from '../../shared/qasm/parser.ts'
import { diagramPage } from '../drawing.ts'
import { simplify } from '../simplifying.ts'
import { diagramOf } from '../translating.ts'
import { type Complex, distance, meaningOf } from './meaning.ts'

const program = (qubits: number, body: string): string =>
  `OPENQASM 2.0; include "qelib1.inc"; qreg q[${qubits}]; ${body}`

/** Column by column, by what the simulator makes of each basis state. */
function unitaryOf(qubits: number, body: string): Complex[] {
  return Array.from({ length: 2 ** qubits }, (_, input) => {
    const flips = Array.from({ length: qubits }, (_, at) => ((input >> at) & 1 ? `x q[${at}];` : '')).join('')
    const { state } = simulate(parseQasm(program(qubits, flips + body)), { shots: 1, seed: 1 })
    return Array.from(state?.re ?? [], (re, at): Complex => [re, state?.im[at] ?? 0])
  }).flat()
}

function check(qubits: number, body: string): void {
  const diagram = diagramOf(parseQasm(program(qubits, body)))
  const wanted = unitaryOf(qubits, body)
  assert.ok(distance(meaningOf(diagram), wanted) < 1e-9, `translated: ${body}`)
  simplify(diagram)
  assert.ok(distance(meaningOf(diagram), wanted) < 1e-9, `simplified: ${body}`)
}

test('RUN-8.3.16 every gate of the library means the same as a ZX diagram, simplified too', () => {
  const gates = ['id', 'x', 'y', 'z', 'h', 's', 'sdg', 't', 'tdg', 'sx', 'sxdg', 'rx(0.3)', 'ry(-1.1)', 'rz(2)']
  for (const gate of [...gates, 'p(0.7)', 'u1(3)', 'u2(0.4,-0.9)', 'u3(1,2,3)', 'U(0.2,0,-0.5)'])
    check(1, `${gate} q[0];`)
  const pairs = [
    'cx',
    'cy',
    'cz',
    'ch',
    'csx',
    'swap',
    'iswap',
    'crx(0.4)',
    'cry(1.3)',
    'crz(-2)',
    'cp(0.9)',
    'cu1(pi)',
  ]
  for (const gate of [...pairs, 'cu3(1,2,3)', 'cu(1,2,3,0.4)', 'rzz(0.8)', 'rxx(1.2)'])
    for (const operands of ['q[0],q[1]', 'q[1],q[0]']) check(2, `${gate} ${operands};`)
  for (const gate of ['ccx', 'ccz', 'cswap']) check(3, `${gate} q[2],q[0],q[1];`)
})

const onOne = fc
  .tuple(fc.constantFrom('h', 's', 't', 'x', 'z', 'sdg', 'sx', 'rz(0.4)'), fc.nat(2))
  .map(([gate, at]) => `${gate} q[${at}];`)
const onTwo = fc
  .tuple(fc.constantFrom('cx', 'cz', 'cp(pi/2)'), fc.nat(2), fc.nat(1))
  .map(([gate, at, next]) => `${gate} q[${at}],q[${(at + 1 + next) % 3}];`)

test('RUN-8.3.16 circuits at random mean the same before and after simplifying, with no more spiders', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(onOne, onTwo), { maxLength: 10 }), (gates) => {
      const before = diagramOf(parseQasm(program(3, gates.join(' '))))
      const after = diagramOf(parseQasm(program(3, gates.join(' '))))
      simplify(after)
      assert.ok(distance(meaningOf(before), meaningOf(after)) < 1e-9)
      assert.ok(after.vertices.size <= before.vertices.size)
    }),
    { numRuns: 40 },
  )
})

test('RUN-8.3.16 a Clifford circuit comes down to spiders at its ends', () => {
  const ladder = Array.from(
    { length: 12 },
    (_, at) => `h q[${at % 3}]; cx q[${at % 3}],q[${(at + 1) % 3}]; s q[${at % 3}];`,
  )
  const diagram = diagramOf(parseQasm(program(3, ladder.join(' '))))
  const before = diagram.vertices.size

  simplify(diagram)

  assert.ok(before > 40 && diagram.vertices.size <= 18, `${before} came down to ${diagram.vertices.size}`)
})

test('RUN-9.7 measurements at the end are left out, and what has no diagram is refused with its line', () => {
  const measured = diagramOf(parseQasm('OPENQASM 2.0; qreg q[2]; creg c[2]; h q[0]; measure q -> c;'))
  assert.deepEqual([measured.inputs.length, measured.outputs.length, measured.vertices.size], [2, 2, 4])
  for (const body of ['reset q[0];', 'measure q[0] -> c[0];\nx q[0];', 'if (c == 1) x q[0];'])
    assert.throws(
      () => diagramOf(parseQasm(`OPENQASM 2.0; qreg q[1]; creg c[1];\n${body}`)),
      /ZX diagram.*line [23]|line [23].*ZX diagram/is,
    )
  assert.throws(() => diagramOf(parseQasm('OPENQASM 2.0; qreg q[101];')), /100 qubits/)
})

test('RUN-8.3.16 the picture shows spiders by shape, and says their phases', () => {
  const picture = diagramPage('ZX', diagramOf(parseQasm(program(2, 'h q[0]; t q[0]; cx q[0],q[1]; rz(-pi/2) q[1];'))))
  assert.match(picture, /<title>Z π\/4<\/title><circle/)
  assert.match(picture, /<title>X 0<\/title><rect/)
  assert.match(picture, /stroke-dasharray/)
  assert.match(picture, />-π\/2<\/text>/)
})
