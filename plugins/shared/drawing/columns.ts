import type { Circuit, Operation } from '../qasm/circuit.ts'

/** An operation and the column that it is drawn in. */
export type Placed = Readonly<{ operation: Operation; column: number; rows: readonly number[] }>

/**
 * Puts every operation as far to the left as it goes: no two in one column cross. Rows are the qubits, and below them one
 * for each register of bits.
 */
export function placed({ qubitCount, bits, operations }: Circuit): Placed[] {
  const free = new Uint32Array(qubitCount + bits.length)
  return operations.map((operation) => {
    const rows = rowsOf(operation, qubitCount, bits)
    const [top, bottom] = [Math.min(...rows), Math.max(...rows)]
    const column = free.subarray(top, bottom + 1).reduce((most, next) => Math.max(most, next), 0)
    free.fill(column + 1, top, bottom + 1)
    return { operation, column, rows }
  })
}

function rowsOf(operation: Operation, qubitCount: number, bits: Circuit['bits']): number[] {
  const rows = qubitsOf(operation)
  if (operation.kind === 'measure') rows.push(qubitCount + registerOf(bits, operation.bit))
  if (operation.condition)
    rows.push(qubitCount + bits.findIndex(({ name }) => name === operation.condition?.register.name))
  return rows
}

function qubitsOf(operation: Operation): number[] {
  return operation.kind === 'measure' || operation.kind === 'reset' ? [operation.qubit] : [...operation.qubits]
}

/** Which register a bit belongs to. */
export const registerOf = (bits: Circuit['bits'], bit: number): number =>
  bits.findIndex(({ start, size }) => bit >= start && bit < start + size)
