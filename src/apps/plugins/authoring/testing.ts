import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../../../platform/errors.ts'
import { type Manifest, readManifest } from '../manifests/manifest.ts'
import { programFolders } from '../manifests/programs.ts'
import { loadingFlags } from '../running/child.ts'
import { openPlugin, type PluginUnderTest, testFile } from '../sdk/testing.ts'

type ManifestTest = Manifest['tests'][number]

type TestResult = Readonly<{ title: string; problems: readonly string[] }>

type TestReport = Readonly<{
  identifier: string
  /** Of the tests that a manifest holds. */
  results: readonly TestResult[]
  /** What the test files said; empty where there are none. */
  output: string
  isFine: boolean
}>

/**
 * Loads the plugin of a folder as the house would, and runs the tests of its manifest and its `*.test.ts` files.
 *
 * @throws UserError `plugins.not-loaded` with the reason.
 */
export async function testPlugin(folder: string): Promise<TestReport> {
  const closing: (() => Promise<void>)[] = []
  const t = { after: (close: () => Promise<void>) => void closing.push(close) }
  try {
    const plugin = await openPlugin(resolve(folder), t).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new UserError('invalid', 'plugins.not-loaded', `${folder} cannot be loaded: ${reason}`, { cause })
    })
    const results: TestResult[] = []
    for (const one of await testsOfManifest(folder)) results.push(await runOne(folder, plugin, one))
    const { output, isFine } = await runFiles(folder)
    const isEveryFine = isFine && results.every(({ problems }) => problems.length === 0)
    return { identifier: plugin.identifier, results, output, isFine: isEveryFine }
  } finally {
    for (const close of closing) await close()
  }
}

async function testsOfManifest(folder: string): Promise<readonly ManifestTest[]> {
  const [file] = globSync('plugin.json', { cwd: folder })
  return file === undefined ? [] : readManifest(await readFile(join(folder, file), 'utf8')).tests
}

async function runOne(
  folder: string,
  plugin: PluginUnderTest,
  { title, values, expect }: ManifestTest,
): Promise<TestResult> {
  const given = await Promise.all(
    Object.entries(values).map(async ([name, value]) => {
      if (!value.startsWith('@')) return [name, value] as const
      const path = join(folder, value.slice(1))
      return [name, testFile(basename(path), await readFile(path))] as const
    }),
  )
  const run = await plugin.run(Object.fromEntries(given))
  const problems = Object.entries(run.errors).map(([name, messages]) => `${name}: ${messages.join(' ')}`)
  if (run.status !== expect.status) problems.push(`It ended with ${run.status}: ${run.log}`)
  if (expect.log !== undefined && !new RegExp(expect.log, 'u').test(run.log)) problems.push(`The log is: ${run.log}`)
  for (const [name, file] of Object.entries(expect.outputs)) {
    const output = run.outputs.find((one) => one.name === name)
    if (!output) problems.push(`There is no result ${name}.`)
    else if (!(await readFile(join(folder, file))).equals(output.bytes))
      problems.push(`${name} is not what ${file} says:\n${output.text.slice(0, 2_000)}`)
  }
  return { title, problems }
}

/** Runs the test files in a process that knows `lyceum/plugin`, without the environment of the house. */
async function runFiles(folder: string): Promise<Readonly<{ output: string; isFine: boolean }>> {
  const files = globSync('**/*.test.{ts,js}', { cwd: folder, exclude: (name) => /node_modules|^\./.test(String(name)) })
  if (files.length === 0) return { output: '', isFine: true }
  const resolving = join(import.meta.dirname, '../sdk/resolving.ts')
  const flags = ['--disable-warning=ExperimentalWarning', ...loadingFlags, `--import=${resolving}`]
  const child = spawn(process.execPath, [...flags, '--test', '--test-reporter=spec', ...files], {
    cwd: folder,
    env: { PATH: programFolders.join(':'), HOME: folder, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pieces: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => pieces.push(piece))
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
  return { output: Buffer.concat(pieces).toString().trim(), isFine: code === 0 }
}
