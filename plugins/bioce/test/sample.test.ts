import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlugin, testFile } from '../../../src/apps/plugins/sdk/testing.ts'
import { walkStructures } from '../../shared/saxs/reading/archive.ts'
import { findingsFor } from '../../shared/saxs/reading/findings.ts'
import { makeSample, truth } from '../sample/making.ts'

const folder = join(import.meta.dirname, '..')
const path = (name: string): string => join(folder, 'sample', name)

test('STU-11.4 the sample files are those that are made anew, and free', async () => {
  const { curve, structures } = makeSample()
  const kept = new Map<string, string>()
  for await (const { name, text } of walkStructures(
    path('structures.zip'),
    'structures.zip',
    findingsFor('structures', ''),
  ))
    kept.set(name, text)

  // A digit may differ in the last place from machine to machine, where sines and cosines do.
  const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number)
  const expected = numbers(curve)
  const actual = numbers(readFileSync(path('curve.dat'), 'utf8'))
  assert.equal(actual.length, expected.length)
  actual.forEach((value, at) => {
    assert.ok(Math.abs(value - (expected[at] ?? 0)) <= 1e-5 * Math.abs(value), `${value} is not ${expected[at]}`)
  })
  assert.deepEqual([...kept.keys()], [...structures.keys()])
  assert.equal(kept.get('open-080.pdb')?.length, structures.get('open-080.pdb')?.length)
})

test('STU-11.4 the known weights of the sample are found again, and the nine other models are dropped', async (t) => {
  const bioce = await openPlugin(folder, t)
  const run = await bioce.run({
    curve: testFile('curve.dat', readFileSync(path('curve.dat'))),
    structures: testFile('structures.zip', readFileSync(path('structures.zip'))),
    threshold: '0.05',
    seed: '1',
  })
  assert.equal(run.status, 'SUCCESS', run.log)

  const { weights, verdict, evidence } = JSON.parse(run.outputs.find(({ name }) => name === 'result.json')?.text ?? '')
  assert.deepEqual(
    weights.map(({ model }: { model: string }) => model),
    Object.keys(truth),
  )
  for (const { model, mean, sd } of weights) {
    assert.ok(sd < 0.02, `${model}: ± ${sd}`)
    assert.ok(Math.abs(mean - (truth[model] ?? 0)) < 3 * sd, `${model}: ${mean} ± ${sd} is not ${truth[model]}`)
  }
  assert.equal(verdict.fit, 'good')
  assert.equal(verdict.sampling, 'healthy')
  const needed = evidence.withoutEach.map(({ difference }: { difference: number }) => difference < -10)
  assert.deepEqual(needed, [true, true, true], 'none of the three can be left out')
})
