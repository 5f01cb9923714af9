import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parentsOf, readGraph, readLooseGraph, withAncestors } from '../graphs.ts'
import { distanceOf, relationId, relationOf, similarityOf, unitDistanceReader } from '../relations.ts'

const edge = (source: unknown, target: unknown) => ({ source, target })
const graph = (type: string, entities: unknown[], relations: unknown[]) => ({
  GRAPH_ID: 'g',
  type,
  entities,
  relations,
})

test('RUN-7.1 a graph is read with its entities by name or whole, in the order of the file', () => {
  const read = readGraph({ ...graph('tree', ['a', { ID: 'b', size: 1 }], [edge('a', 'b')]), 'ref-target': 'x.json' })

  assert.deepEqual(read.nodes, ['a', 'b'])
  assert.deepEqual(read.entities.get('b'), { ID: 'b', size: 1 })
  assert.deepEqual([read.id, read.type, read.refTargets], ['g', 'tree', ['x.json']])
  assert.equal(readGraph({ type: 'my-own', entities: [] }).type, 'directed', 'what nobody knows is left aside')
  assert.deepEqual(readLooseGraph({ relations: [edge('a', 'b')] }).nodes, ['a', 'b'])
})

test('RUN-7.1 what the type of a graph promises is checked', () => {
  const refused: readonly [value: unknown, words: RegExp][] = [
    [graph('tree', ['a', 'b', 'c'], [edge('a', 'c'), edge('b', 'c')]), /“c” has the parents “a” and “b”/],
    [graph('tree', ['a', 'b'], [edge('a', 'b'), edge('b', 'a')]), /round in a circle/],
    [
      graph('acyclic', ['r', 'a', 'b', 'c'], [edge('r', 'a'), edge('a', 'b'), edge('b', 'c'), edge('c', 'a')]),
      /circle/,
    ],
    [graph('list', ['a'], [edge('a', 'a')]), /a list has no relations/],
    [graph('directed', ['a'], [edge('a', 'z')]), /“z”, which is no entity/],
    [graph('directed', ['a'], [{ source: 'a' }]), /from which entity to which/],
    [graph('directed', [{}], []), /has no ID/],
    [{ entities: 'a' }, /entities of the graph are no list/],
    [[], /no graph/],
    [null, /no graph/],
  ]
  for (const [value, words] of refused) assert.throws(() => readGraph(value), words)
  readGraph(graph('directed', ['a', 'b'], [edge('a', 'b'), edge('b', 'a')]))
  readGraph(graph('acyclic', ['a', 'b', 'c', 'd'], [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd')]))
})

test('RUN-7.1 a graph whose relations lead from earlier to later entities has no circle; one that leads back makes one', () => {
  const nodes = Array.from({ length: 12 }, (_, at) => `n${at}`)
  const pair = fc.tuple(fc.nat(11), fc.nat(11)).filter(([a, b]) => a < b)
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const relations = pairs.map(([a, b]) => edge(nodes[a], nodes[b]))
      const { relations: read } = readGraph(graph('acyclic', nodes, relations))
      assert.equal(read.length, pairs.length)
      const [first] = pairs
      if (first === undefined) return
      const back = [...relations, edge(nodes[first[1]], nodes[first[0]])]
      assert.throws(() => readGraph(graph('acyclic', nodes, back)), /circle/)
    }),
  )
})

test('everything above a node is found, over several parents and in circles too', () => {
  const parents = parentsOf({
    relations: [edge('a', 'b'), edge('c', 'b'), edge('b', 'd'), edge('d', 'd'), edge('d', 'a')].map(relationOf),
  })
  assert.deepEqual([...withAncestors('d', parents)], ['d', 'b', 'a', 'c'])
  assert.deepEqual([...withAncestors('x', parents)], ['x'])
})

test('a long chain and a wide star are checked at once', { timeout: 10_000 }, () => {
  const nodes = Array.from({ length: 100_000 }, (_, at) => String(at))
  const chain = nodes.slice(1).map((node, at) => edge(nodes[at], node))
  const star = nodes.slice(1).map((node) => edge(node, '0'))
  assert.equal(readGraph(graph('tree', nodes, chain)).nodes.length, 100_000)
  assert.equal(parentsOf(readGraph(graph('acyclic', nodes, star))).get('0')?.size, 99_999)
})

test('RUN-7.5 distances and similarities are numbers where they may be', () => {
  assert.equal(relationId('a', 'b'), 's_a-t_b')
  assert.equal(distanceOf({ ...edge('a', 'b'), distance: 0, note: 1 }).note, 1)
  assert.equal(similarityOf({ ...edge('a', 'a'), similarity: 1 }).similarity, 1)
  for (const distance of [-1, '1', null, Number.POSITIVE_INFINITY]) {
    assert.throws(() => distanceOf({ ...edge('a', 'b'), distance }), /“a” and “b” is no number from 0/)
  }
  for (const similarity of [-0.1, 1.1, '1'])
    assert.throws(() => similarityOf({ ...edge('a', 'b'), similarity }), /0 to 1/)
  assert.throws(() => similarityOf({ ...edge('a', 'a'), similarity: 0.9 }), /not wholly alike/)
})

test('RUN-7.5 distances with units are turned into one unit, and lengths do not mix with times', () => {
  const read = unitDistanceReader()
  assert.equal(read({ ...edge('a', 'b'), distance: 2, unit: 'km' }).distance, 2000)
  assert.equal(read({ ...edge('a', 'b'), distance: 3, unit: 'cm' }).distance, 0.03)
  assert.throws(() => read({ ...edge('a', 'b'), distance: 3, unit: 'h' }), /some distances are lengths/)
  assert.throws(() => read({ ...edge('a', 'b'), distance: 3, unit: 'constructor' }), /cannot be turned/)
})
