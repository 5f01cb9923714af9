import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { loadCatalogue, stockFolder } from '../loading/catalogue.ts'
import { identifierOf } from '../loading/description.ts'
import { idOf } from '../sdk/values.ts'

const folder = join(import.meta.dirname, 'plugins')

test('RUN-5.2 RUN-R-V a plugin that throws, hangs or talks nonsense is listed with its reason, and the rest works', async () => {
  const { plugins, errors, find } = await loadCatalogue({ pluginFolders: [folder, '/nowhere'] }, 2_000)

  assert.ok(find('naughty@v1-0-0'))
  assert.ok(find('hello-world@v0-2-1'), 'stock plugins are there always')
  const reasonOf = (name: string): string =>
    errors.find(({ file }) => file.includes(`/${name}`))?.reason ?? 'no error is listed'
  assert.match(reasonOf('broken'), /cannot even be loaded.*plugin\.ts:1/)
  assert.match(reasonOf('hangs'), /did not load within 2 s/)
  assert.match(reasonOf('nonsense'), /version/)
  assert.match(reasonOf('nonsense'), /tags/)
  assert.match(reasonOf('nowhere'), /cannot be read/)
  assert.ok(!plugins.some(({ name }) => name === 'a/b'))
})

test('RUN-5.2 a folder that is a plugin is one; of two with the same name and version the later one counts', async () => {
  const one = join(folder, 'files')
  const { errors, find } = await loadCatalogue({ pluginFolders: [one, one] })
  assert.ok(find('files@v1-0-0'))
  const [twice] = errors.filter(({ file }) => file.startsWith(one))
  assert.match(twice?.reason ?? '', /takes its place/)
})

test('RUN-9.4.3 the stock plugins load, all of them, and each registers once', async () => {
  const { plugins, errors } = await loadCatalogue({ pluginFolders: [] })

  assert.deepEqual(errors, [])
  assert.ok(plugins.length > 30, String(plugins.length))
})

test('RUN-9.4.2 no stock plugin imports modules of another one', () => {
  const plugins = globSync('*/plugin.ts', { cwd: stockFolder }).map((file) => dirname(file))
  const files = plugins
    .flatMap((plugin) => globSync(`${plugin}/**/*.ts`, { cwd: stockFolder }))
    .filter((file) => !/\/test\/|\.test\.ts$/.test(file))
  const crossing = files.flatMap((file) => {
    const text = readFileSync(join(stockFolder, file), 'utf8')
    return [...text.matchAll(/\bfrom '(\.[^']*)'|\bimport\('(\.[^']*)'\)/g)]
      .map(([, plain, lazy]) => join(dirname(file), plain ?? lazy ?? ''))
      .filter((to) => !to.startsWith('..') && ![file.split('/')[0], 'shared'].includes(to.split('/')[0]))
      .map((to) => `${file} imports ${to}`)
  })

  assert.ok(files.length > 40, String(files.length))
  assert.deepEqual(crossing, [])
})

test('RUN-1.2.1 the identifier is name and version with dashes for dots, and nothing else changed', () => {
  assert.equal(identifierOf({ name: 'hello-world', version: 'v0.2.1' }), 'hello-world@v0-2-1')
  assert.equal(identifierOf({ name: 'a.b', version: '1.0.0rc1' }), 'a-b@1-0-0rc1')
  assert.equal(identifierOf({ name: 'Histogram Visualization', version: 'v1.0.1' }), 'Histogram Visualization@v1-0-1')
})

test('RUN-2.8.1 the id of a field is its wire name in snake case', () => {
  assert.deepEqual(['nInit', 'zip1Url', 'inputStr', 'data'].map(idOf), ['n_init', 'zip1_url', 'input_str', 'data'])
})
