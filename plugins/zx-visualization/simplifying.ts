import { type Diagram, isPhase } from './diagram.ts'

/**
 * Makes a diagram smaller where it means the same: spiders of a kind melt, wires that undo each other go, and spiders
 * with quarter and half turns that no boundary touches are taken out by local complementation and pivoting.
 *
 * @see R. Duncan et al., Graph-theoretic simplification of quantum circuits with the ZX-calculus (2020), theorem 5.4
 */
export function simplify(diagram: Diagram): void {
  asZSpiders(diagram)
  do {
    while (melt(diagram) || dropIdentity(diagram));
  } while (complement(diagram) || pivot(diagram))
}

const isSpider = (diagram: Diagram, id: number): boolean => diagram.vertex(id).kind !== 'boundary'

/** An X spider is a Z spider with a Hadamard box on every wire. */
function asZSpiders(diagram: Diagram): void {
  for (const [id, vertex] of diagram.vertices) {
    if (vertex.kind !== 'x') continue
    vertex.kind = 'z'
    for (const other of diagram.neighbours(id)) {
      const { plain, hadamard } = diagram.between(id, other)
      diagram.set(id, other, { plain: hadamard, hadamard: plain })
    }
  }
  for (const [a, b] of [...diagram.pairs()]) tidy(diagram, a, b)
}

/** Of the Hadamard wires between two spiders an even number vanishes; one from a spider to itself is half a turn. */
function tidy(diagram: Diagram, a: number, b: number): void {
  if (!isSpider(diagram, a) || !isSpider(diagram, b)) return
  const { plain, hadamard } = diagram.between(a, b)
  if (a === b) {
    diagram.rotate(a, hadamard % 2)
    diagram.set(a, a, { plain: 0, hadamard: 0 })
  } else diagram.set(a, b, { plain: Math.min(1, plain), hadamard: hadamard % 2 })
}

/** Two spiders that a plain wire joins are one. */
function melt(diagram: Diagram): boolean {
  for (const [a, b, { plain }] of diagram.pairs()) {
    if (plain === 0 || !isSpider(diagram, a) || !isSpider(diagram, b)) continue
    diagram.rotate(a, diagram.vertex(b).phase + (diagram.between(a, b).hadamard % 2))
    diagram.set(a, b, { plain: 0, hadamard: 0 })
    for (const other of diagram.neighbours(b)) {
      const wires = diagram.between(b, other)
      for (const kind of ['plain', 'hadamard'] as const) if (wires[kind] > 0) diagram.join(a, other, kind, wires[kind])
      tidy(diagram, a, other)
    }
    diagram.remove(b)
    return true
  }
  return false
}

/** A spider with two wires and no phase is a wire. */
function dropIdentity(diagram: Diagram): boolean {
  for (const [id, { kind, phase }] of diagram.vertices) {
    const others = diagram.neighbours(id)
    const [first, second] = others
    if (kind === 'boundary' || !isPhase(phase, 0) || others.length !== 2) continue
    if (first === undefined || second === undefined) continue
    const turns = others.reduce((sum, other) => sum + diagram.between(id, other).hadamard, 0)
    const wires = others.reduce((sum, other) => sum + diagram.between(id, other).plain, turns)
    if (wires !== 2) continue
    diagram.remove(id)
    diagram.join(first, second, turns % 2 === 0 ? 'plain' : 'hadamard')
    tidy(diagram, first, second)
    return true
  }
  return false
}

/** True for a spider that touches spiders alone, each by one Hadamard wire. */
function isInner(diagram: Diagram, id: number): boolean {
  return (
    isSpider(diagram, id) &&
    diagram.neighbours(id).every((other) => {
      const { plain, hadamard } = diagram.between(id, other)
      return isSpider(diagram, other) && plain === 0 && hadamard === 1
    })
  )
}

const toggle = (diagram: Diagram, a: number, b: number): void => {
  diagram.join(a, b, 'hadamard')
  tidy(diagram, a, b)
}

/** A quarter turn goes where each two of its neighbours become joined that were not, and the other way round. */
function complement(diagram: Diagram): boolean {
  for (const [id, { phase }] of diagram.vertices) {
    if (!(isPhase(phase, 0.5) || isPhase(phase, 1.5)) || !isInner(diagram, id)) continue
    const others = diagram.neighbours(id)
    diagram.remove(id)
    for (const [at, other] of others.entries()) {
      diagram.rotate(other, -phase)
      for (const next of others.slice(at + 1)) toggle(diagram, other, next)
    }
    return true
  }
  return false
}

const isPauli = (phase: number): boolean => isPhase(phase, 0) || isPhase(phase, 1)

/** Two joined spiders with no or half a turn go: neighbours of one, of the other and of both become joined anew. */
function pivot(diagram: Diagram): boolean {
  for (const [a, b] of diagram.pairs()) {
    if (a === b || !isInner(diagram, a) || !isInner(diagram, b)) continue
    const [phaseA, phaseB] = [diagram.vertex(a).phase, diagram.vertex(b).phase]
    if (!isPauli(phaseA) || !isPauli(phaseB)) continue
    const nearA = new Set(diagram.neighbours(a).filter((one) => one !== b))
    const nearB = new Set(diagram.neighbours(b).filter((one) => one !== a))
    const both = [...nearA].filter((one) => nearB.has(one))
    const onlyA = [...nearA].filter((one) => !nearB.has(one))
    const onlyB = [...nearB].filter((one) => !nearA.has(one))
    diagram.remove(a)
    diagram.remove(b)
    for (const [left, right] of [
      [onlyA, onlyB],
      [onlyA, both],
      [onlyB, both],
    ])
      for (const one of left ?? []) for (const other of right ?? []) toggle(diagram, one, other)
    for (const one of onlyA) diagram.rotate(one, phaseB)
    for (const one of onlyB) diagram.rotate(one, phaseA)
    for (const one of both) diagram.rotate(one, phaseA + phaseB + 1)
    return true
  }
  return false
}
