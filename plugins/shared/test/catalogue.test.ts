import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Plugin } from '../../../src/apps/plugins/sdk/plugin.ts'

const folder = join(import.meta.dirname, '../..')
const rows = readFileSync(join(folder, 'README.md'), 'utf8').split('\n')

test('RUN-8.1 the README of the stock plugins names every one of them with its version', async () => {
  const files = globSync('*/plugin.ts', { cwd: folder }).sort()
  assert.ok(files.length >= 40)
  for (const file of files) {
    const { default: plugin }: { default: Plugin } = await import(pathToFileURL(join(folder, file)).href)
    const { name, version } = plugin
    const row = rows.find((line) => line.startsWith(`| ${name}@`) || line.startsWith(`| ${name} |`))
    assert.ok(
      row?.includes(`| ${version} |`),
      `plugins/README.md should say of ${name} that ${version} stands in ${file}`,
    )
  }
})

test('RUN-9.4.2 no plugin imports modules of another', () => {
  const sources = globSync('*/**/*.ts', { cwd: folder, exclude: ['shared/**', '**/test/**'] })
  const crossing = sources.flatMap((file) => {
    const [own = ''] = file.split('/')
    const text = readFileSync(join(folder, file), 'utf8')
    const specifiers = [...text.matchAll(/from '(\.\.?\/[^']*)'/g)].map(([, specifier = '']) => specifier)
    return specifiers
      .map((specifier) => join(file, '..', specifier))
      .filter((target) => !target.startsWith('..') && ![own, 'shared'].includes(target.split('/')[0] ?? ''))
      .map((target) => `${file} imports ${target}`)
  })

  assert.ok(sources.length > 100)
  assert.deepEqual(crossing, [])
})
