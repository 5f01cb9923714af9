import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { emptyFolder } from './support/folders.ts'
import { type ProcessEnvironment, runCommand, startServer, temporaryInstance } from './support/process.ts'
import { until } from './support/until.ts'

const root = join(import.meta.dirname, '..')
const run = promisify(execFile)
/** The first start of everything, on a busy machine. */
const patienceMs = 240_000

type Packed = Readonly<{ filename: string; files: readonly Readonly<{ path: string }>[] }>

/** The tarball as it would be published, with the list of what is in it. */
async function pack(folder: string): Promise<Packed> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await run('npm', args, { cwd: root, maxBuffer: 20e6 })
  const [packed] = JSON.parse(stdout) as Packed[]
  assert.ok(packed)
  return packed
}

/** Installs it as somebody else would: with npm, into a folder that holds nothing. */
async function install(folder: string, tarball: string): Promise<string> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }))
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball)]
  await run('npm', args, { cwd: folder, maxBuffer: 20e6 })
  return join(folder, 'node_modules/.bin/lyceum')
}

test('PAP-R-060 the tarball of npm pack, installed in an empty folder, runs all four apps', async (t) => {
  const folder = emptyFolder(t)
  const { filename, files } = await pack(folder)
  const paths = files.map(({ path }) => path)
  for (const needed of ['LICENSE', 'CHANGELOG.md', 'docs/administrators.md', 'deploy/lyceum.service', 'Dockerfile'])
    assert.ok(paths.includes(needed), needed)
  const unwanted = /^(?:test|bench|instance|node_modules|\.ci|tsconfig|biome)\b|\/(?:test|contract)\/|\.log$/
  assert.deepEqual(
    paths.filter((path) => unwanted.test(path)),
    [],
    'tests and their data stay at home',
  )

  const program = await install(folder, filename)
  const installed = readdirSync(join(folder, 'node_modules'))
  assert.ok(
    installed.includes('fastify') && !installed.includes('typescript'),
    'what is for developers alone is left out',
  )
  const environment = await temporaryInstance(t)
  const server = await startServer(t, environment, program)
  const dora = ['dora@lyceum.test', '--name', 'Dora', '--role', 'admin', '--password-stdin']
  await command(environment, program, ['user', 'create', ...dora], 'correct horse battery staple')
  const { token } = await command(environment, program, ['user', 'token', 'dora@lyceum.test', '--name', 'smoke'])
  const pieces: { name: string; href: string }[] = await command(environment, program, ['demo', 'load'])
  const lastOf = (name: string): string =>
    pieces
      .find((piece) => piece.name === name)
      ?.href.split('/')
      .at(-1) ?? ''
  const get = async (path: string): Promise<Answer> =>
    (await fetch(server.address + path, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<Answer>

  await until('papers are listed', async () => (await get('/api/v1/papers/papers')).items.length > 5, patienceMs)
  const task = `/runner/tasks/${lastOf('plugins.run')}/`
  await until('a plugin has run', async () => (await get(task)).status === 'SUCCESS', patienceMs)
  const study = `/api/v1/studies/${lastOf('studies.sample')}`
  await until('an analysis is done', async () => (await get(study)).analyses[0]?.state === 'done', patienceMs)
  assert.ok((await get('/api/v1/observations/revisions')).items.length > 0, 'a revision is there')
  assert.match(await (await fetch(`${server.address}/docs/papers`)).text(), /<h1/)
  const { code, stderr } = await server.stop()
  assert.equal(code, 0, stderr)
})

test('the bill of materials names everything that is passed on, under terms that MIT software may stand on', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'sbom'], { cwd: root, maxBuffer: 20e6 })
  const { bomFormat, components } = JSON.parse(stdout) as Bill
  const names = components.map(({ name }) => name)
  const free = /^\(?(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|CC0-1\.0|Zlib|BlueOak-1\.0\.0| AND | OR )+\)?$/

  assert.equal(bomFormat, 'CycloneDX')
  assert.ok(names.includes('fastify') && names.includes('node'))
  assert.ok(!names.includes('typescript') && !names.includes('playwright-core'))
  const terms = components.map(
    ({ name, licenses = [] }) =>
      [
        name,
        licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name).join(' AND '),
      ] as const,
  )
  assert.deepEqual(
    terms.filter(([name, licence]) => !free.test(licence) && !withoutTerms.includes(name)),
    [],
  )
})

/** Their licence stands in a file beside package.json: Zero-Clause BSD, and MIT. */
const withoutTerms = ['htmx.org', 'i']

type Bill = Readonly<{
  bomFormat: string
  components: readonly Readonly<{
    name: string
    licenses?: readonly Readonly<{ expression?: string; license?: Readonly<{ id?: string; name?: string }> }>[]
  }>[]
}>

/** What the API says of a list, a run of a plugin, or a study. */
type Answer = Readonly<{ items: readonly unknown[]; status: string; analyses: readonly Readonly<{ state: string }>[] }>

/** What a command prints as JSON. */
async function command(environment: ProcessEnvironment, program: string, args: readonly string[], stdin = '') {
  const { code, stdout, stderr } = await runCommand(environment, [...args, '--json'], stdin, program)
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout)
}
