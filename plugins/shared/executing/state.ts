import type { Matrix2 } from '../qasm/gates.ts'

/** 2^n complex amplitudes; qubit 0 is the lowest bit of their places. */
export type State = Readonly<{ qubits: number; re: Float64Array; im: Float64Array }>

/** All qubits 0. */
export function groundState(qubits: number): State {
  const size = 2 ** qubits
  const state = { qubits, re: new Float64Array(size), im: new Float64Array(size) }
  state.re[0] = 1
  return state
}

export const copyOf = ({ qubits, re, im }: State): State => ({ qubits, re: re.slice(), im: im.slice() })

/** Applies a matrix to the target, where all controls are 1, in place. */
export function apply(state: State, matrix: Matrix2, target: number, controls: readonly number[]): void {
  const [, , bRe, bIm, cRe, cIm] = matrix
  const isDiagonal = bRe === 0 && bIm === 0 && cRe === 0 && cIm === 0
  if (controls.length > 0) applyControlled(state, matrix, target, controls)
  else if (isDiagonal) applyDiagonal(state, matrix, target)
  else applyFull(state, matrix, target)
}

function applyFull(state: State, matrix: Matrix2, target: number): void {
  const stride = 1 << target
  for (let block = 0; block < state.re.length; block += 2 * stride) {
    for (let zero = block; zero < block + stride; zero++) mix(state, matrix, zero, zero + stride)
  }
}

function applyDiagonal({ re, im }: State, [aRe, aIm, , , , , dRe, dIm]: Matrix2, target: number): void {
  const stride = 1 << target
  const isPhase = aRe === 1 && aIm === 0
  for (let block = 0; block < re.length; block += 2 * stride) {
    if (!isPhase) turn(re, im, block, stride, aRe, aIm)
    turn(re, im, block + stride, stride, dRe, dIm)
  }
}

function turn(re: Float64Array, im: Float64Array, start: number, length: number, cos: number, sin: number): void {
  for (let at = start; at < start + length; at++) {
    const real = re[at] as number
    const imaginary = im[at] as number
    re[at] = cos * real - sin * imaginary
    im[at] = cos * imaginary + sin * real
  }
}

/** Visits only the places whose control bits are 1: their number is spread around the fixed bits. */
function applyControlled(state: State, matrix: Matrix2, target: number, controls: readonly number[]): void {
  const fixed = Int32Array.from([...controls, target]).sort()
  const set = controls.reduce((mask, control) => mask | (1 << control), 0)
  const stride = 1 << target
  const visits = state.re.length >> fixed.length
  for (let visit = 0; visit < visits; visit++) {
    let zero = visit
    for (let at = 0; at < fixed.length; at++) {
      const low = (1 << (fixed[at] as number)) - 1
      zero = ((zero & ~low) << 1) | (zero & low)
    }
    zero |= set
    mix(state, matrix, zero, zero | stride)
  }
}

/** Two amplitudes by one matrix. Its entries are taken by their number: going through them as a list is ten times slower. */
function mix({ re, im }: State, matrix: Matrix2, zero: number, one: number): void {
  const { 0: aRe, 1: aIm, 2: bRe, 3: bIm, 4: cRe, 5: cIm, 6: dRe, 7: dIm } = matrix
  const xRe = re[zero] as number
  const xIm = im[zero] as number
  const yRe = re[one] as number
  const yIm = im[one] as number
  re[zero] = aRe * xRe - aIm * xIm + bRe * yRe - bIm * yIm
  im[zero] = aRe * xIm + aIm * xRe + bRe * yIm + bIm * yRe
  re[one] = cRe * xRe - cIm * xIm + dRe * yRe - dIm * yIm
  im[one] = cRe * xIm + cIm * xRe + dRe * yIm + dIm * yRe
}

/** The probability of finding the qubit at 1. */
export function probabilityOfOne({ re, im }: State, qubit: number): number {
  const stride = 1 << qubit
  let sum = 0
  for (let block = stride; block < re.length; block += 2 * stride) {
    for (let at = block; at < block + stride; at++) sum += (re[at] as number) ** 2 + (im[at] as number) ** 2
  }
  return Math.min(1, sum)
}

/** Leaves what agrees with the outcome, at full length; `probability` is that of the outcome. */
export function collapse({ re, im }: State, qubit: number, outcome: 0 | 1, probability: number): void {
  const stride = 1 << qubit
  const scale = 1 / Math.sqrt(probability)
  for (let block = 0; block < re.length; block += 2 * stride) {
    const kept = outcome === 1 ? block + stride : block
    const lost = outcome === 1 ? block : block + stride
    re.fill(0, lost, lost + stride)
    im.fill(0, lost, lost + stride)
    turn(re, im, kept, stride, scale, 0)
  }
}
