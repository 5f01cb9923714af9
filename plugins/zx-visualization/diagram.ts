/** Z spiders copy, X spiders add up; a boundary is where a qubit begins or ends. */
export type Kind = 'boundary' | 'z' | 'x'

export type Vertex = {
  kind: Kind
  /** In units of π, from 0 up to 2. */
  phase: number
  /** Where it is drawn: qubits from above, time from the left. */
  row: number
  column: number
}

/** A plain wire, or one with a Hadamard box on it. */
export type Wire = 'plain' | 'hadamard'

/** How many wires of each kind join two vertices. */
export type Wires = { plain: number; hadamard: number }

/**
 * Spiders and the wires between them. Number factors are left out: two diagrams count as the same where they differ by
 * one.
 *
 * @see B. Coecke, R. Duncan, Interacting Quantum Observables (2011)
 */
export class Diagram {
  readonly vertices = new Map<number, Vertex>()
  readonly inputs: number[] = []
  readonly outputs: number[] = []
  readonly #wires = new Map<number, Map<number, Wires>>()
  #last = 0

  add(vertex: Vertex): number {
    const id = this.#last++
    this.vertices.set(id, { ...vertex, phase: turned(vertex.phase) })
    this.#wires.set(id, new Map())
    return id
  }

  vertex(id: number): Vertex {
    const found = this.vertices.get(id)
    if (!found) throw new RangeError(`There is no vertex ${id}.`)
    return found
  }

  rotate(id: number, phase: number): void {
    const vertex = this.vertex(id)
    vertex.phase = turned(vertex.phase + phase)
  }

  join(a: number, b: number, kind: Wire, count = 1): void {
    const between = this.#wires.get(a)?.get(b) ?? { plain: 0, hadamard: 0 }
    between[kind] += count
    this.set(a, b, between)
  }

  set(a: number, b: number, wires: Wires): void {
    if (wires.plain + wires.hadamard <= 0) {
      this.#wires.get(a)?.delete(b)
      this.#wires.get(b)?.delete(a)
      return
    }
    this.#wires.get(a)?.set(b, wires)
    this.#wires.get(b)?.set(a, wires)
  }

  between(a: number, b: number): Readonly<Wires> {
    return this.#wires.get(a)?.get(b) ?? { plain: 0, hadamard: 0 }
  }

  neighbours(id: number): number[] {
    return [...(this.#wires.get(id)?.keys() ?? [])]
  }

  remove(id: number): void {
    for (const other of this.neighbours(id)) this.#wires.get(other)?.delete(id)
    this.#wires.delete(id)
    this.vertices.delete(id)
  }

  /** Every pair that is joined, once. */
  *pairs(): Generator<readonly [number, number, Readonly<Wires>]> {
    for (const [a, others] of this.#wires) for (const [b, wires] of others) if (a <= b) yield [a, b, wires]
  }
}

/** Phases within rounding of a fraction of π become it: sums of many would drift. */
const finest = 1 << 20

/** A phase brought into 0 up to 2. */
export function turned(phase: number): number {
  const snapped = Math.round(phase * finest * 15) / (finest * 15)
  const near = Math.abs(snapped - phase) < 1e-9 ? snapped : phase
  const rest = ((near % 2) + 2) % 2
  return rest > 2 - 1e-9 || rest < 1e-9 ? 0 : rest
}

/** True for phases that are the same but for rounding. */
export const isPhase = (phase: number, wanted: number): boolean => {
  const gap = Math.abs(turned(phase - wanted))
  return gap < 1e-8 || gap > 2 - 1e-8
}
