import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { OpenedFile } from '../../../../src/apps/plugins/sdk/context.ts'
import { readExtras } from '../reading/extras.ts'
import { type Finding, type InputName, sentenceOf } from '../reading/findings.ts'
import type { Demand } from '../reading/given.ts'
import { predictionErrors } from '../reading/predictions.ts'
import { columnsOf, samples, zipOf } from './samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'lyceum-shifts-'))
after(() => rmSync(folder, { recursive: true }))

let count = 0

function given(name: string, content: string | Uint8Array): OpenedFile {
  const path = join(folder, `${++count}-${name}`)
  writeFileSync(path, content)
  const bytes = readFileSync(path)
  return { name, path, sizeBytes: bytes.length, text: async () => bytes.toString('utf8') } as OpenedFile
}

async function read(files: Readonly<Partial<Record<InputName, OpenedFile>>>, names: readonly string[]) {
  const found: Finding[] = []
  const demand: Demand = (value, more) => {
    found.push(...more)
    if (value === undefined || more.some(({ severity }) => severity === 'error'))
      throw new Error(more.map(sentenceOf).join('\n'))
    return value
  }
  return { ...(await readExtras(files, names, demand)), said: found.map(sentenceOf).join('\n') }
}

/** By the errors that stand in the sample: which atom each of its shifts is of. */
const atoms = new Map(Object.entries(predictionErrors).map(([atom, error]) => [error, atom]))

test('STU-8.6 what a predictor wrote for each structure, held against measured shifts by residue and atom, is the same as three tables', async () => {
  const [measured = []] = columnsOf('calmodulin/cs_exp.dat')
  const [errors = []] = columnsOf('calmodulin/cs.err')
  const predicted = columnsOf('calmodulin/cs4/cs.dat')
  const keys = Array.from(errors, (error, at) => `${at + 1},GLY,${atoms.get(error) ?? assert.fail(String(error))}`)
  const tableOf = (column: ArrayLike<number>, header = ''): string =>
    `${header}${keys.map((key, at) => `${key},${column[at]}\n`).join('')}`
  const names = ['a2.pdb', 'a10.pdb', 'b.pdb', 'c.pdb']
  const files = Object.fromEntries(
    names.map((name, model) => [
      `set/${name}.cs`,
      // One atom that nobody has measured, and lines in another order.
      `${tableOf(predicted[model] ?? [], 'NUM,RES,ATOMNAME,SHIFT\n')
        .trim()
        .split('\n')
        .toReversed()
        .join('\n')}\n900,ALA,CA,50\n`,
    ]),
  )
  const keyed = tableOf(measured, '# shifts of calmodulin\n').replaceAll(',', ' ')
  const byAtom = await read(
    {
      measuredShifts: given('measured.txt', `${keyed}901 ALA CA 51\n902 ALA QX 1\n`),
      predictedShifts: given('predicted.zip', await zipOf(files)),
    },
    names,
  )
  const plain = (path: string) => readFileSync(join(samples, 'calmodulin', path))
  const tables = await read(
    {
      measuredShifts: given('m.dat', plain('cs_exp.dat')),
      predictedShifts: given('p.dat', plain('cs4/cs.dat')),
      shiftErrors: given('e.dat', plain('cs.err')),
    },
    names,
  )

  assert.ok(tables.shifts && byAtom.shifts)
  assert.equal(byAtom.shifts.points, tables.shifts.points)
  assert.deepEqual([...byAtom.shifts.A], [...tables.shifts.A])
  assert.deepEqual([...byAtom.shifts.b], [...tables.shifts.b])
  assert.match(byAtom.said, /found 2 of \d+ shifts without a prediction for each model/)
  assert.equal(tables.said, '')
})

test('STU-8.6 predictions of other models, without shifts, or beside errors are refused in words', async () => {
  const measuredShifts = given('m.txt', '1 GLY CA 45\n2 ALA CA 52\n')
  const line = '1,GLY,CA,44\n'
  const predictedShifts = (entries: Readonly<Record<string, string>>) =>
    zipOf(entries).then((bytes) => given('p.zip', bytes))
  const two = ['1.pdb', '2.pdb']
  for (const [files, message] of [
    [
      { measuredShifts, predictedShifts: await predictedShifts({ '1.cs': line }) },
      /found 1 files; expected 2, one for each model/,
    ],
    [
      { measuredShifts, predictedShifts: await predictedShifts({ '1.cs': line, '2.cs': 'NUM\n' }) },
      /no shift in “2\.cs”/,
    ],
    [
      { measuredShifts, predictedShifts: await predictedShifts({ '1.cs': line, '2.cs': '7,GLY,CA,4\n' }) },
      /no measured shift that is predicted/,
    ],
    [
      {
        measuredShifts: given('n.txt', '45 0.3\n'),
        predictedShifts: await predictedShifts({ '1.cs': line, '2.cs': line }),
      },
      /no line of residue number, residue name, atom, shift/,
    ],
    [
      {
        measuredShifts,
        predictedShifts: await predictedShifts({ '1.cs': line, '2.cs': line }),
        shiftErrors: given('e.dat', '0.4\n'),
      },
      /beside an archive of a predictor the usual ones are taken/,
    ],
    [{ measuredShifts }, /measured shifts, predicted shifts and errors of the predictions together/],
  ] as const)
    await assert.rejects(read(files, two), message)

  const { said, shifts } = await read(
    { measuredShifts, predictedShifts: await predictedShifts({ 'x1.cs': line, 'x2.cs': line }) },
    two,
  )
  assert.match(said, /other names than the models/)
  assert.equal(shifts?.points, 1)
})
