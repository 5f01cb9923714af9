import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from '../../../src/apps/plugins/test/support.ts'
import { executionOptions, optionsForNextRun } from '../../shared/executing/options.ts'

const dataOf = (type: string, text: string): string => `data:${type};base64,${Buffer.from(text).toString('base64')}`
const bell =
  'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg meas[2]; h q[0]; cx q[0],q[1]; barrier q; measure q -> meas;'

test('RUN-8.3.17 the form goes before the file, and unknown options are passed on', () => {
  const file = { ID: '1', shots: '2048', statevector: 'yes', colour: 'green', executorPlugin: ['other@v1'] }
  const options = executionOptions({ shots: 7, statevector: false }, file, () => 5)

  assert.deepEqual([options.shots, options.statevector, options.seed], [7, true, 5])
  assert.equal(executionOptions({ shots: null, statevector: false }, file, () => 5).shots, 2048)
  assert.equal(executionOptions({ shots: null, statevector: false }, {}, () => 5).shots, 1024)
  const next = optionsForNextRun(options, 'x', 'qiskit-simulator@v1-0-2')
  assert.deepEqual(next.executorPlugin, ['other@v1', 'qiskit-simulator@v1-0-2'])
  assert.equal(next.colour, 'green')
  assert.throws(() => executionOptions({ shots: null, statevector: false }, { shots: 'many' }, () => 5), /“shots”/)
})

test('RUN-8.3.17 RUN-7.10 a Bell pair runs through HTTP: trace, counts, state vector, options, with one ID', async (t) => {
  const { post, get, settled } = await openRunner(t)
  const run = async (circuit: string, form: Record<string, string> = {}) => {
    const { headers } = await post('/plugins/qiskit-simulator@v1-0-2/process/', {
      circuit: dataOf('text/x-qasm', circuit),
      ...form,
    })
    return settled(String(headers.location))
  }

  const task = await run(bell, {
    statevector: 'true',
    executionOptions: dataOf('application/json', '{"ID":"1","shots":2048,"seed":3}'),
  })
  assert.equal(task.status, 'SUCCESS', task.log)
  assert.deepEqual(
    task.outputs.map(({ name, dataType }) => [name, dataType]),
    [
      ['result-trace.json', 'provenance/trace'],
      ['result-counts.json', 'entity/vector'],
      ['result-statevector.json', 'entity/vector'],
      ['execution-options.json', 'provenance/execution-options'],
    ],
  )
  const [trace, counts, vector, options] = await Promise.all(
    task.outputs.map(async ({ href }) => (await get(href)).json() as Record<string, unknown>),
  )
  assert.equal(new Set([trace?.ID, counts?.ID, vector?.ID, options?.ID]).size, 1)
  assert.equal(Number(counts?.['00']) + Number(counts?.['11']), 2048)
  assert.equal(vector?.['0'], '(0.7071067811865476+0j)')
  assert.deepEqual([trace?.seed, trace?.shots, options?.seed, options?.shots], [3, 2048, 3, 2048])

  const hostile = await run('OPENQASM 2.0; include "/etc/passwd";')
  assert.equal(hostile.status, 'FAILURE')
  assert.match(hostile.log, /Line 1: Only "qelib1.inc" and "stdgates.inc" can be included/)
  assert.match((await run('OPENQASM 2.0; qreg q[60];')).log, /60 qubits are more than the 24/)
})
