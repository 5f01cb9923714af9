import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { loadCatalogue } from '../loading/catalogue.ts'
import { readInstalled } from '../loading/installed.ts'
import { install, remove } from '../loading/installing.ts'
import { installedOf } from './support.ts'

const now = '2026-01-02T03:04:05.000Z'

const plugin = (version: string): string => `import { words } from 'lyceum-words'
import { definePlugin } from 'lyceum/plugin'
export default definePlugin({ name: 'letters', version: '${version}', title: words, description: '', type: 'processing',
  tags: [], outputs: [], run: () => words })
`

type Package = Readonly<{ version: string; files: Readonly<Record<string, string>>; rest?: object }>

/** A registry of packages, as npm asks one; npm of this test and of what it starts goes there and nowhere else. */
async function openRegistry(t: TestContext, folder: string, packages: Readonly<Record<string, readonly Package[]>>) {
  const tarballs = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    const tarball = tarballs.get(path)
    if (tarball) return response.end(tarball)
    const known = packages[path]
    response.setHeader('content-type', 'application/json')
    if (!known) return response.writeHead(404).end('{}')
    const versions = known.map(({ version, rest }) => {
      const name = `${path}-${version}.tgz`
      const integrity = `sha512-${createHash('sha512')
        .update(tarballs.get(name) ?? '')
        .digest('base64')}`
      return [version, { name: path, version, ...rest, dist: { tarball: `${address}/${name}`, integrity } }]
    })
    const latest = known.at(-1)?.version
    return response.end(JSON.stringify({ name: path, 'dist-tags': { latest }, versions: Object.fromEntries(versions) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const [name, versions] of Object.entries(packages))
    for (const { version, files, rest } of versions) {
      const packed = join(folder, `${name}-${version}`)
      mkdirSync(join(packed, 'package'), { recursive: true })
      const all = { ...files, 'package.json': JSON.stringify({ name, version, type: 'module', ...rest }) }
      for (const [file, text] of Object.entries(all)) writeFileSync(join(packed, 'package', file), text)
      tarballs.set(`${name}-${version}.tgz`, execFileSync('tar', ['-cz', '-C', packed, 'package']))
    }
  const before = { ...process.env }
  Object.assign(process.env, { npm_config_registry: address, npm_config_cache: join(folder, 'cache') })
  t.after(() => {
    for (const name of ['npm_config_registry', 'npm_config_cache']) delete process.env[name]
    Object.assign(process.env, before)
    server.closeAllConnections()
    server.close()
  })
}

test('RUN-9.4.1 RUN-5.3 a package of npm is a plugin; its scripts never run, its packages are found, and it goes again', async (t) => {
  const folder = emptyFolder(t)
  const marker = join(folder, 'marker')
  const needsWords = { dependencies: { 'lyceum-words': '^1.0.0' }, scripts: { postinstall: `touch ${marker}` } }
  await openRegistry(t, folder, {
    'lyceum-letters': [
      { version: '1.0.0', files: { 'plugin.js': plugin('v1.0.0') }, rest: needsWords },
      { version: '1.1.0', files: { 'plugin.js': plugin('v1.1.0') }, rest: needsWords },
    ],
    'lyceum-words': [
      { version: '1.2.0', files: { 'index.js': "export const words = 'Letters'\n" }, rest: { exports: './index.js' } },
    ],
  })
  const places = { instance: join(folder, 'instance'), gitPlugins: [], pluginFolders: [] }

  await install(places, ['lyceum-letters@1.0.0'], { now })

  const found = (await installedOf(places)).find('letters@v1-0-0')
  assert.equal(found?.title, 'Letters', 'what it imports was installed with it')
  assert.equal(existsSync(marker), false, 'no script of a package ran')
  const named = { pluginFolders: [join(places.instance, 'plugins/node_modules/lyceum-letters')] }
  assert.ok((await loadCatalogue(named)).find('letters@v1-0-0'), 'a package that is there is named by its folder')
  await install(places, ['lyceum-letters@1.1.0'], { now })
  assert.ok((await installedOf(places)).find('letters@v1-1-0'))
  assert.deepEqual(
    (await readInstalled(places)).map(({ origin }) => origin),
    ['lyceum-letters@1.1.0'],
  )

  await assert.rejects(install(places, ['lyceum-letters@9.9.9'], { now }), { code: 'plugins.npm', message: /9\.9\.9/ })
  await assert.rejects(install(places, ['lyceum-words@1.2.0'], { now }), { code: 'plugins.nothing-there' })
  const asked = JSON.parse(readFileSync(join(places.instance, 'plugins/package.json'), 'utf8'))
  assert.deepEqual(Object.keys(asked.dependencies), ['lyceum-letters'], 'what failed is asked for no more')
  assert.ok((await installedOf(places)).find('letters@v1-1-0'), 'what was there before still works')

  mkdirSync(join(folder, 'own'))
  writeFileSync(join(folder, 'own/plugin.ts'), plugin('v3.0.0'))
  writeFileSync(join(folder, 'own/package.json'), JSON.stringify({ dependencies: { 'lyceum-words': '1.2.0' } }))
  await install(places, [join(folder, 'own')], { now })
  const own = (await installedOf(places)).find('letters@v3-0-0')
  assert.equal(own?.title, 'Letters', 'a folder has its packages installed beside those of all others')

  await remove(places, 'lyceum-letters')
  assert.equal((await installedOf(places)).find('letters@v1-1-0'), undefined)
  assert.equal(existsSync(join(places.instance, 'plugins/node_modules/lyceum-letters')), false)
})
