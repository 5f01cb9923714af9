import assert from 'node:assert/strict'
import { test } from 'node:test'
import { colours, dresses } from '../../shared/test/chain.ts'
import { elementSimilarities } from '../element-similarities.ts'
import { readTaxonomy } from '../taxonomy.ts'
import { wuPalmer } from '../wu-palmer.ts'

const tree = readTaxonomy('colours', colours)
const similarity = (first: string, second: string, isRootCounted: boolean): number =>
  wuPalmer(tree, tree.numberOf.get(first) ?? -1, tree.numberOf.get(second) ?? -1, isRootCounted)

const golden: readonly (readonly [string, string, number, number])[] = [
  ['red', 'blue', 0.5, 0],
  ['red', 'dark blue', 0.4, 0],
  ['blue', 'dark blue', 0.8, 2 / 3],
  ['dark blue', 'light blue', 2 / 3, 0.5],
]

test('RUN-8.3.7 the reference similarities of the colour tree hold, in both directions, with and without the root', () => {
  for (const [first, second, withRoot, withoutRoot] of golden) {
    assert.equal(similarity(first, second, true), withRoot)
    assert.equal(similarity(second, first, true), withRoot)
    assert.equal(similarity(first, second, false), withoutRoot)
    assert.equal(similarity(second, first, false), withoutRoot)
  }
})

test('RUN-8.3.7 a node is like itself, the root too where it carries no meaning', () => {
  for (const node of colours.entities) {
    assert.equal(similarity(node, node, true), 1)
    assert.equal(similarity(node, node, false), 1)
  }
  assert.equal(similarity('color', 'red', false), 0)
})

test('RUN-8.3.7 a graph that is no tree is refused with the reason', () => {
  const relations = [
    { source: 'a', target: 'b' },
    { source: 'b', target: 'c' },
    { source: 'c', target: 'a' },
  ]
  assert.throws(() => readTaxonomy('t', { type: 'tree', relations }), /circle/)
  assert.throws(() => readTaxonomy('t', { ...colours, type: 'directed' }), /not of type “tree”/)
  assert.throws(
    () => readTaxonomy('t', { ...colours, relations: [...colours.relations, { source: 'red', target: 'dark blue' }] }),
    /two parents/,
  )
})

test('RUN-8.3.7 a relation of a node with itself is left out, and inline entities count as their ID', () => {
  const graph = {
    type: 'tree',
    entities: colours.entities.map((ID) => ({ ID, href: '' })),
    relations: [{ source: 'red', target: 'red' }, ...colours.relations],
  }
  assert.deepEqual(readTaxonomy('colours', graph), tree)
})

test('RUN-8.3.7 a chain of a hundred thousand nodes is read without running out of stack', () => {
  const relations = Array.from({ length: 100_000 }, (_, node) => ({ source: node + 1, target: node }))
  const chain = readTaxonomy('chain', { type: 'tree', relations })
  const end = chain.numberOf.get('0') ?? -1
  assert.equal(chain.depth[end], 100_001)
})

test('RUN-8.3.7 every ordered pair of values that meets is emitted once, empty and missing values are skipped', () => {
  const entities = [...dresses, { ID: 'e5', href: '' }, { ID: 'e6', color: ['red', ''] }]
  const pairs = [...elementSimilarities(entities, 'color', tree, true)].map(
    ({ source, target }) => `${source}|${target}`,
  )

  assert.deepEqual(pairs, [
    'red|red',
    'red|dark blue',
    'red|light blue',
    'dark blue|dark blue',
    'dark blue|red',
    'dark blue|light blue',
    'light blue|light blue',
    'light blue|red',
  ])
})

test('RUN-8.3.7 a value that the taxonomy does not hold is named', () => {
  const entities = [{ ID: 'e1', color: ['mauve'] }]
  assert.throws(
    () => [...elementSimilarities(entities, 'color', tree, true)],
    /“colours” does not hold the value “mauve”/,
  )
})
