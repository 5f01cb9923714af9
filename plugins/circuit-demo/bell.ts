/** The four states of two qubits that are entangled as much as can be. */
export const bellStates = {
  PHI: 'Φ+ = |00⟩ + |11⟩',
  PHI_MINUS: 'Φ− = |00⟩ − |11⟩',
  PSI: 'Ψ+ = |01⟩ + |10⟩',
  PSI_MINUS: 'Ψ− = |01⟩ − |10⟩',
} as const

type BellState = keyof typeof bellStates

export const isBellState = (name: string): name is BellState => Object.hasOwn(bellStates, name)

/** OpenQASM 2 that makes one of them and measures it; factors before the states are left out. */
export function bellCircuit(state: BellState): string {
  return [
    'OPENQASM 2.0;',
    'include "qelib1.inc";',
    'qreg q[2];',
    'creg meas[2];',
    ...(state.endsWith('_MINUS') ? ['x q[0];'] : []),
    ...(state.startsWith('PSI') ? ['x q[1];'] : []),
    'h q[0];',
    'cx q[0],q[1];',
    'barrier q[0],q[1];',
    'measure q[0] -> meas[0];',
    'measure q[1] -> meas[1];',
    '',
  ].join('\n')
}

/** What an executor is asked to do with it. */
export const executionOptions = (statevector: boolean) => ({ ID: '1', shots: 2048, statevector })
