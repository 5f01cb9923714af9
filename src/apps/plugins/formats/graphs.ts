import { FormatError } from './format-error.ts'
import { type Relation, relationOf } from './relations.ts'
import type { Entity } from './rows.ts'

/** `directed` where a file says nothing, or something that nobody knows. */
export type GraphType = 'undirected' | 'directed' | 'acyclic' | 'tree' | 'list'

export type Graph = Readonly<{
  id: string | null
  type: GraphType
  /** IDs of all entities in the order of the file. */
  nodes: readonly string[]
  /** Those of them that the file lists, and not only relations name. */
  listed: readonly string[]
  /** Those that the file holds whole, by ID. */
  entities: ReadonlyMap<string, Entity>
  relations: readonly Relation[]
  /** Files that hold the other entities; the graph itself always does too. */
  refTargets: readonly string[]
}>

const types: readonly GraphType[] = ['undirected', 'directed', 'acyclic', 'tree', 'list']

/**
 * Reads a graph out of JSON. What its type promises is checked: a tree has one parent for each node and no circle, an
 * acyclic graph no circle, a list no relations, and relations lead between entities of the graph.
 *
 * @throws FormatError that says what does not hold
 */
export function readGraph(value: unknown): Graph {
  const graph = readLooseGraph(value)
  const known = new Set(graph.listed)
  for (const { source, target } of graph.relations) {
    const stranger = [source, target].find((id) => !known.has(id))
    if (stranger !== undefined)
      throw new FormatError(`a relation names “${stranger}”, which is no entity of the graph.`)
  }
  if (graph.type === 'list' && graph.relations.length > 0) throw new FormatError('a list has no relations.')
  if (graph.type === 'tree') demandOneParent(graph)
  if (graph.type === 'tree' || graph.type === 'acyclic') demandNoCircle(graph)
  return graph
}

/** The same without the checks; entities that only relations name count too, behind the others. */
export function readLooseGraph(value: unknown): Graph {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FormatError('it holds no graph.')
  const { GRAPH_ID, type, entities, relations, 'ref-target': target } = value as Readonly<Record<string, unknown>>
  const listed = listOf(entities, 'entities')
  const ids = listed.map(nodeOf)
  const links = listOf(relations, 'relations').map((one) => relationOf(objectOf(one)))
  const nodes = [...new Set([...ids, ...links.flatMap(({ source, target: to }) => [source, to])])]
  const whole = listed.flatMap((one, at) => (isObject(one) ? [[ids[at] as string, one] as const] : []))
  return {
    id: typeof GRAPH_ID === 'string' && GRAPH_ID !== '' ? GRAPH_ID : null,
    type: types.find((known) => known === type) ?? 'directed',
    nodes,
    listed: ids,
    entities: new Map(whole),
    relations: links,
    refTargets: [target].flat().filter((one) => typeof one === 'string'),
  }
}

export type Parents = ReadonlyMap<string, ReadonlySet<string>>

/** The parents of each node that has any, by relations from parent to child; relations of a node with itself are left out. */
export function parentsOf({ relations }: Pick<Graph, 'relations'>): Parents {
  const parents = new Map<string, Set<string>>()
  for (const { source, target } of relations) {
    if (source === target) continue
    const known = parents.get(target)
    if (known === undefined) parents.set(target, new Set([source]))
    else known.add(source)
  }
  return parents
}

/** A node and everything above it, the nearest first; it may have several parents, and circles end. */
export function withAncestors(node: string, parents: Parents): ReadonlySet<string> {
  const found = new Set([node])
  for (const one of found) for (const parent of parents.get(one) ?? []) found.add(parent)
  return found
}

function demandOneParent(graph: Graph): void {
  for (const [node, parents] of parentsOf(graph)) {
    const [first, second] = parents
    if (second !== undefined) throw new FormatError(`“${node}” has the parents “${first}” and “${second}”, in a tree.`)
  }
}

/** Takes nodes without parents away until none is left. @see A. B. Kahn, Topological sorting of large networks (1962) */
function demandNoCircle(graph: Graph): void {
  const children = new Map<string, string[]>()
  const above = new Map<string, number>()
  for (const [node, parents] of parentsOf(graph)) {
    above.set(node, parents.size)
    for (const parent of parents) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [node])
      else known.push(node)
    }
  }
  const free = graph.nodes.filter((node) => !above.has(node))
  for (const node of free) {
    for (const child of children.get(node) ?? []) {
      const left = (above.get(child) ?? 0) - 1
      above.set(child, left)
      if (left === 0) free.push(child)
    }
  }
  if (free.length === graph.nodes.length) return
  const reached = new Set(free)
  const stuck = graph.nodes.find((node) => !reached.has(node))
  throw new FormatError(`the way from “${stuck}” goes round in a circle.`)
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw new FormatError(`the ${name} of the graph are no list.`)
}

function nodeOf(value: unknown): string {
  const id = isObject(value) ? value.ID : value
  if (typeof id === 'string' || typeof id === 'number') return String(id)
  throw new FormatError('an entity of the graph has no ID.')
}

const isObject = (value: unknown): value is Entity =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectOf = (value: unknown): Entity => (isObject(value) ? value : {})
