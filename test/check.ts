import { spawn } from 'node:child_process'
import { existsSync, globSync, readFileSync, statfsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import chromium from '@sparticuz/chromium'
import { split, takesLong } from './support/groups.ts'
import { type Outcome, runTests } from './support/outcomes.ts'
import { startPostgres } from './support/postgres-server.ts'

/** The most processes of tests at a time, however idle the processors are. */
const together = 5
/** Of what a check of types or form says before it fails. */
const mostLines = 40
const everything = 'src/**/*.test.ts,plugins/**/*.test.ts,test/**/*.test.ts,bench/**/*.test.ts'.split(',')

const { values: options, positionals } = parseArgs({ options: { long: { type: 'boolean' } }, allowPositionals: true })
// What is compiled once is compiled for all processes.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../node_modules/.cache/lyceum')
if (options.long) process.env.LYCEUM_TEST_LONG = '1'

const outcomes: Outcome[] = []
// Beside the tests, which wait often. One checker of types: more would each look at what they share.
const looks =
  positionals.length > 0
    ? []
    : [ran('biome', ['check', '--error-on-warnings', '.']), ran('tsc', ['--noEmit', '--checkers', '1'])]
const unsteady = await runAllTests(positionals).catch((error) => {
  // Nobody else would: the runner of tests takes what nobody caught for a failure of some test.
  console.error(error)
  process.exit(1)
})
outcomes.push(...(await Promise.all(looks)))
report()
const [passed, failed] = [sum((outcome) => outcome.passed), sum((outcome) => outcome.failed)]
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

/** Runs the files; what failed runs once more with the machine to itself. Returns the outcomes that the second run replaced. */
async function runAllTests(wanted: readonly string[]): Promise<Outcome[]> {
  const files = globSync(wanted.length > 0 ? wanted : everything)
    .map((file) => relative('', file))
    .sort()
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
    const { alone, groups } = split(files, folder)
    // The platform's queue takes longer than what the apps have.
    const longestFirst = alone.toReversed().toSorted((one, other) => rank(one) - rank(other))
    const first = await runTests(longestFirst, groups, together)
    const doubtful = first.filter((outcome) => outcome.failed > 0)
    outcomes.push(...first.filter((outcome) => outcome.failed === 0))
    for (const { file } of doubtful) outcomes.push(...(await runTests([file], new Map(), 1)))
    return doubtful
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What begins late ends late: processes and browsers take long, longest those of the whole house. */
function rank(file: string): number {
  return (takesLong(file) ? 0 : 2) + (file.startsWith('test/') ? 0 : 1)
}

/** A folder in memory that holds what tests write, which nobody needs when they end: half the work of the system. */
function roomyMemory(): string | undefined {
  const folder = '/dev/shm'
  if (!existsSync(folder) || /^\S+ \/dev\/shm \S+ \S*noexec/m.test(readFileSync('/proc/mounts', 'utf8')))
    return undefined
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > 8 * 2 ** 30 ? folder : undefined
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

function ran(command: string, args: readonly string[]): Promise<Outcome> {
  const started = performance.now()
  return new Promise((resolve) => {
    const end = (held: boolean) => {
      const seconds = (performance.now() - started) / 1000
      const failures = held ? [] : said.trim().split('\n').slice(0, mostLines)
      resolve({ file: command, passed: Number(held), failed: Number(!held), seconds, failures })
    }
    let said = ''
    const child = spawn(`node_modules/.bin/${command}`, args)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece))
    child.once('error', ({ message }) => {
      said = message
      end(false)
    })
    child.once('close', (code) => end(code === 0))
  })
}

function sum(numberOf: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + numberOf(outcome), 0)
}
