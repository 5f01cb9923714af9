import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dresses } from '../../shared/test/chain.ts'
import { elementTable } from '../element-table.ts'
import { attributeSimilarities } from '../sym-max-mean.ts'

// The similarities that wu-palmer writes for these entities, by hand from the formula of the specification.
const withoutRoot = elementTable([
  { source: 'red', target: 'red', similarity: 1 },
  { source: 'red', target: 'dark blue', similarity: 0 },
  { source: 'red', target: 'light blue', similarity: 0 },
  { source: 'dark blue', target: 'dark blue', similarity: 1 },
  { source: 'dark blue', target: 'light blue', similarity: 0.5 },
  { source: 'light blue', target: 'light blue', similarity: 1 },
])
const withRoot = elementTable([
  { source: 'red', target: 'red', similarity: 1 },
  { source: 'dark blue', target: 'red', similarity: 0.4 },
  { source: 'light blue', target: 'red', similarity: 0.4 },
  { source: 'dark blue', target: 'dark blue', similarity: 1 },
  { source: 'light blue', target: 'dark blue', similarity: 2 / 3 },
  { source: 'light blue', target: 'light blue', similarity: 1 },
])

const golden: Readonly<Record<string, readonly [without: number | null, withIt: number | null]>> = {
  e1__e1__color: [1, 1],
  e1__e2__color: [0.75, 0.85],
  e2__e4__color: [0.375, 0.6],
  e1__e4__color: [0, 0.4],
  e1__e3__color: [0, 0],
  e3__e3__color: [null, null],
}

test('RUN-8.3.8 the similarities of the worked example hold, with and without the root', () => {
  const plain = [...attributeSimilarities(dresses, 'color', withoutRoot)]
  const rooted = [...attributeSimilarities(dresses, 'color', withRoot)]
  assert.equal(plain.length, 10)

  for (const [id, [without, withIt]] of Object.entries(golden)) {
    close(plain.find(({ ID }) => ID === id)?.similarity, without, id)
    close(rooted.find(({ ID }) => ID === id)?.similarity, withIt, id)
  }
})

function close(actual: number | null | undefined, expected: number | null, id: string): void {
  const isClose = typeof actual === 'number' && expected !== null && Math.abs(actual - expected) < 1e-12
  assert.ok(isClose || (actual === null && expected === null), `${id}: ${actual} is not ${expected}`)
}

test('RUN-8.3.8 an entity that lacks the attribute, or holds a missing value, has no similarities', () => {
  const rows = [
    ...attributeSimilarities([{ ID: 'a' }, { ID: 'b', color: ['red', null] }, dresses[0] ?? {}], 'color', withRoot),
  ]

  assert.deepEqual(
    rows.map(({ similarity }) => similarity),
    [null, null, null, null, null, 1],
  )
})

test('RUN-8.3.8 pairs that the file does not name count 0, and a null among them is passed over', () => {
  const table = elementTable([{ source: 1, target: 2, similarity: null }])
  const similarityOf = (first: unknown, second: unknown): number | null | undefined =>
    [
      ...attributeSimilarities(
        [
          { ID: 'a', x: first },
          { ID: 'b', x: second },
        ],
        'x',
        table,
      ),
    ][1]?.similarity

  assert.equal(similarityOf('new', 'other'), 0)
  assert.equal(similarityOf(1, 2), null)
  assert.equal(similarityOf([1, 3], [2]), null, 'one value of the left side has no known partner')
})

test('RUN-8.3.8 a similarity outside of 0 to 1 is refused', () => {
  assert.throws(() => elementTable([{ source: 'a', target: 'b', similarity: 1.5 }]), /between 0 and 1/)
})
