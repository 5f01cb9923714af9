import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseCsv } from '../../../src/apps/plugins/formats/csv.ts'
import { openPlugin, type TestRun, testFile } from '../../../src/apps/plugins/sdk/testing.ts'
import { Plot, Summary } from '../../../src/apps/studies/results.ts'
import { sameInGerman } from '../../shared/test/german.ts'
import { betaShare } from '../beta-share.ts'
import { corrected, ranksOf } from '../correlating.ts'
import { leafOrder } from '../leaf-order.ts'

const folder = join(import.meta.dirname, '..')
const sample = (name: string) =>
  testFile(name, readFileSync(join(folder, '../../test/data/saxs/tabular', name)), { contentType: 'text/csv' })
const dataset1 = sample('test_dataset1.csv')
const dataset2 = sample('test_dataset2.csv')
const textOf = (run: TestRun, name: string): string => {
  const found = run.outputs.find((one) => one.name === name)
  assert.ok(found, `${name} among ${run.outputs.map((one) => one.name)}; ${run.log}`)
  return found.text
}
const pairsOf = (run: TestRun): string[][] => parseCsv(textOf(run, 'pairs.csv')).slice(1)

test('S-028 STU-15 two tables, five features each: two of 45 pairs pass, and the empty block is said, not a failure', async (t) => {
  const run = await (await openPlugin(folder, t)).run({ dataset1, dataset2 })
  assert.equal(run.status, 'SUCCESS', run.log)

  const pairs = pairsOf(run).map(
    ([one, other, ...numbers]) => [[one, other].sort().join('–'), ...numbers.map(Number)] as const,
  )
  assert.deepEqual(
    pairs.map(([names]) => names),
    ['feat26–feat9', 'feat2_39–feat2_5'],
  )
  const close = (actual: unknown, expected: number, share: number): void =>
    assert.ok(Math.abs(Number(actual) / expected - 1) < share, `${actual} is not ${expected}`)
  close(pairs[0]?.[1], 0.611491, 1e-6)
  close(pairs[0]?.[2], 1.5346e-10, 1e-4)
  close(pairs[0]?.[3], 6.906e-9, 1e-4)
  close(pairs[1]?.[1], 0.413327, 1e-6)
  close(pairs[1]?.[2], 5.1446e-5, 1e-4)
  close(pairs[1]?.[3], 1.158e-3, 1e-3)
  const { verdict } = Summary.parse(JSON.parse(textOf(run, 'summary.json')))
  assert.equal(verdict.sentence, '2 of 45 pairs are significant.')
  assert.deepEqual(verdict.details, ['No significant pairs between “first table” and “second table”.'])
  assert.match(textOf(run, 'r_dataset1.csv'), /^"","feat(9|26)","feat(9|26)"\r\n/)
  assert.deepEqual(await sameInGerman(folder, run), [])
  const { title, matrix } = Plot.parse(JSON.parse(textOf(run, 'r_dataset1.json')))
  assert.deepEqual(
    [title, matrix?.columns.toSorted(), matrix?.values[0]?.[0], matrix?.from],
    ['Correlations within “first table”', ['feat26', 'feat9'], 1, -1],
  )
  close(matrix?.values[0]?.[1], 0.611491, 1e-6)
  assert.match(textOf(run, 'r_dataset2.svg'), /^<svg .*feat2_39, feat2_5: 0\.413|feat2_5, feat2_39: 0\.413/s)
})

test('STU-15 ten features each: 11, 10 and 14 of 190 pairs pass; one table alone: one of ten', async (t) => {
  const tables = await openPlugin(folder, t)
  for (const [form, passing] of [
    [{ correction: 'fdr_bh' }, 11],
    [{ correction: 'bonferroni' }, 10],
    [{ correction: 'fdr_bh', alpha: '0.1' }, 14],
  ] as const) {
    const run = await tables.run({ dataset1, dataset2, features: '10', ...form })
    assert.match(run.log, new RegExp(`^${passing} of 190 pairs are significant`, 'm'))
    const [[one = '', other = '', r = ''] = []] = pairsOf(run)
    assert.deepEqual([one, other].sort(), ['feat2_22', 'feat2_5'])
    assert.ok(Math.abs(Number(r) - 0.721957) < 1e-6)
  }

  const alone = await tables.run({ dataset1 })
  const [[, , r, , corrected] = []] = pairsOf(alone)
  assert.match(alone.log, /^1 of 10 pairs is significant/m)
  assert.ok(Math.abs(Number(r) - 0.579922) < 1e-6)
  assert.ok(Math.abs(Number(corrected) / 2.57e-9 - 1) < 1e-3)
})

test('STU-15 tables that cannot be used are named with line and column', async (t) => {
  const tables = await openPlugin(folder, t)
  const csv = (text: string) => testFile('bad.csv', text, { contentType: 'text/csv' })
  const rows = (count: number, prefix = 's') =>
    Array.from({ length: count }, (_, at) => `${prefix}${at},${at},${(at * 7) % 5}`).join('\n')
  for (const [form, message] of [
    [{ dataset1: csv('x,a,b\ns1,1\n') }, /“bad\.csv”, line 2: found 2 cells; expected 3/],
    [{ dataset1: csv('x,a,b\ns1,1,u\ns2,2,v\n') }, /found 1 columns of numbers; expected 2 or more/],
    [{ dataset1: csv('x,a,b\ns1,1,2\ns1,2,3\n') }, /the sample “s1” stands there twice/],
    [{ dataset1: csv('x,a,b\ns1,1,2\ns2,2,3\n') }, /found 2 samples; expected 4 or more/],
    [
      { dataset1: csv(`x,a,b\n${rows(20)}`), dataset2: csv(`x,a,b\n${rows(20, 't')}`) },
      /0 samples in common; more than 15/,
    ],
    [{ dataset1: csv('x,"a,b\ns1,1,2\n') }, /“bad\.csv”/],
  ] as const) {
    const run = await tables.run(form)
    assert.equal(run.status, 'FAILURE', `${message}`)
    assert.match(run.log, message)
  }

  const gaps = await tables.run({
    dataset1: testFile('t.txt', 'x\ta\tb\tc\ns1\t1\t2\tu\ns2\t\t3\tv\ns3\t3\tNA\tw\ns4\t4\t9\tx\ns5\t5\t10\ty\n'),
  })
  assert.equal(gaps.status, 'SUCCESS', gaps.log)
  assert.match(gaps.log, /1 columns of “t\.txt” hold words[\s\S]*2 missing values/)
})

test('STU-15 ranks share ties, the incomplete beta function and both corrections have their known values', () => {
  assert.deepEqual([...ranksOf(Float64Array.of(10, 20, 10, 30))], [1.5, 3, 1.5, 4])
  assert.ok(Math.abs(betaShare(2, 3, 0.4) - 0.5248) < 1e-12)
  assert.ok(Math.abs(betaShare(0.5, 0.5, 0.5) - 0.5) < 1e-12)
  assert.deepEqual(
    corrected([0.01, 0.04, 0.03], 'bonferroni').map((p) => p.toFixed(3)),
    ['0.030', '0.120', '0.090'],
  )
  assert.deepEqual(
    corrected([0.01, 0.04, 0.03], 'fdr_bh').map((p) => p.toFixed(3)),
    ['0.030', '0.040', '0.040'],
  )
  assert.deepEqual(
    leafOrder([Float64Array.of(1, 2, 3), Float64Array.of(3, 2, 1), Float64Array.of(2, 4, 6.1)]),
    [1, 0, 2],
  )
})
