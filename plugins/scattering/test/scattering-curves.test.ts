import assert from 'node:assert/strict'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPlugin, testFile } from '../../../src/apps/plugins/sdk/testing.ts'
import { emptyFolder } from '../../../test/support/folders.ts'
import { samples } from '../../shared/saxs/test/samples.ts'
import { sameInGerman } from '../../shared/test/german.ts'
import { type CalculatorName, calculate } from '../calculators.ts'

const folder = join(import.meta.dirname, '..')
const sample = async (path: string) => testFile(path.replace(/^.*\//, ''), await readFile(join(samples, path)))
const q = Float64Array.of(0, 0.1, 0.2)
const curve = '0 10 1\n0.1 8 1\n0.2 6 1\n'

/** A program that leaves the files that the real one leaves, and fails where it is not called as that one is. */
async function fake(t: TestContext, body: string): Promise<{ program: string; scratch: string }> {
  const scratch = emptyFolder(t)
  const program = join(scratch, 'fake')
  await writeFile(program, `#!/bin/sh\nset -e\n[ "$1" = model.pdb ] && grep -q ATOM model.pdb\n${body}`)
  await chmod(program, 0o755)
  return { program, scratch }
}

const files: Readonly<Record<CalculatorName, string>> = {
  foxs: `[ "$2" = curve.dat ] && grep -q '0.1 8 1' curve.dat
printf '# SAXS profile: number of points = 3, q_min = 0, q_max = 0.2\\n#  offset = 0, scaling c = 2.0, Chi^2 = 1.1\\n#  q  exp_intensity  model_intensity error\\n0 10 20 1\\n0.1 8 16 1\\n0.2 6 12 1\\n' > model_curve.fit`,
  'pepsi-saxs': `[ "$2" = curve.dat ] && [ "$3" = -o ] && [ "$4" = out.fit ]
printf '# a\\n# b\\n# c\\n# d\\n# e\\n# q Iq sigma Ifit\\n0 10 1 20\\n0.1 8 1 16\\n0.2 6 1 12\\n' > out.fit
printf 'Best d_rho found : 1\\nScaling factor .... : 2.0e+00 \\n' > out.log`,
  crysol: `[ "$2" = --smax ] && [ "$3" = 0.2 ]
printf ' Model : model.pdb words that are no titles\\n 0.0 10 1 2 3\\n 0.05 9 1 2 3\\n 0.15 7 1 2 3\\n 0.25 5 1 2 3\\n' > out.int`,
}

for (const name of ['foxs', 'pepsi-saxs', 'crysol'] as const) {
  test(`STU-8.2 ${name}: called with its arguments, read by its titles, brought to one scale`, async (t) => {
    const { program, scratch } = await fake(t, files[name])
    const wish = { name, program, structure: 'ATOM', curve, q, scratch, signal: t.signal }

    assert.deepEqual(
      [...(await calculate(wish))].map((value) => Number(value.toFixed(9))),
      [10, 8, 6],
    )
    assert.deepEqual(await readdir(scratch), ['fake'], 'nothing stays behind')
  })
}

test('STU-8.2 a program that fails, leaves nothing or ends too early is told with its last words', async (t) => {
  for (const [body, message] of [
    ['echo "no licence" >&2; exit 3', /fake ended with code 3\.\nno licence/],
    ['true', /ended well, and left no file/],
    ["printf '# c = 1 \\n0 1 1\\n' > model_curve.fit", /holds no curve/],
    ["printf 'words\\n0 1 1\\n0.1 1 1\\n' > model_curve.fit", /name no “scaling c”/],
    ["printf '# c = 1 \\n0 1 1\\n0.1 1 1\\n' > model_curve.fit", /ends at q = 0\.1, before the measured one/],
  ] as const) {
    const { program, scratch } = await fake(t, body)
    const wish = { name: 'foxs', program, structure: 'ATOM', curve, q, scratch, signal: t.signal } as const
    await assert.rejects(calculate(wish), message)
    assert.deepEqual(await readdir(scratch), ['fake'])
  }
})

test('STU-8.2 curves of the built-in calculator are made as a plugin, with names that bioce finds again', async (t) => {
  const scattering = await openPlugin(folder, t)
  const form = { curve: await sample('sample10/experimental.dat'), structures: await sample('sample10/pdbs.zip') }
  const run = await scattering.run(form)
  assert.equal(run.status, 'SUCCESS', run.log)

  const textOf = (name: string): string => run.outputs.find((one) => one.name === name)?.text ?? ''
  const [header, first = '', ...rest] = textOf('simulated.txt').trim().split('\n')
  assert.equal(header, '# 1.pdb 2.pdb 3.pdb 4.pdb 5.pdb')
  assert.deepEqual([first.split(' ').length, rest.length], [5, 9])
  const mean = first.split(' ').reduce((sum, value) => sum + Number(value) / 5, 0)
  assert.ok(Math.abs(mean - 1) < 1e-9, `one normalisation for all: ${mean}`)
  assert.match(textOf('structures.csv'), /"1\.pdb","3011","185","19\.90/)
  const names = [1, 2, 3, 4, 5].map((number) => `${number}.pdb`)
  assert.deepEqual(await sameInGerman(folder, run), [...names, 'q (1/Å)'])

  const bioce = await openPlugin(join(import.meta.dirname, '../../bioce'), t)
  const fitted = await bioce.run({
    ...form,
    simulated: testFile('simulated.txt', textOf('simulated.txt')),
    iterations: '200',
    evidence: 'false',
  })
  assert.equal(fitted.status, 'SUCCESS', fitted.log)
  assert.doesNotMatch(fitted.log, /columns without names/)
})

test('STU-8.2 a calculator that is not installed is said to be missing', async (t) => {
  const scattering = await openPlugin(join(import.meta.dirname, '..'), t)
  const form = { curve: await sample('sample10/experimental.dat'), structures: await sample('sample10/pdbs.zip') }
  const run = await scattering.run({ ...form, calculator: 'pepsi-saxs' })

  assert.equal(run.status, 'FAILURE')
  assert.match(run.log, /Pepsi-SAXS/)
})
