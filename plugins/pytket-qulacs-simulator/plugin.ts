import { executorPlugin } from '../shared/executing/executor-plugin.ts'

export default executorPlugin({
  name: 'pytket_qulacsBackend-simulator',
  version: 'v1.0.1',
  title: 'Circuit simulator (pytket)',
  description:
    'Runs quantum circuits for workflows that ask for pytket with Qulacs by name: on the simulator of this house, up to 24 qubits.',
  tags: ['pytket_qulacsBackend', 'qasm', 'qasm-2'],
})
