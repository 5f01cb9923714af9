import type { Circuit, Condition } from '../qasm/circuit.ts'
import { type Random, randomFrom } from '../random.ts'
import { countsFrom } from './counts.ts'
import { type Move, type Schedule, scheduleOf } from './schedule.ts'
import { apply, collapse, copyOf, groundState, probabilityOfOne, type State } from './state.ts'

/** 2^24 amplitudes take 256 MB. */
const mostSimulatedQubits = 24
export const mostShots = 1_000_000

type SimulationOptions = Readonly<{
  shots: number
  seed: number
  /** Stops between two gates. */
  signal?: AbortSignal
  /** Told of the share of the gates that are done, from 0 to 1. */
  onProgress?: (share: number) => void
}>

export type Simulation = Readonly<{
  /** How often each text of bits came up. */
  counts: ReadonlyMap<string, number>
  /** Before the last measurements; undefined where chance had a say earlier, as each shot then ends in its own. */
  state: State | undefined
}>

type Run = Readonly<{
  circuit: Circuit
  schedule: Schedule
  random: Random
  options: SimulationOptions
  counts: Map<string, number>
}>

/**
 * Runs a circuit as it is: nothing is measured that the circuit does not measure.
 *
 * Where the circuit measures before its end, shots part into those with 0 and those with 1, and each part goes on with a
 * state of its own; the smaller part goes first, so that at most log2(shots) states wait.
 *
 * @throws RangeError for more qubits or shots than can be simulated
 */
export function simulate(circuit: Circuit, options: SimulationOptions): Simulation {
  if (circuit.qubitCount > mostSimulatedQubits) {
    throw new RangeError(`${circuit.qubitCount} qubits are more than the ${mostSimulatedQubits} that can be simulated.`)
  }
  if (!Number.isInteger(options.shots) || options.shots < 1 || options.shots > mostShots) {
    throw new RangeError(`The number of shots must lie between 1 and ${mostShots}.`)
  }
  const schedule = scheduleOf(circuit)
  const run: Run = { circuit, schedule, random: randomFrom(options.seed), options, counts: new Map() }
  const state = groundState(circuit.qubitCount)
  proceed(run, 0, state, new Uint8Array(circuit.bitCount), options.shots)

  const isPure = schedule.moves.every(({ kind, condition }) => kind === 'apply' && condition === undefined)
  return { counts: run.counts, state: isPure ? state : undefined }
}

function proceed(run: Run, start: number, state: State, bits: Uint8Array, shots: number): void {
  const { moves } = run.schedule
  let remaining = shots
  for (let place = start; place < moves.length; place++) {
    const move = moves[place] as Move
    run.options.signal?.throwIfAborted()
    run.options.onProgress?.(place / moves.length)
    if (move.condition !== undefined && !holds(move.condition, bits)) continue
    if (move.kind === 'apply') apply(state, move.matrix, move.target, move.controls)
    else remaining = part(run, place, move, state, bits, remaining)
  }
  countsFrom(state, run, bits, remaining)
}

/** Draws how many of the shots find 1; the smaller part is followed to its end, the larger one is left in `state`. */
function part(
  run: Run,
  place: number,
  move: Move & { kind: 'measure' | 'reset' },
  state: State,
  bits: Uint8Array,
  shots: number,
): number {
  const one = probabilityOfOne(state, move.qubit)
  let ones = 0
  for (let shot = 0; shot < shots; shot++) if (run.random() < one) ones++
  const larger = ones * 2 > shots ? 1 : 0
  const few = Math.min(ones, shots - ones)
  if (few > 0) {
    const other = copyOf(state)
    const otherBits = bits.slice()
    settle(move, other, otherBits, larger === 1 ? 0 : 1, one)
    proceed(run, place + 1, other, otherBits, few)
  }
  settle(move, state, bits, larger, one)
  return shots - few
}

const flip = [0, 0, 1, 0, 1, 0, 0, 0] as const

function settle(
  move: Move & { kind: 'measure' | 'reset' },
  state: State,
  bits: Uint8Array,
  outcome: 0 | 1,
  probabilityOfOne: number,
): void {
  collapse(state, move.qubit, outcome, outcome === 1 ? probabilityOfOne : 1 - probabilityOfOne)
  if (move.kind === 'measure') bits[move.bit] = outcome
  else if (outcome === 1) apply(state, flip, move.qubit, [])
}

/** Whether the register holds the number; its first bit is the lowest. */
function holds({ register, value }: Condition, bits: Uint8Array): boolean {
  for (let at = 0; at < register.size; at++) {
    if (BigInt(bits[register.start + at] as number) !== ((value >> BigInt(at)) & 1n)) return false
  }
  return value >> BigInt(register.size) === 0n
}
