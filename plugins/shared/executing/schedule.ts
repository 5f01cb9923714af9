import type { Circuit, Condition } from '../qasm/circuit.ts'
import { expander } from '../qasm/expanding.ts'
import type { Matrix2 } from '../qasm/gates.ts'

/** What the simulator does one after the other; conditions stand with each. */
export type Move = Readonly<{ condition?: Condition | undefined }> &
  (
    | Readonly<{ kind: 'apply'; matrix: Matrix2; target: number; controls: readonly number[] }>
    | Readonly<{ kind: 'measure'; qubit: number; bit: number }>
    | Readonly<{ kind: 'reset'; qubit: number }>
  )

export type Schedule = Readonly<{
  moves: readonly Move[]
  /** Measurements that nothing follows which could depend on them; they are drawn at once for all shots. */
  readings: readonly Readonly<{ qubit: number; bit: number }>[]
  hasMeasurement: boolean
}>

/** Takes gates apart, joins those in a row on one qubit, and sets the last measurements aside. */
export function scheduleOf(circuit: Circuit): Schedule {
  const expand = expander(circuit)
  const all: Move[] = []
  const joinable = new Map<number, number>()
  for (const operation of circuit.operations) {
    if (operation.kind === 'barrier') continue
    if (operation.kind !== 'gate') {
      joinable.delete(operation.qubit)
      all.push(operation)
      continue
    }
    for (const { matrix, target, controls } of expand(operation)) {
      const place = joinable.get(target)
      const before = place === undefined ? undefined : all[place]
      if (
        controls.length === 0 &&
        operation.condition === undefined &&
        before?.kind === 'apply' &&
        place !== undefined
      ) {
        all[place] = { ...before, matrix: times(matrix, before.matrix) }
        continue
      }
      for (const control of controls) joinable.delete(control)
      const isAlone = controls.length === 0 && operation.condition === undefined
      if (isAlone) joinable.set(target, all.length)
      else joinable.delete(target)
      all.push({ kind: 'apply', matrix, target, controls, condition: operation.condition })
    }
  }
  return setAside(all)
}

/** The matrix that does `first`, and then `second`. */
function times(second: Matrix2, first: Matrix2): Matrix2 {
  const entry = (row: 0 | 4, column: 0 | 2): [number, number] => {
    const [aRe, aIm, bRe, bIm] = second.slice(row, row + 4) as [number, number, number, number]
    const [cRe, cIm] = [first[column], first[(column + 1) as 1 | 3]]
    const [dRe, dIm] = [first[(column + 4) as 4 | 6], first[(column + 5) as 5 | 7]]
    return [aRe * cRe - aIm * cIm + bRe * dRe - bIm * dIm, aRe * cIm + aIm * cRe + bRe * dIm + bIm * dRe]
  }
  return [...entry(0, 0), ...entry(0, 2), ...entry(4, 0), ...entry(4, 2)]
}

function setAside(all: readonly Move[]): Schedule {
  const touched = new Set<number>()
  const moves: Move[] = []
  const readings: { qubit: number; bit: number }[] = []
  const written = new Set<number>()
  let isAsked = false
  for (const move of all.toReversed()) {
    const { condition } = move
    const isLast = move.kind === 'measure' && condition === undefined && !isAsked && !touched.has(move.qubit)
    if (isLast) {
      // Of several measurements into one bit the last one stands.
      if (!written.has(move.bit)) readings.push({ qubit: move.qubit, bit: move.bit })
      written.add(move.bit)
      continue
    }
    isAsked ||= condition !== undefined
    if (move.kind === 'apply') for (const qubit of [move.target, ...move.controls]) touched.add(qubit)
    else touched.add(move.qubit)
    moves.push(move)
  }
  return {
    moves: moves.reverse(),
    readings: readings.reverse(),
    hasMeasurement: all.some(({ kind }) => kind === 'measure'),
  }
}
