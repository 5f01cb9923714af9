import { FormatError, naming } from '../../src/apps/plugins/formats/format-error.ts'
import { type Graph, parentsOf, readLooseGraph } from '../../src/apps/plugins/formats/graphs.ts'

/** A tree of names with numbers for nodes, so that similarities are found without looking at a text. */
export type Taxonomy = Readonly<{
  name: string
  numberOf: ReadonlyMap<string, number>
  /** Number of the parent; −1 for a root. */
  parent: Int32Array
  /** Length of the path from the root, which counts 1. */
  depth: Int32Array
}>

/**
 * Reads a tree whose relations lead from parent to child. Relations of a node with itself are left out.
 *
 * @throws FormatError where the graph is no tree: another type, a node with two parents, or a circle.
 */
export function readTaxonomy(name: string, value: unknown): Taxonomy {
  return naming(name, () => {
    if ((value as { type?: unknown } | null)?.type !== 'tree') throw new FormatError('it is not of type “tree”.')
    return numbered(name, readLooseGraph(value))
  })
}

function numbered(name: string, graph: Graph): Taxonomy {
  const numberOf = new Map(graph.nodes.map((node, number) => [node, number]))
  const parent = new Int32Array(numberOf.size).fill(-1)
  for (const [node, parents] of parentsOf(graph)) {
    if (parents.size > 1) throw new FormatError(`the node “${node}” has two parents.`)
    for (const above of parents) parent[numberOf.get(node) ?? 0] = numberOf.get(above) ?? -1
  }
  return { name, numberOf, parent, depth: depths(parent) }
}

/** Lengths of the paths from the roots; every node is walked over once. */
function depths(parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length)
  const waiting: number[] = []
  for (let start = 0; start < parent.length; start++) {
    for (let node = start; node !== -1 && depth[node] === 0; node = parent[node] as number) {
      waiting.push(node)
      if (waiting.length > parent.length) throw new FormatError('it goes round in a circle.')
    }
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const above = parent[node] as number
      depth[node] = above === -1 ? 1 : (depth[above] as number) + 1
    }
  }
  return depth
}
