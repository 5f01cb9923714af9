import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { startPostgres } from './support/postgres-server.ts'

/** Files whose tests drive several processes or a browser: one at a time, so that their time limits mean something. */
const heavy = ['**/*.browser.test.ts', '**/*.process.test.ts']
const everything = 'src/**/*.test.ts,plugins/**/*.test.ts,test/**/*.test.ts,bench/**/*.test.ts'.split(',')

type Tally = { passed: number; failed: number }

const { values: options, positionals } = parseArgs({ options: { long: { type: 'boolean' } }, allowPositionals: true })
// What is compiled once is compiled for all: each file of tests is a process of its own.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/lyceum')
if (options.long) process.env.LYCEUM_TEST_LONG = '1'

const tally: Tally = { passed: 0, failed: 0 }
if (positionals.length === 0) {
  count(await succeeds('biome', ['check', '--error-on-warnings', '.']))
  count(await succeeds('tsc', ['--noEmit']))
}
await runAllTests(positionals)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1)

async function runAllTests(wanted: readonly string[]): Promise<void> {
  const files = globSync(wanted.length > 0 ? wanted : everything).sort()
  const heavyFiles = files.filter((file) => heavy.some((pattern) => file.endsWith(pattern.slice(4))))
  const postgres = await startPostgres()
  process.env.LYCEUM_TEST_POSTGRES_URL = postgres.url
  try {
    await runTests(
      files.filter((file) => !heavyFiles.includes(file)),
      2,
    )
    await runTests(heavyFiles, 1)
  } finally {
    await postgres.stop()
  }
}

async function runTests(files: string[], concurrency: number): Promise<void> {
  if (files.length === 0) return
  const stream = run({ files, concurrency, timeout: 20 * 60_000 })
  stream.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return
    tally.passed += counts.passed
    tally.failed += counts.tests - counts.passed
  })
  const finished = new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject))
  stream.compose(new spec()).pipe(process.stdout, { end: false })
  await finished
}

function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${command}`, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}

function count(passed: boolean): void {
  if (passed) tally.passed++
  else tally.failed++
}
