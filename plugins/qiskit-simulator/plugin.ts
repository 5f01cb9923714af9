import { executorPlugin } from '../shared/executing/executor-plugin.ts'

export default executorPlugin({
  name: 'qiskit-simulator',
  version: 'v1.0.2',
  title: 'Circuit simulator',
  description: 'Runs a quantum circuit in OpenQASM 2 or 3 on a simulated machine of up to 24 qubits.',
  tags: ['qiskit', 'qasm', 'qasm-2', 'qasm-3'],
})
