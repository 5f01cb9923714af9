import assert from 'node:assert/strict'
import { test } from 'node:test'
import braket from '../../../braket-simulator/plugin.ts'
import cirq from '../../../cirq-simulator/plugin.ts'
import mqt from '../../../mqt-simulator/plugin.ts'
import pennylane from '../../../pennylane-simulator/plugin.ts'
import pytket from '../../../pytket-qulacs-simulator/plugin.ts'
import qiskit from '../../../qiskit-simulator/plugin.ts'

test('RUN-8.1 every executor of the catalogue is found by its name and tags, and says that the house simulates', () => {
  const known = [qiskit, pennylane, mqt, cirq, pytket, braket].map(({ name, tags }) => [name, tags.slice(2)])

  assert.deepEqual(known, [
    ['qiskit-simulator', ['qiskit', 'qasm', 'qasm-2', 'qasm-3']],
    ['pennylane-simulator', ['pennylane', 'qasm', 'qasm-2', 'qasm-3']],
    ['mqt-simulator', ['mqt', 'qasm', 'qasm-2', 'qasm-3']],
    ['cirq-simulator', ['cirq', 'qasm', 'qasm-2']],
    ['pytket_qulacsBackend-simulator', ['pytket_qulacsBackend', 'qasm', 'qasm-2']],
    ['AmazonBraket_LocalSimulator', ['braket_local', 'qasm', 'qasm-3']],
  ])
  for (const { tags, parameters, description } of [qiskit, pennylane, mqt, cirq, pytket, braket]) {
    assert.deepEqual(tags.slice(0, 2), ['circuit-executor', 'qc-simulator'])
    assert.deepEqual(Object.keys(parameters ?? {}), ['shots', 'statevector'])
    assert.match(description, /simulat/)
  }
})
