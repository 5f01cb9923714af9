import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Fields } from '../../../src/apps/plugins/sdk/fields.ts'
import type { Plugin } from '../../../src/apps/plugins/sdk/plugin.ts'
import { germanOf } from './german.ts'

const folder = join(import.meta.dirname, '../..')
const catalogues = globSync('{,*/}languages/de.json', { cwd: folder }).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  return { file, pairs: Object.entries(JSON.parse(text) as Record<string, string>) }
})
const place = /\{\{(\w+)\}\}/g

test('no translation is left of a sentence that no stock plugin says any more', () => {
  const sources = globSync('**/*.ts', { cwd: folder, exclude: ['**/test/**'] })
  const everything = sources
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
    .replace(/\\(['`])/g, '$1')
  const isSaid = (key: string): boolean => key.split(/\{\{\w+\}\}/).every((piece) => everything.includes(piece.trim()))

  assert.ok(catalogues.length > 2)
  for (const { file, pairs } of catalogues) {
    const unused = pairs.map(([key]) => key).filter((key) => !isSaid(key))
    assert.deepEqual(unused, [], file)
  }
})

test('what the plugins share is translated once, and every translation keeps the values of its sentence', () => {
  const shared = new Set(catalogues.find(({ file }) => dirname(file) === 'languages')?.pairs.map(([key]) => key))
  const valuesIn = (text: string): string[] => [...text.matchAll(place)].map(([, name = '']) => name).sort()

  assert.ok(shared.size > 300)
  for (const { file, pairs } of catalogues)
    for (const [key, text] of pairs) {
      assert.ok(dirname(file) === 'languages' || !shared.has(key), `${file}: ${key} stands in the shared words, too`)
      assert.deepEqual(valuesIn(text), valuesIn(key), `${file}: ${key}`)
    }
})

test('RUN-6.10 whatever the forms of stock plugins say in more than a word is said in German', async () => {
  const textsOf = (fields: Fields = {}): (string | undefined)[] =>
    Object.values(fields).flatMap(({ label, description, options = [] }) => [
      label,
      description,
      ...options.map(([, text]) => text),
    ])
  const isSentence = (text: string | undefined): text is string =>
    text !== undefined && /\p{L}{2,} \p{L}{2,}/u.test(text)

  for (const file of globSync('*/plugin.ts', { cwd: folder })) {
    const { default: plugin }: { default: Plugin } = await import(join(folder, file))
    const { title, description, help, inputs, parameters, steps = {} } = plugin
    const further = Object.values(steps).flatMap((step) => [...textsOf(step.inputs), ...textsOf(step.parameters)])
    const said = [title, description, help, ...textsOf(inputs), ...textsOf(parameters), ...further].filter(isSentence)
    const say = await germanOf(join(folder, dirname(file)))
    assert.ok(said.length > 0, file)
    assert.deepEqual(
      said.filter((text) => say(text) === text),
      [],
      file,
    )
  }
})
