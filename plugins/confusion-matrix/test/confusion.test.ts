import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../shared/random.ts'
import { assign } from '../assignment.ts'
import { confusionOf } from '../confusion.ts'
import { confusionPage } from '../table.ts'

const labels = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split(' ').map((pair) => pair.split(':') as [string, string]))

test('RUN-8.3.16 pairs of labels are counted, and wrong IDs are all that cannot be', () => {
  const confusion = confusionOf(labels('a:0 b:0 c:1 d:1 only1:1'), labels('a:0 b:1 c:1 d:7 only2:0'), false)

  assert.deepEqual(confusion.labels, ['0', '1'])
  assert.deepEqual(confusion.counts, [
    [1, 1],
    [0, 1],
  ])
  assert.equal(confusion.wrongIds, 3, 'one in each file alone, and one with a label of its own')
})

test('RUN-8.3.16 with optimize the columns stand where most agree, and the headings say so', () => {
  const confusion = confusionOf(labels('a:0 b:0 c:1 d:2'), labels('a:2 b:2 c:0 d:1'), true)

  assert.deepEqual(confusion.counts, [
    [2, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ])
  assert.deepEqual(confusion.predicted, ['2', '0', '1'])
  assert.match(confusionPage(confusion), /<th scope="col">2 → 0<\/th>/)
})

test('RUN-8.3.16 the pairing is the cheapest of all', () => {
  const random = randomFrom(4)
  for (let round = 0; round < 50; round++) {
    const costs = Float64Array.from({ length: 25 }, () => Math.floor(random() * 10))
    const columns = assign(costs, 5)
    assert.equal(new Set(columns).size, 5)
    const cost = columns.reduce((sum, column, row) => sum + (costs[row * 5 + column] ?? 0), 0)
    assert.equal(
      cost,
      Math.min(
        ...orders([0, 1, 2, 3, 4]).map((order) =>
          order.reduce((sum, column, row) => sum + (costs[row * 5 + column] ?? 0), 0),
        ),
      ),
    )
  }
})

function orders(list: readonly number[]): number[][] {
  if (list.length === 0) return [[]]
  return list.flatMap((first) => orders(list.filter((other) => other !== first)).map((rest) => [first, ...rest]))
}

test('RUN-8.3.16 names of labels cannot become markup, and an empty file is refused', () => {
  const hostile = confusionOf(new Map([['a', '<script>']]), new Map([['a', '<script>']]), false)
  assert.doesNotMatch(confusionPage(hostile), /<script>/)
  assert.throws(() => confusionOf(new Map(), labels('a:0'), true), /holds no label/)
})
