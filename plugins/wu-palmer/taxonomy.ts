/** A tree of names with numbers for nodes, so that similarities are found without looking at a text. */
export type Taxonomy = Readonly<{
  name: string
  numberOf: ReadonlyMap<string, number>
  /** Number of the parent; −1 for a root. */
  parent: Int32Array
  /** Length of the path from the root, which counts 1. */
  depth: Int32Array
}>

/** As a file of type `graph/taxonomy` holds it; entities are names or objects with an ID. */
export type TaxonomyGraph = Readonly<{
  GRAPH_ID?: unknown
  type?: unknown
  entities?: unknown
  relations?: unknown
}>

/**
 * Reads a tree whose relations lead from parent to child. Relations of a node with itself are left out.
 *
 * @throws Error where the graph is no tree: another type, a node with two parents, or a circle.
 */
export function readTaxonomy(name: string, graph: TaxonomyGraph): Taxonomy {
  if (graph.type !== 'tree') throw new Error(`The taxonomy “${name}” is not of type “tree”.`)
  const numberOf = new Map<string, number>()
  const numbered = (node: string): number => {
    if (!numberOf.has(node)) numberOf.set(node, numberOf.size)
    return numberOf.get(node) as number
  }
  for (const entity of listOf(graph.entities)) numbered(nodeName(entity))
  const edges = listOf(graph.relations).map((relation) => edgeOf(name, relation).map(numbered) as [number, number])

  const parent = new Int32Array(numberOf.size).fill(-1)
  for (const [source, target] of edges) {
    if (source === target || parent[target] === source) continue
    if (parent[target] !== -1) throw new Error(`The taxonomy “${name}” has a node with two parents.`)
    parent[target] = source
  }
  return { name, numberOf, parent, depth: depths(name, parent) }
}

/** Lengths of the paths from the roots; every node is walked over once. */
function depths(name: string, parent: Int32Array): Int32Array {
  const depth = new Int32Array(parent.length)
  const waiting: number[] = []
  for (let start = 0; start < parent.length; start++) {
    for (let node = start; node !== -1 && depth[node] === 0; node = parent[node] as number) {
      waiting.push(node)
      if (waiting.length > parent.length) throw new Error(`The taxonomy “${name}” goes round in a circle.`)
    }
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const above = parent[node] as number
      depth[node] = above === -1 ? 1 : (depth[above] as number) + 1
    }
  }
  return depth
}

function edgeOf(name: string, relation: unknown): [source: string, target: string] {
  const { source, target } = (relation ?? {}) as { source?: unknown; target?: unknown }
  if (source === undefined || target === undefined) {
    throw new Error(`The taxonomy “${name}” has a relation without source or target.`)
  }
  return [String(source), String(target)]
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const nodeName = (entity: unknown): string =>
  typeof entity === 'object' && entity !== null ? String((entity as { ID?: unknown }).ID) : String(entity)
