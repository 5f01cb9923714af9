import type { Circuit, GateDefinition, Operation } from './circuit.ts'
import { type Matrix2, primitives } from './gates.ts'
import { QasmError } from './tokens.ts'

/** One matrix on one qubit, where all controls are 1. */
export type Step = Readonly<{ matrix: Matrix2; target: number; controls: readonly number[] }>

/** Gates within gates can make a short program endless; more steps than this are refused. */
const mostSteps = 1_000_000

/** Takes gates apart, down to primitive ones; it counts over the whole circuit. */
export function expander({ definitions }: Circuit): (operation: Operation & { kind: 'gate' }) => Step[] {
  let count = 0
  const expand = (
    name: string,
    parameters: readonly number[],
    qubits: readonly number[],
    line: number,
    steps: Step[],
  ): void => {
    const definition: GateDefinition | undefined = definitions.get(name)
    if (++count > mostSteps) throw new QasmError(`The circuit has more than ${mostSteps} steps.`, line)
    if (definition?.body === null) throw new QasmError(`What the gate “${name}” does is not defined.`, line)
    if (definition === undefined) return void steps.push(stepOf(name, parameters, qubits, line))
    for (const call of definition.body) {
      const values = call.parameters.map((expression) => expression(parameters))
      const operands = call.qubits.map((place) => qubits[place] as number)
      expand(call.name, values, operands, line, steps)
    }
  }
  return ({ name, parameters, qubits, line }) => {
    const steps: Step[] = []
    expand(name, parameters, qubits, line, steps)
    return steps
  }
}

function stepOf(name: string, parameters: readonly number[], qubits: readonly number[], line: number): Step {
  const primitive = primitives.get(name)
  if (primitive === undefined) throw new QasmError(`There is no gate called “${name}”.`, line)
  const matrix = primitive.matrix(parameters)
  if (!matrix.every(Number.isFinite)) throw new QasmError(`“${name}” has a parameter that is no finite number.`, line)
  return { matrix, target: qubits.at(-1) as number, controls: qubits.slice(0, -1) }
}
