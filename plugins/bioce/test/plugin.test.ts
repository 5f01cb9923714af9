import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlugin, type TestRun, testFile } from '../../../src/apps/plugins/sdk/testing.ts'
import { Plot, Summary } from '../../../src/apps/studies/results.ts'
import { samples } from '../../shared/saxs/test/samples.ts'
import { sameInGerman } from '../../shared/test/german.ts'

const folder = join(import.meta.dirname, '..')
const sample = (path: string) => testFile(path.replace(/^.*\//, ''), readFileSync(join(samples, path)))
const curve = sample('sample10/experimental.dat')
const structures = sample('sample10/pdbs.zip')
const simulated = sample('sample10/simulated.txt')
const quick = { iterations: '400', seed: '7', evidence: 'false' }

const textOf = ({ outputs, log }: TestRun, name: string): string => {
  const found = outputs.find((one) => one.name === name)
  assert.ok(found, `${name} among ${outputs.map((one) => one.name).join()}; ${log}`)
  return found.text
}
const withoutTimings = (run: TestRun) => ({ ...JSON.parse(textOf(run, 'result.json')), timings: null })

test('S-012 S-023 STU-9.6 structures and a curve become weights, files and pictures; the same start value gives the same result', async (t) => {
  const bioce = await openPlugin(folder, t)
  const run = await bioce.run({ curve, structures, simulated, ...quick, threshold: '0.2' })
  assert.equal(run.status, 'SUCCESS', run.log)

  const result = JSON.parse(textOf(run, 'result.json'))
  assert.deepEqual(
    result.weights.map(({ model }: { model: string }) => model),
    ['1.pdb', '2.pdb', '3.pdb'],
  )
  assert.equal(result.seed, 7)
  assert.equal(result.models[0].radiusOfGyration.toFixed(4), '19.9035')
  assert.match(run.log, /^3 of 5 models explain the curve/m)
  assert.match(run.log, /q = 0|errors that are one share/)
  assert.ok(run.progress?.unit?.includes('chi²'), `${run.progress?.unit}`)

  const summary = Summary.parse(JSON.parse(textOf(run, 'summary.json')))
  assert.deepEqual(
    summary.structures.map(({ file }) => file),
    ['1.pdb', '2.pdb', '3.pdb'],
  )
  const plots = run.outputs.filter(({ dataType }) => dataType === 'study/plot')
  assert.deepEqual(plots.map(({ name }) => name).sort(), [
    'correlations.json',
    'distributions.json',
    'fit.json',
    'kratky.json',
    'pair-1.json',
    'pair-2.json',
    'pair-3.json',
    'ranks.json',
    'residuals.json',
    'selection.json',
    'sizes.json',
    'traces.json',
    'weights.json',
  ])
  const ofNoLanguage = ['+3', '1.pdb', '2.pdb', '3.pdb', 'Ensemble', 'Iteration', 'q (1/Å)', '−3']
  assert.deepEqual(await sameInGerman(folder, run), ofNoLanguage)
  const drawn = new Map(plots.map(({ name, text }) => [name, Plot.parse(JSON.parse(text))]))
  const { matrix } = drawn.get('correlations.json') ?? {}
  assert.deepEqual([matrix?.columns, matrix?.values[1]?.[1]], [['1.pdb', '2.pdb', '3.pdb'], 1])
  const [r12, r13, r23] = [matrix?.values[0]?.[1], matrix?.values[0]?.[2], matrix?.values[1]?.[2]].map(Number)
  const strongest = Math.max(...[r12, r13, r23].map((r) => Math.abs(r ?? 0)))
  assert.match(drawn.get('pair-1.json')?.title ?? '', new RegExp(`r -${strongest.toFixed(2)}`))
  const ranks = drawn.get('ranks.json')?.series ?? []
  assert.deepEqual(
    [ranks.length, ranks.flatMap(({ y }) => y).reduce<number>((sum, count) => sum + Number(count), 0)],
    [4, 800],
    'every draw has its rank',
  )
  const [pool, ensembleSizes] = drawn.get('sizes.json')?.series ?? []
  for (const shares of [pool?.y, ensembleSizes?.y])
    assert.ok(Math.abs((shares ?? []).reduce<number>((sum, share) => sum + Number(share), 0) - 1) < 1e-9)
  assert.match(textOf(run, 'selection.csv'), /^round,models left[^\n]*\n1,3,[^\n]*,"4\.pdb 5\.pdb"\r\n/)
  assert.match(textOf(run, 'weights.csv'), /^model,mean,[^\n]*\n"1\.pdb",0\.\d+,[^\n]*,19\.9035,80\.0163\r\n/)

  assert.match(
    textOf(run, 'vbi_output.txt'),
    /^(\S+ ){8}\S+\n(.*\n)*Jesen-Shannon Div \S+\n\nChi2 \S+\n\nModel Evidence: 0\n$/,
  )
  assert.match(textOf(run, 'vbi_output.txt.log'), /Models selected:\n1\.pdb\n2\.pdb\n3\.pdb\n$/)
  assert.match(textOf(run, 'vbi_output.txt.fit').split('\n')[1] ?? '', /^ {6}0\.055556 .{14} .{14} .{14}$/)
  assert.match(
    textOf(run, 'cbi_output.txt'),
    /^1\.pdb:[\d.]+:[\d.]+:[\d.]+:[\d.]+:[\d.]+\n[\s\S]*\nCormap : GOF\(n=10, c=\d+, P=[\d.]+\)\nDummy : False\n$/,
  )
  assert.match(textOf(run, 'cbi_output.txt.fit'), /^(\d\.\d{18}e[+-]\d\d ?){4}\n/)
  assert.match(textOf(run, 'saved_samples.txt_3.csv'), /^# engine[\s\S]*\nlp__,[^\n]*,weights\.3,scale\n/)
  const ensemble = textOf(run, 'ensemble.pdb')
  assert.match(ensemble, /^MODEL {8}1\nATOM/)
  assert.deepEqual(
    [ensemble.match(/^ENDMDL$/gm)?.length, ensemble.match(/^END$/gm)?.length, ensemble.match(/^ATOM/gm)?.length],
    [3, 1, 9033],
  )

  const again = await bioce.run({ curve, structures, simulated, ...quick, threshold: '0.2' })
  assert.deepEqual(withoutTimings(again), withoutTimings(run))
  const other = await bioce.run({ curve, structures, simulated, ...quick, threshold: '0.2', seed: '8' })
  assert.notDeepEqual(withoutTimings(other).weights, result.weights)
})

test('STU-8.2 without simulated curves the built-in calculator makes them', async (t) => {
  const bioce = await openPlugin(folder, t)
  const run = await bioce.run({ curve, structures, ...quick, skipSelection: 'true' })

  assert.equal(run.status, 'SUCCESS', run.log)
  const result = JSON.parse(textOf(run, 'result.json'))
  assert.match(result.calculator, /^built in/)
  assert.equal(result.selection, null)
  assert.deepEqual(
    [result.weights.length, result.models[4].c1, result.models[4].largestDistance.toFixed(2)],
    [5, 1, '75.02'],
  )
})

test('F15 STU-8.3 one model alone is answered: weight 1, chi² and CorMap', async (t) => {
  const bioce = await openPlugin(folder, t)
  const column = readFileSync(join(samples, 'sample10/simulated.txt'), 'utf8').replace(/^(\S+).*$/gm, '$1')
  const run = await bioce.run({ curve, simulated: testFile('one.txt', column), ...quick })

  assert.equal(run.status, 'SUCCESS', run.log)
  const result = JSON.parse(textOf(run, 'result.json'))
  assert.equal(result.weights[0].mean, 1)
  assert.equal(result.measures.chi2.toFixed(9), '1.593310966')
  assert.match(textOf(run, 'cbi_output.txt'), /^model 1:1:0:0:NaN:NaN\n/)
})

test('STU-6.3 a file that cannot be used is named with line and column, and nothing is computed', async (t) => {
  const bioce = await openPlugin(folder, t)
  const lines = readFileSync(join(samples, 'sample10/experimental.dat'), 'utf8').split('\r\n')
  const changed = (line: string) => testFile('c.dat', [...lines.slice(0, 3), line, ...lines.slice(4)].join('\n'))
  const narrow = testFile('n.txt', readFileSync(join(samples, 'sample10/simulated.txt'), 'utf8').replace(/ \S+$/gm, ''))
  for (const [form, message] of [
    [{ curve: changed('0.2 abc 0.1'), simulated }, /“c\.dat”, line 4, column 2: found “abc”; expected a number/],
    [{ curve: changed('0.2 0.1 NaN'), simulated }, /line 4, column 3: found “NaN”; expected a finite number/],
    [{ curve: changed('0.2 0.1 0'), simulated }, /line 4, column 3: found σ = 0; expected an error above 0/],
    [{ curve: changed('-0.2 0.1 0.1'), simulated }, /line 4, column 1: found q = -0\.2/],
    [{ curve: changed('0.2 0.1'), simulated }, /line 4: found 2 columns; expected 3 \(q, I, σ\), or a relative error/],
    [
      { curve: testFile('c.dat', lines.slice(0, 4).join('\n')), simulated },
      /found 4 lines of numbers; expected 5 or more/,
    ],
    [{ curve, simulated: narrow, structures }, /“n\.txt”: found 4 columns; expected 5, one for each structure/],
    [{ curve, simulated: curve }, /the same file as for “curve”/],
    [
      { curve, simulated: testFile('s.txt', '1 2\n3 4') },
      /found 2 lines of numbers; expected 10, one for each line of the curve/,
    ],
    [{ curve, structures: testFile('x.zip', Buffer.from('PK\u0003\u0004 broken')) }, /an archive that cannot be read/],
    [{ curve, structures: testFile('x.pdb', 'REMARK nothing here') }, /“x\.pdb” without coordinates/],
    [{ curve, structures: testFile('x.bin', Buffer.alloc(600)) }, /neither an archive nor a structure/],
    [
      { curve, simulated, energies: testFile('e.txt', '1 2 3') },
      /“e\.txt”: found 3 numbers; expected 5, one for each model/,
    ],
    [{ curve, simulated, measuredShifts: testFile('m.dat', '1 2') }, /measured shifts, predicted shifts and errors/],
    [{ curve }, /Give structures, or simulated curves/],
  ] as const) {
    const run = await bioce.run({ ...form, ...quick })
    assert.equal(run.status, 'FAILURE', `${message}`)
    assert.match(run.log, message)
    assert.deepEqual(run.outputs, [])
  }
})

test('STU-14 a background and a factor of the errors are asked for at the form; with the objective as published there is none', async (t) => {
  const bioce = await openPlugin(folder, t)
  const run = await bioce.run({ curve, simulated, ...quick, background: 'true', errorFactor: '2' })
  assert.equal(run.status, 'SUCCESS', run.log)
  const { background, fit, scale } = JSON.parse(textOf(run, 'result.json'))
  assert.ok(background.sd > 0 && Math.abs(background.mean) < scale.mean, JSON.stringify(background))
  assert.equal(fit.sigma[3], 2 * 3.60182e-5)
  assert.ok(Summary.parse(JSON.parse(textOf(run, 'summary.json'))).figures.some(({ name }) => name === 'background'))
  const fitted = textOf(run, 'cbi_output.txt.fit')
    .split('\n')
    .map((line) => line.split(' ').map(Number))
  assert.ok(
    fitted.slice(0, 10).every(([, measured = 0, at = 0]) => Math.abs(at / measured - 1) < 0.6),
    'near the measured one',
  )

  const refused = await bioce.run({ curve, simulated, ...quick, background: 'true', variant: 'compat' })
  assert.equal(refused.status, 'FAILURE')
  assert.match(refused.log, /knows no background/)
})

test('STU-14 the models of one file are an ensemble where the form says so, and each that is left is saved for itself', async (t) => {
  const bioce = await openPlugin(folder, t)
  const lines = Array.from({ length: 30 }, (_, at) => at)
  const model = (turn: number): string =>
    lines
      .map((at) => {
        const place = [3.8 * at * Math.cos(turn), 3.8 * at * Math.sin(turn) * (at > 15 ? 1 : 0), at % 3]
        return `ATOM  ${String(at + 1).padStart(5)}  CA  ALA A${String(at + 1).padStart(4)}    ${place.map((x) => x.toFixed(3).padStart(8)).join('')}  1.00  0.00           C\n`
      })
      .join('')
  const trajectory = [0, 0.7, 1.4].map((turn, at) => `MODEL     ${at + 1}\n${model(turn)}ENDMDL\n`).join('')
  const structures = testFile('walk.pdb', trajectory, { contentType: 'chemical/x-pdb' })
  const run = await bioce.run({ curve, structures, ...quick, splitModels: 'true', skipSelection: 'true' })

  assert.equal(run.status, 'SUCCESS', run.log)
  assert.deepEqual(
    JSON.parse(textOf(run, 'result.json')).models.map(({ name }: { name: string }) => name),
    ['walk-1.pdb', 'walk-2.pdb', 'walk-3.pdb'],
  )
  assert.equal(textOf(run, 'ensemble.pdb').match(/^ATOM/gm)?.length, 90)
})

test('STU-7.1 values out of range are refused at the form', async (t) => {
  const bioce = await openPlugin(folder, t)
  const run = await bioce.run({ curve, simulated, threshold: '0.6', iterations: '100', chains: '9', acceptance: '1' })

  assert.equal(run.status, 'REFUSED')
  assert.deepEqual(Object.keys(run.errors).sort(), ['acceptance', 'chains', 'iterations', 'threshold'])
})
