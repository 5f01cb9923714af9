import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withModels } from '../../shared/saxs/inference/ensemble.ts'
import { infer } from '../../shared/saxs/inference/inferring.ts'
import { openPool } from '../../shared/saxs/parallel/pool.ts'
import { knownCurves } from '../../shared/saxs/reading/known-curves.ts'
import { sampleOf, usualOptions } from '../../shared/saxs/test/samples.ts'
import { phasesOf } from '../phases.ts'

/** What a plugin keeps for itself, over all its processes. */
function openBlobs() {
  const kept = new Map<string, Uint8Array>()
  const blobs = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: Uint8Array) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  }
  return { kept, blobs }
}

const options = { ...usualOptions, threshold: 0.15, seed: 5 } as const

test('STU-7.2 an analysis that was interrupted after any phase goes on behind it, and ends with the same numbers', async () => {
  const input = { ensemble: withModels(sampleOf('sample10'), [0, 1]) }
  const pool = openPool(0)
  const judged = { ...options, withEvidence: true }

  for (const [interrupted, computed, asked] of [
    ['select', ['sample'], options],
    ['sample', [], options],
    ['evidence', [], judged],
  ] as const) {
    const whole = await infer(input, asked, pool)
    const { blobs, kept } = openBlobs()
    const at = { blobs, task: { number: 70 }, plugin: { version: 'v1.0.0' } }
    const first = phasesOf({ ...at, log: () => {} })
    const killed = infer(input, asked, pool, undefined, async (phase, find) => {
      const value = await first.keep(phase, find)
      if (phase === interrupted) throw new Error('killed')
      return value
    })
    await assert.rejects(killed, /killed/)

    const said: string[] = []
    const worked = new Set<string>()
    const second = phasesOf({ ...at, log: (line) => said.push(line) })
    const found = await infer(input, asked, pool, (phase) => worked.add(phase), second.keep)
    assert.deepEqual([...worked], computed, `after ${interrupted}`)
    assert.match(said.join(), new RegExp(`${interrupted}: done before`))
    assert.deepEqual(found, whole)
    await second.forget()
    assert.equal(kept.size, 0, 'nothing stays behind')
  }
})

test('STU-7.2 another task, or another version, begins anew, whatever lies in its place', async () => {
  const { blobs } = openBlobs()
  const of = (number: number, version: string) =>
    phasesOf({ blobs, task: { number }, plugin: { version }, log: () => {} })
  assert.equal(await of(3, 'v1').keep('seed', () => 11), 11)

  assert.equal(await of(3, 'v1').keep('seed', () => 12), 11)
  assert.equal(await of(3 + 64, 'v1').keep('seed', () => 13), 13, 'the place is the same, the task is not')
  assert.equal(await of(3, 'v2').keep('seed', () => 14), 14)
})

test('STU-7.2 what is too large is found again rather than kept', async () => {
  const { blobs, kept } = openBlobs()
  const phases = phasesOf({ blobs, task: { number: 1 }, plugin: { version: 'v1' }, log: () => {} })
  await phases.keep('sample', () => new Float64Array(2_100_000))

  assert.equal(kept.size, 0)
})

test('STU-8.2 a curve is calculated once for a structure, its points and its solvent', async () => {
  const { blobs, kept } = openBlobs()
  const { curve } = sampleOf('sample10')
  const found = {
    intensity: curve.q.map((q) => 1 / (1 + q)),
    forward: 6e6,
    radiusOfGyration: 20,
    largestDistance: 80,
    c1: 1,
    c2: 0.1,
  }
  const known = knownCurves(blobs, { curve }, 'usual')
  assert.equal(await known.find('ATOM 1'), undefined)
  await known.keep('ATOM 1', found)

  assert.deepEqual(await known.find('ATOM 1'), found)
  assert.equal(await known.find('ATOM 2'), undefined)
  const moved = { curve: { ...curve, q: curve.q.map((q) => 1.01 * q) } }
  const brighter = { curve: { ...curve, intensity: curve.intensity.map((value) => 2 * value) } }
  assert.equal(await knownCurves(blobs, moved, 'usual').find('ATOM 1'), undefined)
  assert.deepEqual(
    await knownCurves(blobs, brighter, 'usual').find('ATOM 1'),
    found,
    'what was measured does not matter',
  )
  assert.equal(await knownCurves(blobs, { curve }, 'fitted').find('ATOM 1'), undefined)
  const [place = ''] = kept.keys()
  await blobs.set(place, new Uint8Array(50))
  assert.equal(await known.find('ATOM 1'), undefined, 'a place that another one took')
})
