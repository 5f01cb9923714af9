import type { Matrix2 } from '../shared/qasm/gates.ts'
import { isPhase, turned } from './diagram.ts'

type Turn = Readonly<{ kind: 'z' | 'x'; phase: number }>

/** Turns that bring the axis of a gate to that of Z, and back; in units of π. */
export type Axis = 'z' | 'x' | Readonly<{ before: readonly Turn[]; after: readonly Turn[] }>

/** A gate as a turn: the phase that it gives its first eigenvector, and how much more the second one gets. */
export type Turns = Readonly<{ axis: Axis; first: number; phase: number; isHadamard: boolean }>

const tolerance = 1e-9
const near = (a: number, b: number): boolean => Math.abs(a - b) < tolerance

/**
 * What a gate turns about: its eigenvectors are cos(θ/2)|0⟩ + e^(iφ) sin(θ/2)|1⟩ and the one across.
 *
 * @see M. Nielsen, I. Chuang, Quantum Computation and Quantum Information (2010), section 4.2
 */
export function turnsOf(matrix: Matrix2): Turns {
  const [ar, ai, br, bi, cr, ci, dr, di] = matrix
  const isDiagonal = [br, bi, cr, ci].every((part) => near(part, 0))
  if (isDiagonal) return between('z', angle(ar, ai), angle(dr, di))
  const isHadamard = near(ar, Math.SQRT1_2) && near(br, ar) && near(cr, ar) && near(dr, -ar) && near(ai, 0)
  const isAboutX = near(ar, dr) && near(ai, di) && near(br, cr) && near(bi, ci)
  if (isAboutX) return between('x', angle(ar + br, ai + bi), angle(ar - br, ai - bi))

  // The matrix is a phase times cos(α) − i sin(α) (n · σ), with the axis n and half the angle α.
  const half = angleOfRoot(matrix)
  const [cos, sin] = [Math.cos(-half * Math.PI), Math.sin(-half * Math.PI)]
  const times = (re: number, im: number): [number, number] => [re * cos - im * sin, re * sin + im * cos]
  const [[a0, a1], [b0, b1], [c0, c1], [d0]] = [times(ar, ai), times(br, bi), times(cr, ci), times(dr, di)]
  const cosine = (a0 + d0) / 2
  const [x, y, z] = [-(b1 + c1) / 2, (c0 - b0) / 2, -a1]
  const sine = Math.hypot(x, y, z)
  const theta = Math.acos(Math.min(1, Math.max(-1, z / sine))) / Math.PI
  const phi = Math.atan2(y, x) / Math.PI
  const alpha = Math.atan2(sine, cosine) / Math.PI
  return between(axisAt(theta, phi), half - alpha, half + alpha, isHadamard)
}

const between = (axis: Axis, first: number, second: number, isHadamard = false): Turns => ({
  axis,
  first: turned(first),
  phase: turned(second - first),
  isHadamard,
})

const angle = (re: number, im: number): number => Math.atan2(im, re) / Math.PI

/** Half the phase of the determinant: what is left of the matrix has determinant 1. */
function angleOfRoot([ar, ai, br, bi, cr, ci, dr, di]: Matrix2): number {
  const re = ar * dr - ai * di - (br * cr - bi * ci)
  const im = ar * di + ai * dr - (br * ci + bi * cr)
  return angle(re, im) / 2
}

/** First back about Z by φ, then about Y by θ, which is X between two quarter turns about Z. */
function axisAt(theta: number, phi: number): Axis {
  const before = [
    { kind: 'z', phase: -phi - 0.5 },
    { kind: 'x', phase: -theta },
    { kind: 'z', phase: 0.5 },
  ] as const
  const after = [
    { kind: 'z', phase: -0.5 },
    { kind: 'x', phase: theta },
    { kind: 'z', phase: phi + 0.5 },
  ] as const
  const kept = (turns: readonly Turn[]): Turn[] => turns.filter(({ phase }) => !isPhase(phase, 0))
  return { before: kept(before), after: kept(after) }
}
