import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseCsv } from '../../../src/apps/plugins/formats/csv.ts'
import { openPlugin, testFile } from '../../../src/apps/plugins/sdk/testing.ts'
import { Plot, Summary } from '../../../src/apps/studies/results.ts'
import { mixtureOf } from '../../shared/saxs/inference/ensemble.ts'
import { smoothedPriors } from '../../shared/saxs/inference/series.ts'
import { sourceFrom } from '../../shared/saxs/numerics/drawing.ts'
import { sampleOf, zipOf } from '../../shared/saxs/test/samples.ts'
import { sameInGerman } from '../../shared/test/german.ts'

const folder = join(import.meta.dirname, '..')
const ensemble = sampleOf('calmodulin/saxs4')
const { q, sigma } = ensemble.curve
const points = q.length
/** One state goes over into the other, from curve to curve. */
const truths = [0.9, 0.5, 0.1].map((share) => [0, 0, share, 1 - share])

function madeCurve(weights: readonly number[], stream: number): string {
  const { normal } = sourceFrom(6, stream)
  const made = mixtureOf(ensemble, weights)
  return [...q]
    .map((at, point) => `${at} ${(made[point] ?? 0) + (sigma[point] ?? 0) * normal()} ${sigma[point]}\n`)
    .join('')
}

const simulated = testFile(
  'models.sim',
  `a b c d\n${[...q].map((_, point) => `${[0, 1, 2, 3].map((model) => ensemble.simulated[model * points + point]).join(' ')}\n`).join('')}`,
)
const zipped = { contentType: 'application/zip' }

test('STU-8.6 the weights of a series of curves are found curve by curve, in the natural order of their names', async (t) => {
  const series = await openPlugin(folder, t)
  const [one = '', two = '', three = ''] = truths.map(madeCurve)
  const curves = testFile('series.zip', await zipOf({ 't10.dat': three, 't1.dat': one, 't2.dat': two }), zipped)
  const form = { curves, simulated, iterations: '300', chains: '2', seed: '5', prior: 'half' }
  const run = await series.run(form)
  assert.equal(run.status, 'SUCCESS', run.log)

  const text = (name: string): string => run.outputs.find((file) => file.name === name)?.text ?? ''
  const [header, ...rows] = parseCsv(text('series.csv'))
  assert.deepEqual(header, ['curve', 'a', 'b', 'c', 'd', 'JSD', 'chi²', 'scale', 'R-hat'])
  assert.deepEqual(
    rows.map(([name]) => name),
    ['t1.dat', 't2.dat', 't10.dat'],
  )
  for (const [frame, truth] of truths.entries())
    for (const [model, weight] of truth.entries())
      assert.ok(Math.abs(Number(rows[frame]?.[model + 1]) - weight) < 0.12, `frame ${frame + 1}: ${rows[frame]}`)
  assert.match(
    Summary.parse(JSON.parse(text('summary.json'))).verdict.sentence,
    /^3 of 3 curves are explained by 4 models/,
  )
  const { matrix } = Plot.parse(JSON.parse(text('map.json')))
  assert.deepEqual(
    [matrix?.columns, matrix?.rows],
    [
      ['t1.dat', 't2.dat', 't10.dat'],
      ['a', 'b', 'c', 'd'],
    ],
  )
  assert.deepEqual(await sameInGerman(folder, run), ['a', 'b', 'c', 'chi²', 'd'])

  const again = await series.run(form)
  assert.equal(again.outputs.find(({ name }) => name === 'series.csv')?.text, text('series.csv'), 'S-023')
  const smooth = await series.run({ ...form, smooth: 'true', simulatedError: '0.05' })
  assert.equal(smooth.status, 'SUCCESS', smooth.log)
  assert.deepEqual(smooth.progress?.target, 6, 'two passes')
  const loose = parseCsv(smooth.outputs.find(({ name }) => name === 'series.csv')?.text ?? '')
  assert.ok(Number(loose[1]?.[6]) < Number(rows[0]?.[6]), 'larger errors, smaller chi²')
})

test('STU-8.6 curves with other points, with mistakes, or none at all are refused by their names', async (t) => {
  const series = await openPlugin(folder, t)
  const [one = ''] = truths.map(madeCurve)
  const other = one.split('\n').slice(1).join('\n')
  for (const [entries, message] of [
    [{ 'a.dat': one, 'b.dat': other }, /“b\.dat” has other values of q than “a\.dat”/],
    [{ 'a.dat': one.replace(/\S+\n/, '0\n') }, /“a\.dat”, line 1, column 3: found σ = 0/],
    [{ 'a.pdb': one }, /holds no curves/],
  ] as const) {
    const run = await series.run({ curves: testFile('s.zip', await zipOf(entries), zipped), simulated })
    assert.equal(run.status, 'FAILURE')
    assert.match(run.log, message)
  }
})

test('STU-8.6 smoothing leaves a level series as it is; parameters sum to 10, and each is above 0', () => {
  const level = smoothedPriors([0, 1, 2, 3].map(() => [0.7, 0.3]))
  for (const row of level) {
    assert.ok(Math.abs((row[0] ?? 0) - 7) < 0.01 && Math.abs((row[1] ?? 0) - 3) < 0.01, `${row}`)
  }
  const jump = smoothedPriors([0, 0, 1, 0, 0].map((weight) => [weight, 1 - weight]))
  for (const row of jump) {
    assert.ok(Math.abs(row.reduce((sum, value) => sum + value, 0) - 10) < 1e-9)
    assert.ok(
      row.every((value) => value > 0),
      `${row}`,
    )
  }
})
