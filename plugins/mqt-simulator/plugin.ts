import { executorPlugin } from '../shared/executing/executor-plugin.ts'

export default executorPlugin({
  name: 'mqt-simulator',
  version: 'v1.0.2',
  title: 'Circuit simulator (MQT)',
  description:
    'Runs quantum circuits for workflows that ask for MQT by name: on the simulator of this house, up to 24 qubits.',
  tags: ['mqt', 'qasm', 'qasm-2', 'qasm-3'],
})
