import assert from 'node:assert/strict'
import { test } from 'node:test'
import { infer } from '../inference/inferring.ts'
import { statisticsOf } from '../inference/statistics.ts'
import { openPool } from '../parallel/pool.ts'
import { sampleOf, usualOptions } from './samples.ts'

const long = {
  posed: { curve: statisticsOf(sampleOf('calmodulin/saxs4')), prior: new Float64Array(4).fill(0.5) },
  options: { iterations: 2_000_000, warmUp: 1_000, acceptance: 0.8 },
  seed: 1,
  chain: 0,
}

test('STU-7.2 cancelling ends threads in the middle of their work, and what waits behind it', async () => {
  const controller = new AbortController()
  const pool = openPool(1, controller.signal)
  const began = Promise.withResolvers<void>()
  const running = pool.run('sampleChain', long, () => began.resolve())
  const waiting = pool.run('sampleChain', { ...long, chain: 1 })
  const ends = Promise.all([assert.rejects(running, /was stopped/), assert.rejects(waiting, /was stopped/)])
  await began.promise

  const abortedMs = performance.now()
  controller.abort()
  await ends
  await pool.close()
  assert.ok(performance.now() - abortedMs < 2_000)
  assert.throws(() => pool.run('sampleChain', long), { name: 'AbortError' })
})

test('STU-7.3 a mistake in a thread is told where the work was asked for, and the thread works on', async () => {
  const pool = openPool(1)
  try {
    await assert.rejects(pool.run('sampleChain', { ...long, posed: null as never }), /destructure/)
    const chain = await pool.run('sampleChain', { ...long, options: { iterations: 20, warmUp: 10, acceptance: 0.8 } })
    assert.equal(chain.scale.length, 20)
  } finally {
    await pool.close()
  }
})

test('STU-7.2 progress grows phase by phase, and tells the present chi²', async () => {
  const told: (readonly [phase: string, share: number, chi2: number])[] = []
  const options = { ...usualOptions, iterations: 400, withEvidence: true } as const
  await infer(
    { ensemble: sampleOf('sample10') },
    options,
    openPool(0),
    (phase, share, chi2) => void told.push([phase, share, chi2]),
  )

  assert.deepEqual([...new Set(told.map(([phase]) => phase))], ['select', 'sample', 'evidence'])
  for (const phase of ['select', 'sample', 'evidence']) {
    const shares = told.filter(([name]) => name === phase).map(([, share]) => share)
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
      phase,
    )
    assert.ok(shares.length >= 8 && (shares.at(-1) ?? 2) <= 1, `${phase}: ${shares.at(-1)}`)
  }
  const chi2 = told.filter(([phase]) => phase === 'sample').map(([, , value]) => value)
  assert.ok(
    chi2.every((value) => value > 0 && value < 5),
    `${chi2}`,
  )
})
