import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeComplex } from '../../../../src/apps/plugins/formats/circuit-results.ts'
import { parseQasm } from '../../qasm/parser.ts'
import { assertClose } from '../../test/closeness.ts'
import { simulate } from '../simulating.ts'
import { amplitudesOf } from '../state-vector.ts'

const head = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'
const run = (program: string, shots = 1000, seed = 1) => simulate(parseQasm(head + program), { shots, seed })
const countsOf = (program: string, shots = 1000) => Object.fromEntries(run(program, shots).counts)

test('RUN-7.10 a Bell pair is measured as 00 or 11, about as often', () => {
  const counts = countsOf('qreg q[2]; creg meas[2]; h q[0]; cx q[0],q[1]; barrier q; measure q -> meas;', 2048)

  assert.deepEqual(Object.keys(counts).sort(), ['00', '11'])
  assert.equal((counts['00'] ?? 0) + (counts['11'] ?? 0), 2048)
  assert.ok(Math.abs((counts['00'] ?? 0) - 1024) < 120)
})

test('RUN-7.10 the highest bit stands left, the register declared last too, and unmeasured bits read 0', () => {
  assert.deepEqual(countsOf('qreg q[2]; creg c[3]; x q[0]; measure q[0] -> c[0];', 5), { '001': 5 })
  assert.deepEqual(countsOf('qreg q[2]; creg a[1]; creg b[2]; x q[0]; measure q[0] -> a[0];', 5), { '00 1': 5 })
})

test('RUN-7.10 without any measurement the only key is empty', () => {
  assert.deepEqual(countsOf('qreg q[2]; creg c[2]; x q[0];', 7), { '': 7 })
  assert.deepEqual(countsOf('qreg q[1]; h q;', 3), { '': 3 })
})

test('RUN-7.10 the state vector has padded places and amplitudes as Python writes them', () => {
  const { state } = run('qreg q[2]; creg c[2]; h q[0]; cx q[0],q[1]; measure q -> c;')
  assert.ok(state !== undefined)
  assert.deepEqual(Object.fromEntries(amplitudesOf(state)), {
    '0': '(0.7071067811865476+0j)',
    '1': '0j',
    '2': '0j',
    '3': '(0.7071067811865476+0j)',
  })
  const four = run('qreg q[4]; x q[3];').state
  assert.deepEqual(four && [...amplitudesOf(four)].filter(([, value]) => value !== '0j'), [['08', '(1+0j)']])
})

test('RUN-7.10 complex numbers are written as Python writes them', () => {
  const written = [
    [0, 1, '1j'],
    [1, -1, '(1-1j)'],
    [-0, 0.5, '(-0+0.5j)'],
    [0.5, -0, '(0.5-0j)'],
    [1e-5, 1e16, '(1e-05+1e+16j)'],
    [6.123233995736766e-17, 1, '(6.123233995736766e-17+1j)'],
    [0.0001, 123456789, '(0.0001+123456789j)'],
  ] as const
  for (const [real, imaginary, text] of written) assert.equal(writeComplex({ real, imaginary }), text)
})

test('RUN-8.3.17 a measurement in the middle, a condition and a reset act shot by shot: teleportation works', () => {
  const program = `qreg q[3]; creg a[1]; creg b[1]; creg out[1];
    ry(1.2) q[0]; h q[1]; cx q[1],q[2]; cx q[0],q[1]; h q[0];
    measure q[0] -> a[0]; measure q[1] -> b[0];
    if(b==1) x q[2]; if(a==1) z q[2];
    ry(-1.2) q[2]; measure q[2] -> out[0];`
  const counts = countsOf(program, 4000)
  assert.deepEqual(Object.keys(counts).sort(), ['0 0 0', '0 0 1', '0 1 0', '0 1 1'])
  for (const count of Object.values(counts)) assert.ok(Math.abs(count - 1000) < 150, `${count}`)
  assert.equal(run(program).state, undefined, 'no one state for all shots')

  assert.deepEqual(countsOf('qreg q[1]; creg c[1]; h q[0]; reset q[0]; measure q[0] -> c[0];', 50), { '0': 50 })
})

test('RUN-8.3.17 of two measurements into one bit the last stands, and one qubit may be read twice', () => {
  assert.deepEqual(countsOf('qreg q[2]; creg c[1]; x q[0]; measure q[0] -> c[0]; measure q[1] -> c[0];', 4), { '0': 4 })
  const counts = countsOf('qreg q[1]; creg c[2]; h q[0]; measure q[0] -> c[0]; measure q[0] -> c[1];')
  assert.deepEqual(Object.keys(counts).sort(), ['00', '11'])
  const flipped = countsOf('qreg q[1]; creg c[2]; h q[0]; measure q[0] -> c[0]; x q[0]; measure q[0] -> c[1];')
  assert.deepEqual(Object.keys(flipped).sort(), ['01', '10'])
})

test('RUN-8.3.17 the same seed gives the same counts', () => {
  const program = 'qreg q[3]; creg c[3]; h q; measure q -> c;'
  assert.deepEqual(run(program, 100, 5).counts, run(program, 100, 5).counts)
  assert.notDeepEqual(run(program, 100, 5).counts, run(program, 100, 6).counts)
})

test('RUN-8.3.17 gates of the standard library are those their definitions say', () => {
  const pairs = [
    ['swap q[0],q[1];', 'cx q[0],q[1]; cx q[1],q[0]; cx q[0],q[1];'],
    [
      'ccx q[0],q[1],q[2];',
      'h q[2]; cx q[1],q[2]; tdg q[2]; cx q[0],q[2]; t q[2]; cx q[1],q[2]; tdg q[2]; cx q[0],q[2]; t q[1]; t q[2]; h q[2]; cx q[0],q[1]; t q[0]; tdg q[1]; cx q[0],q[1];',
    ],
    ['cz q[0],q[1];', 'h q[1]; cx q[0],q[1]; h q[1];'],
    ['cy q[0],q[1];', 'sdg q[1]; cx q[0],q[1]; s q[1];'],
    ['crz(0.7) q[0],q[1];', 'rz(0.35) q[1]; cx q[0],q[1]; rz(-0.35) q[1]; cx q[0],q[1];'],
    ['cu1(0.7) q[0],q[1];', 'u1(0.35) q[0]; cx q[0],q[1]; u1(-0.35) q[1]; cx q[0],q[1]; u1(0.35) q[1];'],
    ['sx q[0]; sx q[0];', 'x q[0];'],
    ['u3(0.3,0.4,0.5) q[0];', 'U(0.3,0.4,0.5) q[0];'],
    ['y q[0];', 's q[0]; z q[0]; x q[0]; z q[0]; s q[0]; z q[0]; sdg q[0]; s q[0];'],
    ['cu(0.3,0.4,0.5,0) q[0],q[1];', 'cu3(0.3,0.4,0.5) q[0],q[1];'],
    ['c3sqrtx q[0],q[1],q[2],q[3]; c3sqrtx q[0],q[1],q[2],q[3];', 'c3x q[0],q[1],q[2],q[3];'],
    ['rzz(pi/3) q[0],q[1];', 'h q[0]; h q[1]; rxx(pi/3) q[0],q[1]; h q[0]; h q[1];'],
  ] as const
  const start = 'qreg q[4]; ry(0.3) q[0]; ry(0.8) q[1]; rx(1.1) q[2]; h q[3]; cx q[3],q[0]; t q[0]; cx q[1],q[2];'
  for (const [library, plain] of pairs) assert.ok(overlap(start + library, start + plain) > 1 - 1e-12, library)
})

/** The size of the inner product of two states: 1 where they differ by a phase at most. */
function overlap(first: string, second: string): number {
  const [left, right] = [run(first).state, run(second).state]
  if (left === undefined || right === undefined) return 0
  let re = 0
  let im = 0
  left.re.forEach((real, at) => {
    const imaginary = left.im[at] ?? 0
    re += real * (right.re[at] ?? 0) + imaginary * (right.im[at] ?? 0)
    im += real * (right.im[at] ?? 0) - imaginary * (right.re[at] ?? 0)
  })
  return Math.hypot(re, im)
}

test('RUN-8.3.17 the quantum Fourier transform of a basis state has the phases of the formula', () => {
  const qft = `qreg q[3]; x q[0]; x q[2];
    h q[2]; cu1(pi/2) q[1],q[2]; cu1(pi/4) q[0],q[2]; h q[1]; cu1(pi/2) q[0],q[1]; h q[0]; swap q[0],q[2];`
  const { state } = run(qft)
  const places = [0, 1, 2, 3, 4, 5, 6, 7]
  const norm = 1 / Math.sqrt(8)
  assertClose(
    state?.re ?? [],
    places.map((place) => norm * Math.cos((2 * Math.PI * 5 * place) / 8)),
    1e-12,
  )
  assertClose(
    state?.im ?? [],
    places.map((place) => norm * Math.sin((2 * Math.PI * 5 * place) / 8)),
    1e-12,
  )
})

test('RUN-8.3.17 more qubits or shots than can be simulated are refused before memory is taken', () => {
  assert.throws(() => run('qreg q[25];'), /25 qubits are more than/)
  assert.throws(() => run('qreg q[1];', 0), /between 1 and 1000000/)
  assert.throws(() => run('qreg q[1];', 1e9), /between 1 and 1000000/)
})
