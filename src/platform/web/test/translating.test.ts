import assert from 'node:assert/strict'
import { cpSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { emptyFolder } from '../../../../test/support/folders.ts'
import { formatPo, type PoEntry, parsePo } from '../po.ts'
import { exportPo, importPo } from '../translating.ts'

const folder = join(import.meta.dirname, '../../..')

/** The catalogues of the house, to be changed. */
function copyOf(t: TestContext): string {
  const copy = emptyFolder(t)
  for (const file of globSync('{platform,apps}/*/languages/*.json', { cwd: folder }))
    cpSync(join(folder, file), join(copy, file))
  return copy
}

const contentOf = (copy: string): Map<string, string> =>
  new Map(
    globSync('**/*.json', { cwd: copy })
      .sort()
      .map((file) => [file, readFileSync(join(copy, file), 'utf8')]),
  )

test('what is exported and imported again changes no letter of any catalogue', (t) => {
  const copy = copyOf(t)
  const before = contentOf(copy)
  assert.ok(before.size > 20)

  assert.deepEqual(importPo('de', exportPo('de', copy), copy), { changed: 0, open: 0 })

  assert.deepEqual(contentOf(copy), before)
})

test('a sentence that a translator changed lands in its part alone, in its place', (t) => {
  const copy = copyOf(t)
  const before = contentOf(copy)
  const file = 'platform/web/languages/de.json'
  const po = exportPo('de', copy)
  assert.match(po, /msgctxt "platform\/web"\nmsgid "Help"\nmsgstr "Hilfe"\n/)
  assert.match(po, /msgid_plural "\{\{count\}\} checks fail."\nmsgstr\[0\] .+\nmsgstr\[1\] "\{\{count\}\} Prüfungen/)

  const changed = po.replace('msgid "Help"\nmsgstr "Hilfe"', 'msgid "Help"\nmsgstr "Hilfe "\n"und \\"Rat\\""')
  assert.deepEqual(importPo('de', changed, copy), { changed: 1, open: 0 })

  const after = contentOf(copy)
  assert.equal(after.get(file), before.get(file)?.replace('"Help": "Hilfe"', '"Help": "Hilfe und \\"Rat\\""'))
  assert.deepEqual(
    [...after].filter(([name]) => name !== file),
    [...before].filter(([name]) => name !== file),
  )
})

test('what is guessed or left out changes nothing; lost values and unknown sentences are refused, and nothing is written', (t) => {
  const copy = copyOf(t)
  const before = contentOf(copy)
  const entry = (id: string, text: string, more = ''): string =>
    `${more}msgctxt "platform/web"\nmsgid ${JSON.stringify(id)}\nmsgstr ${JSON.stringify(text)}\n\n`

  assert.deepEqual(importPo('de', entry('Help', ''), copy), { changed: 0, open: 1 })
  assert.deepEqual(importPo('de', entry('Help', 'Rat', '#, fuzzy\n'), copy), { changed: 0, open: 0 })
  const [counted = ''] = /msgid "[^"]*\{\{name\}\}[^"]*"/.exec(exportPo('de', copy)) ?? []
  assert.notEqual(counted, '')
  for (const [po, said] of [
    [entry('Help', 'Rat') + entry('Nobody says this', 'x'), /no sentence of platform\/web/],
    [entry('Help', '{{secret}}'), /same values in braces/],
    [entry('Help', 'Rat').replace('platform/web', '../../etc'), /no sentence of/],
    ['msgid "Help"\nmsgstr "Rat\n', /Line 2 is none/],
    ['Help = Rat', /Line 1 is none/],
  ] as const)
    assert.throws(() => importPo('de', po, copy), said)
  assert.deepEqual(contentOf(copy), before)
})

test('any text comes through a PO file as it was', () => {
  const text = fc.string({
    unit: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 1 }), fc.constantFrom('\n', '\r', '\t', '"', '\\', '#')),
    maxLength: 40,
  })
  const plain = { noNullPrototype: true }
  const entry: fc.Arbitrary<PoEntry> = fc.oneof(
    fc.record({ context: text, id: text.filter((id) => id !== ''), texts: fc.tuple(text) }, plain),
    fc.record({ context: text, id: text.filter((id) => id !== ''), plural: text, texts: fc.tuple(text, text) }, plain),
  )
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      assert.deepEqual(parsePo(formatPo({ Language: 'de' }, entries)), entries)
    }),
    { numRuns: 100, seed: 9 },
  )
})
