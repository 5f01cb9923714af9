import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulate } from '../../executing/simulating.ts'
import { parseQasm } from '../parser.ts'

const countsOf = (body: string): Record<string, number> =>
  Object.fromEntries(
    simulate(parseQasm(`OPENQASM 3.0;\ninclude "stdgates.inc";\n${body}`), { shots: 200, seed: 1 }).counts,
  )

test('RUN-8.3.17 circuits in OpenQASM 3 mean what the same circuit in OpenQASM 2 means', () => {
  assert.deepEqual(Object.keys(countsOf('qubit[2] q; bit[2] c; h q[0]; cx q[0], q[1]; c = measure q;')).sort(), [
    '00',
    '11',
  ])
  assert.deepEqual(countsOf('qubit a; qubit b; bit c = measure a; x b; bit[1] d = measure b;'), { '1 0': 200 })
  assert.deepEqual(countsOf('/* two\nlines */ qubit q; bit c; gphase(π/4); U(π, 0, 2**0 * π) q; c[0] = measure q;'), {
    1: 200,
  })
  assert.deepEqual(
    countsOf('qubit[2] q; bit[2] c; x q[0]; c[0] = measure q[0]; if (c[0]) { x q[1]; c[1] = measure q[1]; }'),
    { 11: 200 },
  )
  assert.deepEqual(countsOf('qubit[2] q; bit[2] c; if (c[1] == true) x q[0]; if (c == 0) x q[1]; c = measure q;'), {
    10: 200,
  })
  assert.deepEqual(
    countsOf(
      'qubit[2] q; bit[2] c; gate mine(t) a, b { rx(t) a; cphase(t) a, b; } mine(pi) q[0], q[1]; c = measure q;',
    ),
    { '01': 200 },
  )
})

test('RUN-8.3.17 what is not known of OpenQASM 3 is refused with its line, and OpenQASM 2 takes none of it', () => {
  const refused = (body: string, reason: RegExp) => assert.throws(() => countsOf(body), reason, body)
  refused('qubit q;\nctrl @ x q;', /Line 4/)
  refused('qubit q; for int i in [0:3] { x q; }', /Line 3/)
  refused('qubit q; bit c; if (c) x q; else h q;', /else/)
  refused('bit[2] c; qubit q; if (c) x q;', /has to be compared/)
  refused('qubit[2] q; bit c; c = measure q;', /differ in size/)
  refused('qubit q; qubit q;', /declared twice/)
  assert.throws(() => parseQasm('OPENQASM 2.0; qubit q;'), /no register of qubits/)
  assert.throws(() => parseQasm('OPENQASM 4;'), /versions 2\.0 and 3/)
})
