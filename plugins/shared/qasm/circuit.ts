import type { Expression } from './expressions.ts'

/** Qubits or bits under one name; the first is number `start` of all. */
export type Register = Readonly<{ name: string; start: number; size: number }>

/** Does its operation only where the register holds this number. */
export type Condition = Readonly<{ register: Register; value: bigint }>

export type Operation = Readonly<{ line: number; condition?: Condition | undefined }> &
  (
    | Readonly<{ kind: 'gate'; name: string; parameters: readonly number[]; qubits: readonly number[] }>
    | Readonly<{ kind: 'measure'; qubit: number; bit: number }>
    | Readonly<{ kind: 'reset'; qubit: number }>
    | Readonly<{ kind: 'barrier'; qubits: readonly number[] }>
  )

/** What a gate is made of; null for one that was only announced (`opaque`). */
export type GateDefinition = Readonly<{
  parameters: number
  qubits: number
  /** Levels of gates within gates below it. */
  depth: number
  body: readonly GateCall[] | null
}>

/** A gate in the body of another: its qubits are places in the list of those of the outer one. */
export type GateCall = Readonly<{ name: string; parameters: readonly Expression[]; qubits: readonly number[] }>

export type Circuit = Readonly<{
  qubitCount: number
  bitCount: number
  qubits: readonly Register[]
  bits: readonly Register[]
  definitions: ReadonlyMap<string, GateDefinition>
  /** Registers as operands are spread already: every operation names single qubits. */
  operations: readonly Operation[]
}>
