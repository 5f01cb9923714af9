import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

// JavaScript, which the compiler does not look into: it strips the types of all the rest.
const { withoutTypes }: { withoutTypes: (text: string, folder: string | undefined) => string } = await import(
  new URL('../src/stripping.js', import.meta.url).href
)

const folder = mkdtempSync(join(tmpdir(), 'lyceum-stripping-'))
after(() => rmSync(folder, { recursive: true }))

test('a text without its types is kept whole under its sum, and read from there the next time', () => {
  const place = join(folder, 'below', 'kept')
  assert.equal(withoutTypes('const one: number = 1', place), 'const one         = 1')
  const [name = '', ...more] = readdirSync(place)
  assert.deepEqual(more, [], 'no draft is left')

  writeFileSync(join(place, name), `${readFileSync(join(place, name), 'utf8')} // kept`)
  assert.equal(withoutTypes('const one: number = 1', place), 'const one         = 1 // kept')
  assert.equal(withoutTypes('const one: number = 2', place), 'const one         = 2')
})

test('where nothing can be kept, types are stripped all the same', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  for (const place of [undefined, file, join(file, 'below')]) {
    assert.equal(withoutTypes('let none: null', place), 'let none      ')
  }
  assert.equal(readFileSync(file, 'utf8'), '')
})
