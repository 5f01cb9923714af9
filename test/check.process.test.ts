import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyFolder } from './support/folders.ts'
import type { Outcome } from './support/outcomes.ts'

const passing = `test('holds', () => {})\ntest('holds too', (t) => t.test('and so does its part', () => {}))`
const failing = `test('holds', () => {})\ntest('does not', () => { throw new Error('as told') })`
const dying = `test('dies', () => process.kill(process.pid, 'SIGKILL'))`
const late = `test('holds', () => void setTimeout(() => { throw new Error('too late') }))`

test('what files of tests come to is told for each, though they share a process', (t) => {
  const texts = { passing, failing, unreadable: `throw new Error('no test at all')`, last: passing }

  assert.deepEqual(outcomesOf(emptyFolder(t), texts), {
    passing: [3, 0, ''],
    failing: [1, 1, 'does not: as told failing.test.mjs: 1 subtest failed'],
    unreadable: [0, 1, 'unreadable.test.mjs: no test at all'],
    last: [3, 0, ''],
  })
})

test('the files that a broken process leaves open count as failed, so that each runs again alone', (t) => {
  const outcomes = outcomesOf(emptyFolder(t), { passing, dying, last: passing })

  for (const file of ['dying', 'last']) {
    const [, failed, failures] = outcomes[file] ?? []
    assert.equal(failed, 1)
    assert.match(failures ?? '', /the process that ran it with 2 others did not end well/)
  }
})

test('a mistake behind the end of the test that made it is blamed on every file of the process', (t) => {
  const outcomes = outcomesOf(emptyFolder(t), { passing, late })

  assert.deepEqual(
    Object.values(outcomes).map(([, failed]) => failed),
    [1, 1],
  )
})

/** How many tests held and failed in each file, and why, when all run in one process. */
function outcomesOf(folder: string, texts: Readonly<Record<string, string>>): Record<string, [number, number, string]> {
  const files = Object.entries(texts).map(([name, text]) => {
    writeFileSync(join(folder, `${name}.test.mjs`), `import { test } from 'node:test'\n${text}\n`)
    return `${name}.test.mjs`
  })
  const support = (name: string) => JSON.stringify(join(import.meta.dirname, 'support', name))
  const program = `
    import { writeFileSync } from 'node:fs'
    import { split } from ${support('groups.ts')}
    import { runTests } from ${support('outcomes.ts')}
    const { alone, groups } = split(${JSON.stringify(files)}, '.')
    writeFileSync('outcomes.json', JSON.stringify(await runTests(alone, groups, 1)))`
  writeFileSync(join(folder, 'program.mjs'), program)
  // Who runs tests within a test is told that it must not.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const ended = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, env, encoding: 'utf8' })
  assert.equal(ended.status, 0, ended.stderr + ended.stdout)
  const outcomes: Outcome[] = JSON.parse(readFileSync(join(folder, 'outcomes.json'), 'utf8'))
  return Object.fromEntries(
    outcomes.map(({ file, passed, failed, failures }) => [
      file.replace('.test.mjs', ''),
      [passed, failed, failures.join(' ')],
    ]),
  )
}
