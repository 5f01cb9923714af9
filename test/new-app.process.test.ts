import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { emptyFolder } from './support/folders.ts'

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)

/** A file of the page, or lines that go below one of a file that stands. */
type Block = Readonly<{ file: string; below: string | undefined; text: string }>

const blocks: readonly Block[] = [
  ...readFileSync(join(root, 'docs/new-app.md'), 'utf8').matchAll(
    /^```\w+ ([^\s,]+)(?:, below ([^\n]+))?\n(.*?)^```$/gms,
  ),
].map(([, file = '', below, text = '']) => ({ file, below, text }))

/** The program with the app of the page in it, in a folder of its own. */
function programWithApp(t: TestContext): string {
  const folder = emptyFolder(t)
  for (const part of ['src', 'test/support', 'test/layout.test.ts', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const block of blocks) put(folder, block)
  return folder
}

function put(folder: string, block: Block): void {
  const path = join(folder, block.file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, block.below === undefined ? block.text : withLines(path, block.below, block.text))
}

function withLines(path: string, below: string, text: string): string {
  const lines = readFileSync(path, 'utf8').split('\n')
  const at = lines.findIndex((line) => line.includes(below))
  assert.ok(at >= 0, `${path} has a line with ${below}`)
  return lines.toSpliced(at + 1, 0, text.trimEnd()).join('\n')
}

test('the app of “How to add an app” keeps the rules of the house, and its own test holds', async (t) => {
  const folder = programWithApp(t)
  const own = blocks.find(({ file }) => file.endsWith('.test.ts'))
  assert.ok(own)
  const tests = [own.file, 'test/layout.test.ts', 'src/platform/web/test/languages.test.ts']
  const { LYCEUM_TEST_POSTGRES_URL: _, NODE_TEST_CONTEXT: __, ...env } = process.env

  const outcome = await run(process.execPath, ['--test', ...tests], { cwd: folder, env, maxBuffer: 20e6 }).catch(
    (error: { stdout: string }) => error,
  )

  for (const [, title] of own.text.matchAll(/^test\('(.+?)', async/gm))
    assert.ok(outcome.stdout.includes(`✔ ${title} (`), outcome.stdout.slice(-3_000))
  assert.match(outcome.stdout, /✔ no route or page writes SQL/, 'the rules of the house were looked at')
  assert.doesNotMatch(outcome.stdout, /apps\/loans\//, 'and name nothing of the app')
})

test('the list of apps on the page is that of the house, with one more', () => {
  const shown = blocks.find(({ file }) => file === 'src/apps.ts')?.text ?? ''
  const without = shown.replace("import { loans } from './apps/loans/app.ts'\n", '').replace(', loans]', ']')

  assert.equal(without, readFileSync(join(root, 'src/apps.ts'), 'utf8'))
})
