import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from '../../shared/random.ts'
import { chooseRows, type RowChoice } from '../filtering.ts'

const entities = (count: number) => Array.from({ length: count }, (_, at) => ({ ID: `e${at + 1}` }))

async function chosen(count: number, choice: Partial<RowChoice>): Promise<string[]> {
  async function* read() {
    yield* entities(count)
  }
  const whole = { ids: [], count: null, sampling: 'FIRST_N', random: randomFrom(7), ...choice } as const
  return (await Array.fromAsync(chooseRows(read, whole))).map(({ ID }) => String(ID))
}

test('RUN-8.3.5 listed entities come first in the order of the file, then as many others as are missing', async () => {
  assert.deepEqual(await chosen(5, { ids: ['e4'], count: 2 }), ['e4', 'e1'])
  assert.deepEqual(await chosen(5, { ids: ['e4', 'e2', 'e4'] }), ['e2', 'e4'])
  assert.deepEqual(await chosen(5, { ids: ['e4', 'e2'], count: 2 }), ['e2', 'e4'])
  assert.deepEqual(await chosen(3, {}), ['e1', 'e2', 'e3'])
  assert.deepEqual(await chosen(3, { count: 3 }), ['e1', 'e2', 'e3'])
})

test('RUN-8.3.5 all rows are taken, with and without IDs, and whatever number is wanted', async () => {
  assert.deepEqual(await chosen(3, { sampling: 'ALL_ROWS' }), ['e1', 'e2', 'e3'])
  assert.deepEqual(await chosen(3, { sampling: 'ALL_ROWS', ids: ['e2'], count: 1 }), ['e2', 'e1', 'e3'])
})

test('RUN-8.3.5 IDs that are not there, too many of them and too few rows are said', async () => {
  await assert.rejects(chosen(3, { ids: ['e9', 'e1'] }), /No entity has the ID “e9”/)
  await assert.rejects(chosen(3, { ids: ['e1', 'e2'], count: 1 }), /2 IDs are listed, and only 1 rows are wanted/)
  await assert.rejects(chosen(3, { ids: ['e1'], count: 4 }), /There are 2 further entities, and 3 are wanted/)
  await assert.rejects(chosen(3, { count: 4, sampling: 'RANDOM' }), /There are 3 further entities, and 4 are wanted/)
})

test('RUN-8.3.5 rows drawn at random are different ones, as many as wanted, in the order of the file', async () => {
  const property = fc.asyncProperty(fc.nat(1000), fc.integer({ min: 1, max: 20 }), async (seed, count) => {
    const drawn = await chosen(20, { ids: ['e7'], count, sampling: 'RANDOM', random: randomFrom(seed) })
    const [first, ...others] = drawn.map((id) => Number(id.slice(1)))
    assert.equal(first, 7)
    assert.equal(drawn.length, count)
    assert.ok(!others.includes(7))
    assert.deepEqual(
      others,
      [...new Set(others)].sort((a, b) => a - b),
    )
  })
  await fc.assert(property)
})

test('RUN-8.3.5 each row is drawn as often as any other', async () => {
  const random = randomFrom(1)
  const times = new Map<string, number>()
  for (let turn = 0; turn < 2000; turn++) {
    for (const id of await chosen(8, { count: 2, sampling: 'RANDOM', random })) times.set(id, (times.get(id) ?? 0) + 1)
  }
  // 500 each are expected, with a standard deviation of 19.
  for (const { ID } of entities(8)) assert.ok(Math.abs((times.get(ID) ?? 0) - 500) < 100, `${ID}: ${times.get(ID)}`)
})
