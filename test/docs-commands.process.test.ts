import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { z } from 'zod'
import type { DatabaseKind } from '../src/platform/database/migrating.ts'
import { databaseOf, emptyDatabase } from './support/databases.ts'
import { emptyFolder } from './support/folders.ts'
import { runCommand, startServer } from './support/process.ts'
import { s3Keys, sharedS3 } from './support/s3-server.ts'

// Every `sh` block of the documents is run as it stands, page by page, in an empty folder that has `bin/` and `test/` of
// the clone; other blocks are not. Where a page says that its commands talk to a running house, there is one, and
// http://127.0.0.1:5000 leads to it. $PASSWORD, $TOKEN, $DATABASE_URL and $FILES_URL are the reader's own. Lines that begin
// with npm are not run: they would install and test the clone within its own test. Where the paragraph before a block of
// another language ends with the path of a file and a colon, the block is written to that file.

const root = join(import.meta.dirname, '..')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/papers.md',
  'docs/studies.md',
  'docs/api.md',
  'docs/administrators.md',
  'docs/diagnostics.md',
  'docs/troubleshooting.md',
  'docs/plugin-authors.md',
]
const runningHouse = 'talk to a running house'
const password = 'seven green kettles sing'
/** What is made once for all pages. */
const ofAllPages = mkdtempSync(join(tmpdir(), 'lyceum-documents-'))
after(() => rm(ofAllPages, { recursive: true }))

/** What an administrator does is done on both databases; the other pages say the same there. */
const runs = [
  ...pages.map((page) => ({ page, kind: 'sqlite' as const })),
  { page: 'docs/administrators.md', kind: 'postgres' as const },
]

for (const { page, kind } of runs) {
  test(`the commands of ${page} do what they say (${kind})`, { timeout: 300_000 }, async (t) => {
    const text = readFileSync(join(root, page), 'utf8')
    const lines = blocksOf(text).flatMap((block) => block.split('\n'))
    const commands = lines.filter((line) => !line.startsWith('npm '))
    for (const line of lines.filter((one) => one.startsWith('npm '))) demandScripts(line)

    const house = await openPage(t, text, kind)
    const { code, output } = await runScript(house, commands)

    assert.equal(code, 0, output)
  })
}

test('every page with commands is among those that are run', () => {
  const withCommands = globSync('{docs/**/*.md,*.md}', { cwd: root }).filter(
    (page) => blocksOf(readFileSync(join(root, page), 'utf8')).length > 0,
  )

  assert.deepEqual(
    withCommands.filter((page) => !pages.includes(page)),
    [],
  )
})

const blocksOf = (text: string): string[] =>
  [...text.matchAll(/(?:`([\w./-]+)`:\n\n)?^```(\w*)\n(.*?)^```$/gms)].flatMap(([, path, language, block = '']) => {
    if (language === 'sh') return [block]
    return path === undefined ? [] : [fileOf(path, block)]
  })

/** The lines that write a file; nothing in it means anything to the shell. */
const fileOf = (path: string, text: string): string =>
  `mkdir -p "$(dirname ${path})"\ncat > ${path} <<'END OF THE FILE'\n${text}END OF THE FILE\n`

/** `npm ci`, and the scripts that the package has. */
function demandScripts(line: string): void {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  for (const [, script = ''] of line.replace(/#.*/, '').matchAll(/npm (?:run )?([\w-]+)/g))
    assert.ok(script === 'ci' || scripts[script], `npm ${script} of "${line}"`)
}

type OpenPage = Readonly<{ folder: string; address: string; environment: Readonly<Record<string, string>> }>

async function openPage(t: TestContext, text: string, kind: DatabaseKind): Promise<OpenPage> {
  const folder = emptyFolder(t)
  for (const name of ['bin', 'test']) symlinkSync(join(root, name), join(folder, name))
  const environment = {
    LYCEUM_INSTANCE: join(folder, 'instance'),
    LYCEUM_PORT: '0',
    LYCEUM_TIMEZONE: 'UTC',
    LYCEUM_LOG_LEVEL: 'silent',
    // Nobody answers there: what the commands ask for must not leave this machine.
    LYCEUM_PAPERS_CROSSREF_URL: 'http://127.0.0.1:1',
    LYCEUM_PAPERS_UNPAYWALL_URL: 'http://127.0.0.1:1',
    LYCEUM_CONTACT: 'library@lyceum-tests.org',
    PASSWORD: password,
    ...(await databaseOf(t, kind)),
    ...(await biggerHouse(t, text)),
  }
  if (!text.includes(runningHouse)) return { folder, address: '', environment }
  readyHouse ??= makeReady()
  const { instance, token } = await readyHouse
  await cp(instance, environment.LYCEUM_INSTANCE, { recursive: true })
  const { PASSWORD: _, ...ofHouse } = environment
  const { address } = await startServer(t, ofHouse)
  return { folder, address, environment: { ...environment, TOKEN: token } }
}

type ReadyHouse = Readonly<{ instance: string; token: string }>
let readyHouse: Promise<ReadyHouse> | undefined

/** A house with an administrator and her token, made once: pages that talk to a running house begin with a copy of it. */
async function makeReady(): Promise<ReadyHouse> {
  const environment = { LYCEUM_INSTANCE: join(ofAllPages, 'instance') }
  await runCommand(environment, ['migrate', 'up'])
  const ada = ['user', 'create', 'ada@example.org', '--name', 'Ada', '--role', 'admin', '--password-stdin']
  await runCommand(environment, ada, password)
  const { stdout } = await runCommand(environment, ['user', 'token', 'ada@example.org', '--name', 'documents'])
  return { instance: environment.LYCEUM_INSTANCE, token: stdout.trim() }
}

/** Where a page moves a house, there is an empty database and an empty place for files to move it to. */
async function biggerHouse(t: TestContext, text: string): Promise<Record<string, string>> {
  if (!text.includes('$DATABASE_URL')) return {}
  return { DATABASE_URL: await emptyDatabase(t, 'postgres'), FILES_URL: (await sharedS3()).emptyPlace(), ...s3Keys }
}

/** As one script, so that variables live on; it stops at the first line that fails, and tells each line before. */
async function runScript({ folder, address, environment }: OpenPage, lines: readonly string[]) {
  const { PATH = '', HOME = '' } = process.env
  const script = [curlRefusing, ...lines].join('\n').replaceAll('http://127.0.0.1:5000', address)
  const child = spawn('sh', ['-eux'], { cwd: folder, env: { PATH, HOME, ...environment } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece))
  child.stdin.end(script)
  const [code] = await once(child, 'close')
  return { code, output }
}

/** An answer of 400 or more is a command that failed. */
const curlRefusing = 'curl() { command curl --fail-with-body "$@"; }'
