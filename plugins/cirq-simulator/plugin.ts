import { executorPlugin } from '../shared/executing/executor-plugin.ts'

export default executorPlugin({
  name: 'cirq-simulator',
  version: 'v1.0.1',
  title: 'Circuit simulator (Cirq)',
  description:
    'Runs quantum circuits for workflows that ask for Cirq by name: on the simulator of this house, up to 24 qubits.',
  tags: ['cirq', 'qasm', 'qasm-2'],
})
