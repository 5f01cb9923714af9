import { executorPlugin } from '../shared/executing/executor-plugin.ts'

export default executorPlugin({
  name: 'AmazonBraket_LocalSimulator',
  version: 'v1.0.1',
  title: 'Circuit simulator (Braket)',
  description:
    'Runs quantum circuits for workflows that ask for the local simulator of Braket by name: on the simulator of this house, up to 24 qubits.',
  tags: ['braket_local', 'qasm', 'qasm-3'],
})
