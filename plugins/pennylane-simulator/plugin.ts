import { executorPlugin } from '../shared/executing/executor-plugin.ts'

export default executorPlugin({
  name: 'pennylane-simulator',
  version: 'v1.0.2',
  title: 'Circuit simulator (PennyLane)',
  description:
    'Runs quantum circuits for workflows that ask for PennyLane by name: on the simulator of this house, up to 24 qubits.',
  tags: ['pennylane', 'qasm', 'qasm-2', 'qasm-3'],
})
