import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ahead, mostAtOnce, openLanes } from '../side-by-side.ts'

async function* numbers(until: number): AsyncGenerator<number> {
  for (let n = 0; n < until; n++) yield n
}

test('what is begun ahead comes in its order, and never more than a few at once', async () => {
  let [running, most] = [0, 0]
  const slow = async (n: number): Promise<number> => {
    running += 1
    most = Math.max(most, running)
    await sleep((n * 7) % 5)
    running -= 1
    return n
  }

  assert.deepEqual(
    await Array.fromAsync(ahead(numbers(50), slow)),
    Array.from({ length: 50 }, (_, n) => n),
  )

  assert.equal(most, mostAtOnce)
})

test('one that fails ahead is told in its turn', async () => {
  const seen: number[] = []
  const fail = async (n: number): Promise<number> => {
    if (n === 3) throw new Error('three')
    return n
  }

  await assert.rejects(async () => {
    for await (const n of ahead(numbers(20), fail)) seen.push(n)
  }, /three/)

  assert.deepEqual(seen, [0, 1, 2])
})

test('lanes run a few works at once, wait for all of them, and tell what one threw', async () => {
  const lanes = openLanes()
  let [running, most, done] = [0, 0, 0]
  for await (const n of numbers(40)) {
    await lanes.add(async () => {
      running += 1
      most = Math.max(most, running)
      await sleep((n * 3) % 4)
      running -= 1
      done += 1
    })
  }
  await lanes.finish()
  assert.deepEqual([done, most], [40, mostAtOnce])

  await lanes.add(async () => {
    throw new Error('in a lane')
  })
  await assert.rejects(lanes.finish(), /in a lane/)
})
