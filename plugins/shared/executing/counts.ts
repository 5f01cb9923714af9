import { outcomeOf } from '../../../src/apps/plugins/formats/circuit-results.ts'
import type { Circuit, Register } from '../qasm/circuit.ts'
import type { Random } from '../random.ts'
import type { Schedule } from './schedule.ts'
import type { State } from './state.ts'

type Counting = Readonly<{ circuit: Circuit; schedule: Schedule; random: Random; counts: Map<string, number> }>

/** Draws `shots` outcomes of the last measurements, and adds them to the counts with the bits that are known already. */
export function countsFrom(
  state: State,
  { circuit, schedule, random, counts }: Counting,
  bits: Uint8Array,
  shots: number,
): void {
  const add = (key: string, times: number): void => {
    counts.set(key, (counts.get(key) ?? 0) + times)
  }
  if (schedule.readings.length === 0) {
    add(schedule.hasMeasurement ? keyOf(bits, circuit.bits) : '', shots)
    return
  }
  for (const [place, times] of drawPlaces(state, shots, random)) {
    for (const { qubit, bit } of schedule.readings) bits[bit] = (place >> qubit) & 1
    add(keyOf(bits, circuit.bits), times)
  }
}

const keyOf = (bits: Uint8Array, registers: readonly Register[]): string =>
  outcomeOf(registers.map(({ start, size }) => [...bits.subarray(start, start + size)]))

/** Places of the state with how often each was drawn: sorted numbers are walked along the running sum. */
function drawPlaces({ re, im }: State, shots: number, random: Random): Map<number, number> {
  const marks = Float64Array.from({ length: shots }, random).sort()
  const drawn = new Map<number, number>()
  let sum = 0
  let next = 0
  let last = 0
  for (let place = 0; place < re.length && next < shots; place++) {
    const probability = (re[place] as number) ** 2 + (im[place] as number) ** 2
    if (probability === 0) continue
    sum += probability
    last = place
    const before = next
    while (next < shots && (marks[next] as number) < sum) next++
    if (next > before) drawn.set(place, next - before)
  }
  // Rounding may leave the sum a little below 1.
  if (next < shots) drawn.set(last, (drawn.get(last) ?? 0) + shots - next)
  return drawn
}
