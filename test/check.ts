import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync, statfsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import chromium from '@sparticuz/chromium'
import { startPostgres } from './support/postgres-server.ts'

/** Files whose tests drive several processes or a browser take longest, and begin first: short ones fill the gaps at the end. */
const takesLong = (file: string): boolean => /\.(browser|process)\.test\.ts$/.test(file)
/** Files at a time: tests often wait, for a browser, a process or a moment, so that two processors serve three. */
const together = 3
const everything = 'src/**/*.test.ts,plugins/**/*.test.ts,test/**/*.test.ts,bench/**/*.test.ts'.split(',')

/** What a file of tests came to: how many held and did not, how long it took in seconds, and what failed with its reason. */
type Outcome = { file: string; passed: number; failed: number; seconds: number; failures: string[] }

const { values: options, positionals } = parseArgs({ options: { long: { type: 'boolean' } }, allowPositionals: true })
// What is compiled once is compiled for all: each file of tests is a process of its own.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/lyceum')
if (options.long) process.env.LYCEUM_TEST_LONG = '1'

const outcomes: Outcome[] = []
if (positionals.length === 0) {
  outcomes.push(await ran('biome', ['check', '--error-on-warnings', '.']))
  outcomes.push(await ran('tsc', ['--noEmit']))
}
const unsteady = await runAllTests(positionals)
report()
const [passed, failed] = [sum((outcome) => outcome.passed), sum((outcome) => outcome.failed)]
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

/** Runs the files; what failed runs once more with the machine to itself. Returns the outcomes that the second run replaced. */
async function runAllTests(wanted: readonly string[]): Promise<Outcome[]> {
  const files = globSync(wanted.length > 0 ? wanted : everything).sort()
  const longestFirst = files.toSorted((one, other) => Number(takesLong(other)) - Number(takesLong(one)))
  const folder = await mkdtemp(join(roomyMemory() ?? tmpdir(), 'lyceum-tests-'))
  // PostgreSQL refuses to run as root, and runs as somebody else.
  await chmod(folder, 0o1777)
  process.env.TMPDIR = folder
  process.env.LYCEUM_TEST_TEMPLATES = folder
  // Files that unpack the browser at the same time would find half of it.
  if (files.some((file) => file.endsWith('.browser.test.ts'))) await chromium.executablePath()
  const postgres = await startPostgres()
  process.env.LYCEUM_TEST_POSTGRES_URL = postgres.url
  try {
    const first = await runTests(longestFirst, together)
    const doubtful = first.filter((outcome) => outcome.failed > 0)
    outcomes.push(...first.filter((outcome) => outcome.failed === 0))
    for (const { file } of doubtful) outcomes.push(...(await runTests([file], 1)))
    return doubtful
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A folder in memory that holds what tests write, which nobody needs when they end: half the work of the system. */
function roomyMemory(): string | undefined {
  const folder = '/dev/shm'
  if (!existsSync(folder) || /^\S+ \/dev\/shm \S+ \S*noexec/m.test(readFileSync('/proc/mounts', 'utf8')))
    return undefined
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > 8 * 2 ** 30 ? folder : undefined
}

async function runTests(files: string[], concurrency: number): Promise<Outcome[]> {
  if (files.length === 0) return []
  const found = new Map<string, Outcome>()
  const outcomeOf = (file: string) => {
    const name = relative(process.cwd(), file)
    const outcome = found.get(name) ?? { file: name, passed: 0, failed: 0, seconds: 0, failures: [] }
    found.set(name, outcome)
    return outcome
  }
  const stream = run({ files, concurrency, timeout: 20 * 60_000 })
  stream.on('test:summary', ({ file, counts, duration_ms }) => {
    if (file === undefined) return
    const outcome = outcomeOf(file)
    outcome.passed = counts.passed
    outcome.failed = counts.tests - counts.passed
    outcome.seconds = duration_ms / 1000
  })
  stream.on('test:fail', ({ file, name, details }) => {
    if (file === undefined) return
    const outcome = outcomeOf(file)
    outcome.failures.push(`${name}: ${reasonOf(details.error)}`)
    // A file that ends before its first test has no summary of its own.
    outcome.failed ||= 1
  })
  const finished = new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject))
  stream.compose(new spec()).pipe(process.stdout, { end: false })
  await finished
  return [...found.values()]
}

/** The last page of the output, which is all that some readers see: what took long, what was unsteady, what failed and why. */
function report(): void {
  const slowest = outcomes.toSorted((one, other) => other.seconds - one.seconds).slice(0, 15)
  console.log('\nThe slowest files:')
  for (const { file, seconds } of slowest) console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${file}`)
  for (const outcome of unsteady) tell(`Failed at first and was run again: ${outcome.file}`, outcome.failures)
  for (const outcome of outcomes) if (outcome.failed > 0) tell(`Failed: ${outcome.file}`, outcome.failures)
}

function tell(heading: string, failures: readonly string[]): void {
  console.log(`\n${heading}`)
  for (const failure of failures) console.log(`  ${failure}`)
}

/** The innermost reason of a failed test, on one line; a parent says only that a subtest failed. */
function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error
  return cause.message.replaceAll(/\s+/g, ' ').slice(0, 300)
}

function ran(command: string, args: readonly string[]): Promise<Outcome> {
  const started = performance.now()
  return new Promise((resolve) => {
    const end = (held: boolean) => {
      const seconds = (performance.now() - started) / 1000
      const failures = held ? [] : ['what it found stands at the top of this output']
      resolve({ file: command, passed: Number(held), failed: Number(!held), seconds, failures })
    }
    const child = spawn(`node_modules/.bin/${command}`, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', () => end(false))
    child.once('exit', (code) => end(code === 0))
  })
}

function sum(numberOf: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + numberOf(outcome), 0)
}
