import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { expander } from '../expanding.ts'
import { parseQasm } from '../parser.ts'
import { QasmError } from '../tokens.ts'

const head = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'

test('RUN-8.3.17 registers as operands are spread, parameters are calculated', () => {
  const { operations } = parseQasm(`${head}qreg q[2]; qreg r[2]; cx q,r; u1(-pi/2^2 + sin(0)) q[1]; // a comment`)

  assert.deepEqual(
    operations.map((operation) => (operation.kind === 'gate' ? [operation.name, ...operation.qubits] : [])),
    [
      ['cx', 0, 2],
      ['cx', 1, 3],
      ['u1', 1],
    ],
  )
  assert.equal(operations[2]?.kind === 'gate' && operations[2].parameters[0], -Math.PI / 4)
})

test('RUN-8.3.17 gates of one’s own are taken apart with their parameters', () => {
  const circuit = parseQasm(`${head}gate twist(a,b) x,y { rz(a*2) y; barrier x,y; cx y,x; rz(-b) x; }
    qreg q[3]; twist(0.5,pi) q[2],q[0];`)
  const [operation] = circuit.operations
  assert.ok(operation?.kind === 'gate')
  const steps = expander(circuit)(operation)

  assert.deepEqual(
    steps.map(({ target, controls }) => [...controls, target]),
    [[0], [0, 2], [2]],
  )
  assert.equal(steps[0]?.matrix[7], Math.sin(0.5))
})

const mistakes: readonly (readonly [program: string, message: RegExp])[] = [
  ['OPENQASM 4.0;', /Only versions 2.0 and 3/],
  ['qreg q[2];', /“OPENQASM” was expected/],
  [`${head}include "/etc/passwd";`, /Line 3: Only "qelib1.inc"/],
  [`${head}qreg q[2];\nqreg q[1];`, /Line 4: “q” is declared twice/],
  [`${head}qreg q[0];`, /at least 1/],
  [`${head}qreg q[99999999999999999999];`, /not supported/],
  [`${head}qreg q[2]; h q[2];`, /no place 2/],
  [`${head}qreg q[2]; h r;`, /no register of qubits called “r”/],
  [`${head}qreg q[2]; nope q;`, /no gate called “nope”/],
  [`${head}qreg q[2]; constructor q;`, /no gate called “constructor”/],
  [`${head}qreg q[2]; cx q[0];`, /acts on 2 qubits, not 1/],
  [`${head}qreg q[2]; cx q[0],q[0];`, /one qubit twice/],
  [`${head}qreg q[2]; rx q[0];`, /takes 1 parameters, not 0/],
  [`${head}qreg q[1]; rx(1/0) q[0];`, /no finite number/],
  [`${head}qreg q[1]; rx(toString(1)) q[0];`, /no number called “toString”/],
  [`${head}qreg q[2]; creg c[1]; measure q -> c;`, /differ in size/],
  [`${head}qreg q[2]; qreg r[3]; cx q,r;`, /equally long/],
  [`${head}gate a x { a x; }`, /no gate called “a”/],
  [`${head}gate a x { h y; }`, /no qubit called “y”/],
  [`${head}gate a x { h x; } gate a x { h x; }`, /defined twice/],
  [`${head}qreg q[1]; §`, /“§” has no meaning/],
  [`${head}qreg q[1]; h q`, /“;” was expected, not “the end”/],
  [`${head}qreg q[1]; if(q==1) h q;`, /no register of bits/],
  [`${head}qreg q[1]; rx(${'('.repeat(10_000)}1) q[0];`, /nested too deeply/],
  [`${head}qreg q[1]; rx(${'-'.repeat(10_000)}1) q[0];`, /nested too deeply/],
]

for (const [program, message] of mistakes) {
  test(`RUN-8.3.17 ${JSON.stringify(program.replace(head, '').slice(0, 50))} is refused with its line and reason`, () => {
    assert.throws(() => parseQasm(program), message)
    assert.throws(() => parseQasm(program), QasmError)
  })
}

test('RUN-8.3.17 gates within gates that would make billions of steps are refused in time', () => {
  let program = `${head}gate g0 a { h a; h a; }\n`
  for (let level = 1; level < 40; level++) program += `gate g${level} a { g${level - 1} a; g${level - 1} a; }\n`
  const circuit = parseQasm(`${program}qreg q[1]; g39 q[0];`)
  const [operation] = circuit.operations
  assert.ok(operation?.kind === 'gate')

  assert.throws(() => expander(circuit)(operation), /more than 1000000 steps/)
})

test('RUN-8.3.17 gates nested a thousand deep, and registers of a million, are refused', () => {
  let program = `${head}gate g0 a { h a; }\n`
  for (let level = 1; level < 1000; level++) program += `gate g${level} a { g${level - 1} a; }\n`

  assert.throws(() => parseQasm(program), /nested too deeply/)
  assert.throws(() => parseQasm(`${head}qreg q[1000000];`), /not supported/)
  assert.throws(() => parseQasm(' '.repeat(5_000_000)), /longer than 4 MB/)
})

test('RUN-8.3.17 a gate that was only announced cannot run', () => {
  const circuit = parseQasm(`${head}opaque magic(a) x,y; qreg q[2]; magic(1) q[0],q[1];`)
  const [operation] = circuit.operations
  assert.ok(operation?.kind === 'gate')
  assert.throws(() => expander(circuit)(operation), /“magic” does is not defined/)
})

test('RUN-8.3.17 whatever is written, the reader answers with a circuit or with a line and a reason', () => {
  const words =
    'OPENQASM 2.0 ; qreg creg q c [ ] ( ) { } , 1 2 h cx gate measure -> if == barrier reset pi + - * / ^ rx include "qelib1.inc" opaque . x'
  const programs = fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 60 })
  fc.assert(
    fc.property(programs, (tokens) => {
      try {
        parseQasm(`OPENQASM 2.0; qreg q[2]; creg c[2]; ${tokens.join(' ')}`)
      } catch (error) {
        assert.ok(error instanceof QasmError, String(error))
      }
    }),
    { numRuns: 1000 },
  )
})
