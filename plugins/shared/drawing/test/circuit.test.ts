import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQasm } from '../../qasm/parser.ts'
import { circuitSvg } from '../circuit.ts'
import { placed } from '../columns.ts'

const head = 'OPENQASM 2.0; include "qelib1.inc"; '
const columnsOf = (body: string): number[] => placed(parseQasm(head + body)).map(({ column }) => column)

test('RUN-8.3.16 operations stand as far to the left as they go, and none crosses another', () => {
  assert.deepEqual(columnsOf('qreg q[3]; h q[0]; h q[1]; cx q[0],q[2]; h q[1]; h q[2];'), [0, 0, 1, 2, 2])
  assert.deepEqual(columnsOf('qreg q[2]; creg c[1]; measure q[0] -> c[0]; h q[1];'), [0, 1], 'the arrow is in the way')
})

test('RUN-8.3.16 gates have their usual signs, and their names and angles are text', () => {
  const svg = circuitSvg(
    parseQasm(
      `${head}qreg q[3]; creg meas[2]; gate mine<T a,b { cx a,b; }`.replace('<T', 'T') +
        'h q[0]; cx q[0],q[1]; ccx q[0],q[1],q[2]; cz q[0],q[1]; crz(pi/2) q[0],q[2]; swap q[1],q[2]; mineT q[0],q[2]; barrier q; reset q[2]; if (meas == 2) x q[0]; measure q[0] -> meas[0];',
    ),
  )

  for (const text of [
    '>h</text>',
    '>rz(π/2)</text>',
    '>mineT</text>',
    '>|0⟩</text>',
    '>M</text>',
    '>= 2</text>',
    '>q[2]</text>',
    '>meas (2)</text>',
  ])
    assert.ok(svg.includes(text), text)
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  assert.ok(!/NaN|undefined|Infinity/.test(svg))
})

test('RUN-8.3.16 a long circuit is drawn from its start, and says so; an empty one is drawn too', () => {
  const long = circuitSvg(parseQasm(`${head}qreg q[1]; ${'x q[0];'.repeat(2_500)}`))
  assert.match(long, /The first 2000 of 2500 operations/)
  const empty = circuitSvg(parseQasm('OPENQASM 2.0;'))
  assert.ok(!/NaN|Infinity/.test(empty), empty)
})
