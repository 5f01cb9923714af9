import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentPage } from '../document.ts'

test('RUN-8.3.16 keys, texts, numbers and words are told apart, and nothing in them is HTML', () => {
  const page = documentPage('a.json', { '<i>': ['<script>', 1.5, true, null], empty: {} })
  assert.ok(!page.includes('<script>') && !page.includes('<i>'))
  assert.match(page, /<span class="number">1.5<\/span>/)
  assert.match(page, /<span class="literal">null<\/span>/)
  assert.match(page, /<span class="key">empty<\/span>: \{\}/)
  assert.match(page, /4 entries/)
})

test('RUN-8.3.16 of long lists the start is shown, and nothing is too large or too deep', () => {
  const long = documentPage(
    'a.json',
    Array.from({ length: 1_000 }, (_, at) => at),
  )
  assert.match(long, /and 900 more/)
  const wide = documentPage(
    'a.json',
    Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [1, 2, 3])),
  )
  assert.ok(wide.length < 2_000_000, `${wide.length}`)
  let deep: unknown = 1
  for (let level = 0; level < 5_000; level++) deep = [deep]
  assert.match(documentPage('a.json', deep), /… \]/)
})
