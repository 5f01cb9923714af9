/**
 * A two-by-two matrix, row after row, each entry as its real and its imaginary part.
 *
 * Signs and phases are those of Qiskit: `rz` is symmetric about zero, `u` has a real first entry.
 */
export type Matrix2 = Readonly<[number, number, number, number, number, number, number, number]>

/** A gate on its last qubit that acts where all its other qubits are 1. */
type Primitive = Readonly<{ parameters: number; controls: number; matrix: (p: readonly number[]) => Matrix2 }>

const half = Math.SQRT1_2
const constant = (matrix: Matrix2, controls = 0): Primitive => ({ parameters: 0, controls, matrix: () => matrix })
const withControls = (gate: Primitive, controls: number): Primitive => ({ ...gate, controls })

const identity: Matrix2 = [1, 0, 0, 0, 0, 0, 1, 0]
const x: Matrix2 = [0, 0, 1, 0, 1, 0, 0, 0]
const y: Matrix2 = [0, 0, 0, -1, 0, 1, 0, 0]
const z: Matrix2 = [1, 0, 0, 0, 0, 0, -1, 0]
const hadamard: Matrix2 = [half, 0, half, 0, half, 0, -half, 0]
const sx: Matrix2 = [0.5, 0.5, 0.5, -0.5, 0.5, -0.5, 0.5, 0.5]
const sxdg: Matrix2 = [0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5, -0.5]
const diagonal = (real: number, imaginary: number): Matrix2 => [1, 0, 0, 0, 0, 0, real, imaginary]

/** @see A. Cross et al., Open Quantum Assembly Language (2017), equation 2, without its global phase */
function general(theta: number, phi: number, lambda: number, phase = 0): Matrix2 {
  const cos = Math.cos(theta / 2)
  const sin = Math.sin(theta / 2)
  return [
    cos * Math.cos(phase),
    cos * Math.sin(phase),
    -sin * Math.cos(phase + lambda),
    -sin * Math.sin(phase + lambda),
    sin * Math.cos(phase + phi),
    sin * Math.sin(phase + phi),
    cos * Math.cos(phase + phi + lambda),
    cos * Math.sin(phase + phi + lambda),
  ]
}

const u: Primitive = { parameters: 3, controls: 0, matrix: ([a = 0, b = 0, c = 0]) => general(a, b, c) }
const phaseGate: Primitive = {
  parameters: 1,
  controls: 0,
  matrix: ([angle = 0]) => diagonal(Math.cos(angle), Math.sin(angle)),
}
const rx: Primitive = {
  parameters: 1,
  controls: 0,
  matrix: ([t = 0]) => [Math.cos(t / 2), 0, 0, -Math.sin(t / 2), 0, -Math.sin(t / 2), Math.cos(t / 2), 0],
}
const ry: Primitive = {
  parameters: 1,
  controls: 0,
  matrix: ([t = 0]) => [Math.cos(t / 2), 0, -Math.sin(t / 2), 0, Math.sin(t / 2), 0, Math.cos(t / 2), 0],
}
const rz: Primitive = {
  parameters: 1,
  controls: 0,
  matrix: ([t = 0]) => [Math.cos(t / 2), -Math.sin(t / 2), 0, 0, 0, 0, Math.cos(t / 2), Math.sin(t / 2)],
}

/** Gates that the simulator applies in one go, by name. */
export const primitives: ReadonlyMap<string, Primitive> = new Map(
  Object.entries({
    U: u,
    CX: constant(x, 1),
    id: constant(identity),
    u0: { parameters: 1, controls: 0, matrix: () => identity },
    u,
    u3: u,
    u2: { parameters: 2, controls: 0, matrix: ([phi = 0, lambda = 0]) => general(Math.PI / 2, phi, lambda) },
    u1: phaseGate,
    p: phaseGate,
    phase: phaseGate,
    x: constant(x),
    y: constant(y),
    z: constant(z),
    h: constant(hadamard),
    s: constant(diagonal(0, 1)),
    sdg: constant(diagonal(0, -1)),
    t: constant(diagonal(half, half)),
    tdg: constant(diagonal(half, -half)),
    sx: constant(sx),
    sxdg: constant(sxdg),
    rx,
    ry,
    rz,
    cx: constant(x, 1),
    cy: constant(y, 1),
    cz: constant(z, 1),
    ch: constant(hadamard, 1),
    csx: constant(sx, 1),
    crx: withControls(rx, 1),
    cry: withControls(ry, 1),
    crz: withControls(rz, 1),
    cu1: withControls(phaseGate, 1),
    cp: withControls(phaseGate, 1),
    cphase: withControls(phaseGate, 1),
    cu3: withControls(u, 1),
    cu: { parameters: 4, controls: 1, matrix: ([a = 0, b = 0, c = 0, d = 0]) => general(a, b, c, d) },
    ccx: constant(x, 2),
    ccz: constant(z, 2),
    c3x: constant(x, 3),
    c3sqrtx: constant(sx, 3),
    c4x: constant(x, 4),
  } satisfies Record<string, Primitive>),
)

/** Gates of the standard library that are made of others; read once, as any program. */
export const library = `
gate swap a,b { cx a,b; cx b,a; cx a,b; }
gate cswap a,b,c { cx c,b; ccx a,b,c; cx c,b; }
gate rxx(theta) a,b { h a; h b; cx a,b; rz(theta) b; cx a,b; h b; h a; }
gate ryy(theta) a,b { rx(pi/2) a; rx(pi/2) b; cx a,b; rz(theta) b; cx a,b; rx(-pi/2) a; rx(-pi/2) b; }
gate rzz(theta) a,b { cx a,b; rz(theta) b; cx a,b; }
gate iswap a,b { s a; s b; h a; cx a,b; cx b,a; h b; }
gate dcx a,b { cx a,b; cx b,a; }
gate rccx a,b,c { h c; t c; cx b,c; tdg c; cx a,c; t c; cx b,c; tdg c; h c; }
gate rc3x a,b,c,d {
  h d; t d; cx c,d; tdg d; h d; cx a,d; t d; cx b,d; tdg d; cx a,d; t d; cx b,d; tdg d; h d; t d; cx c,d; tdg d; h d;
}
gate rcccx a,b,c,d { rc3x a,b,c,d; }
`
