import type { Diagram } from '../diagram.ts'

export type Complex = Readonly<[number, number]>

/** The matrix of a small diagram, entry after entry: a sum over all ways to give its Z spiders 0 or 1. */
export function meaningOf(diagram: Diagram): Complex[] {
  const boundaries = [...diagram.outputs, ...diagram.inputs]
  const classOf = joinedByPlainWires(diagram)
  const outer = [...new Set(boundaries.map((id) => classOf(id)))]
  const all = [...new Set([...outer, ...[...diagram.vertices.keys()].map((id) => classOf(id))])]
  const turns = [...diagram.vertices].map(([id, { phase }]) => [all.indexOf(classOf(id)), phase] as const)
  const signs = turnedWires(diagram).map(([a, b]) => [all.indexOf(classOf(a)), all.indexOf(classOf(b))] as const)
  const entries: Complex[] = []
  for (let entry = 0; entry < 2 ** boundaries.length; entry++) {
    const given = boundaries.map((id, at) => [all.indexOf(classOf(id)), (entry >> at) & 1] as const)
    let [re, im] = [0, 0]
    for (let inner = 0; inner < 2 ** (all.length - outer.length); inner++) {
      const bits = all.map((_, at) => (at < outer.length ? 0 : (inner >> (at - outer.length)) & 1))
      for (const [at, bit] of given) bits[at] = bit
      if (given.some(([at, bit]) => bits[at] !== bit)) continue
      const half = signs.reduce((sum, [a, b]) => sum + (bits[a] ?? 0) * (bits[b] ?? 0), 0)
      const turn = (turns.reduce((sum, [at, phase]) => sum + (bits[at] ?? 0) * phase, 0) + half) * Math.PI
      re += Math.cos(turn)
      im += Math.sin(turn)
    }
    entries.push([re, im])
  }
  return entries
}

/** An X spider is a Z spider with a Hadamard box on every wire. */
const isTurned = (diagram: Diagram, a: number, b: number): boolean =>
  (diagram.vertex(a).kind === 'x') !== (diagram.vertex(b).kind === 'x')

/** What a plain wire joins has the same value. */
function joinedByPlainWires(diagram: Diagram): (id: number) => number {
  const above = new Map<number, number>()
  const top = (id: number): number => {
    const next = above.get(id)
    return next === undefined ? id : top(next)
  }
  for (const [a, b, { plain, hadamard }] of diagram.pairs()) {
    if ((isTurned(diagram, a, b) ? hadamard : plain) > 0 && top(a) !== top(b)) above.set(top(a), top(b))
  }
  return top
}

const turnedWires = (diagram: Diagram): (readonly [number, number])[] =>
  [...diagram.pairs()].flatMap(([a, b, { plain, hadamard }]) =>
    (isTurned(diagram, a, b) ? plain : hadamard) % 2 === 1 ? [[a, b] as const] : [],
  )

/** How far two matrices are apart, a common factor left out: 0 where they are the same, 1 where nothing is. */
export function distance(left: readonly Complex[], right: readonly Complex[]): number {
  let [re, im, a, b] = [0, 0, 0, 0]
  for (const [at, [x, y]] of left.entries()) {
    const [u = 0, v = 0] = right[at] ?? []
    re += x * u + y * v
    im += x * v - y * u
    a += x * x + y * y
    b += u * u + v * v
  }
  return 1 - Math.hypot(re, im) / Math.sqrt(a * b)
}
