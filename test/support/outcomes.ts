import { relative } from 'node:path'
import { type EventData, run } from 'node:test'
import { spec } from 'node:test/reporters'
import type { Groups } from './groups.ts'
import { asRoomAllows } from './room.ts'

/** What a file of tests came to: how many held and did not, how long it took in seconds, and what failed with its reason. */
export type Outcome = { file: string; passed: number; failed: number; seconds: number; failures: string[] }

const longestMs = 20 * 60_000
/** What stands before every file. */
const execArgv = ['./quick-passwords.ts', './ending-at-once.ts'].flatMap((file) => [
  '--import',
  import.meta.resolve(file),
])
const filesBetween = 3

/** Runs files, alone and in groups, at most so many processes at a time, and tells what each file came to. */
export async function runTests(alone: readonly string[], groups: Groups, most: number): Promise<Outcome[]> {
  const outcomes = new Outcomes(groups)
  await asRoomAllows(mixed(alone, [...groups.keys()]), most, (file) => runFile(file, outcomes))
  return outcomes.ofAll([...alone, ...[...groups.values()].flat()])
}

/** Tells all of a file when it has ended, and not between what others tell. */
async function runFile(file: string, outcomes: Outcomes): Promise<void> {
  const stream = run({ files: [file], execArgv, timeout: longestMs })
  stream.on('test:pass', (event) => outcomes.add(event))
  stream.on('test:fail', (event) => outcomes.add(event, event.details.error))
  stream.on('test:summary', ({ file: ended, counts, duration_ms }) => {
    if (ended !== undefined) outcomes.sum(ended, counts, duration_ms)
  })
  const told = stream.filter((event) => !isOfRun(event)).compose(new spec())
  process.stdout.write((await told.toArray()).join(''))
}

/** What is said of this run of one file, and not of a file or a test: the last page says it of all. */
const isOfRun = ({ type, data }: { type: string; data: { file?: string } }): boolean =>
  (type === 'test:diagnostic' || type === 'test:summary') && data.file === undefined

/** A group has work for the processor while files beside it wait: one after every few of them, as long as there are any. */
function mixed(alone: readonly string[], groups: readonly string[]): string[] {
  const files = [...alone]
  for (const [n, group] of groups.entries()) files.splice(n * (filesBetween + 1), 0, group)
  return files
}

type Ended = EventData.TestPass | EventData.TestFail

/** Attributes what ended to files: of those in a group, the tests are told before the suite that bears the name of the file. */
class Outcomes {
  readonly #groups: Groups
  readonly #found = new Map<string, Outcome>()
  /** What was told of the file that a group is at. */
  readonly #underWay = new Map<string, Outcome>()

  constructor(groups: Groups) {
    this.#groups = groups
  }

  /** Of all files that were to run; of which nothing was heard has failed. */
  ofAll(files: readonly string[]): Outcome[] {
    for (const file of files) {
      if (this.#found.has(file)) continue
      this.#found.set(file, { file, passed: 0, failed: 1, seconds: 0, failures: ['nothing was heard of it'] })
    }
    return [...this.#found.values()]
  }

  /** The summary of a file that ran alone; those of groups say nothing of their files. */
  sum(file: string, counts: EventData.TestSummary['counts'], durationMs: number): void {
    if (this.#groups.has(file)) return
    const outcome = outcomeIn(this.#found, relative(process.cwd(), file))
    outcome.passed = counts.passed
    outcome.failed = counts.tests - counts.passed
    outcome.seconds = durationMs / 1000
  }

  add(event: Ended, error?: Error): void {
    // The file that was started; the test itself may stand in another, which several use.
    const started = event.entryFile ?? event.file
    if (started === undefined) return
    const group = this.#groups.get(started)
    if (group) this.#addOfGroup(started, group, event, error)
    else if (error) {
      const outcome = outcomeIn(this.#found, relative(process.cwd(), started))
      outcome.failures.push(failureOf(event, error))
      // A file that ends before its first test has no summary of its own.
      outcome.failed ||= 1
    }
  }

  #addOfGroup(script: string, group: readonly string[], event: Ended, error?: Error): void {
    const outcome = outcomeIn(this.#underWay, script)
    const isFile = event.nesting === 0 && group.includes(event.name)
    if (event.nesting === 0 && !isFile) {
      if (error) this.#breakOff(group, reasonOf(error))
      return
    }
    if (error) outcome.failures.push(failureOf(event, error))
    if (event.details.type !== 'suite') {
      const held = error === undefined && event.skip === undefined && event.todo === undefined
      outcome[held ? 'passed' : 'failed'] += 1
    }
    if (!isFile) return
    // It may have failed by itself: it could not be loaded, or took too long.
    if (error) outcome.failed ||= 1
    this.#found.set(event.name, { ...outcome, file: event.name, seconds: event.details.duration_ms / 1000 })
    this.#underWay.delete(script)
  }

  /** The process of a group ended before its time, or not in peace: who is to blame shows when its files run alone. */
  #breakOff(group: readonly string[], reason: string): void {
    const missing = group.filter((file) => !this.#found.has(file))
    for (const file of missing.length > 0 ? missing : group) {
      const outcome = outcomeIn(this.#found, file)
      outcome.failed ||= 1
      outcome.failures.push(`the process that ran it with ${group.length - 1} others did not end well: ${reason}`)
    }
  }
}

function outcomeIn(outcomes: Map<string, Outcome>, file: string): Outcome {
  const outcome = outcomes.get(file) ?? { file, passed: 0, failed: 0, seconds: 0, failures: [] }
  outcomes.set(file, outcome)
  return outcome
}

const failureOf = ({ name }: Ended, error: Error): string => `${name}: ${reasonOf(error)}`

/** The innermost reason of a failed test, on one line; a parent says only that a subtest failed. */
function reasonOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error
  return cause.message.replaceAll(/\s+/g, ' ').slice(0, 300)
}
