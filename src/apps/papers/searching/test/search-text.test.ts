import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { effortMs } from '../../../../../test/support/effort.ts'
import type { FilterTerm } from '../paper-filter.ts'
import { readSearch } from '../search-text.ts'

const term = (field: FilterTerm['field'], values: string[], isNot = false): FilterTerm => ({ field, values, isNot })
const termsOf = (text: string): readonly FilterTerm[] => readSearch(text).filter.terms
const wordsOf = (text: string): readonly string[] => readSearch(text).filter.words

test('PAP-7.3 words are words, and the last one may be unfinished', () => {
  assert.deepEqual(wordsOf('Protein folding'), ['protein', 'folding*'])
  assert.deepEqual(wordsOf('Protein folding '), ['protein', 'folding'], 'a blank ends it')
  assert.deepEqual(wordsOf('of'), ['of'], 'two letters would let nearly everything through')
  assert.deepEqual(wordsOf('"deep learning" CRISPR-Cas9 '), ['deep', 'learning', 'crispr', 'cas9'])
})

test('PAP-7.3 what can only be an identifier is looked for exactly', () => {
  const cases: readonly [string, FilterTerm][] = [
    ['10.1038/NATURE12373', term('doi', ['10.1038/nature12373'])],
    ['https://doi.org/10.1038/nature12373', term('doi', ['10.1038/nature12373'])],
    ['doi: 10.1016/S0140-6736(97)11096-0', term('doi', ['10.1016/s0140-6736(97)11096-0'])],
    ['1549-1676', term('issn', ['1549-1676'])],
    ['PMID: 29456894', term('identifier', ['29456894'])],
    ['29456894', term('identifier', ['29456894'])],
    ['PMC5815332', term('identifier', ['PMC5815332'])],
    ['arXiv:1706.03762v5', term('identifier', ['1706.03762'])],
  ]
  for (const [text, expected] of cases) assert.deepEqual(termsOf(text), [expected], text)
  assert.deepEqual(termsOf('1234-5678'), [], 'the check digit is wrong, so it is no ISSN')
  assert.deepEqual(wordsOf('2020'), ['2020*'], 'a year is a word')
})

test('PAP-7.3 conditions narrow by field, with several values, phrases and a minus', () => {
  assert.deepEqual(termsOf('status:failed journal:"PLoS ONE" year:2015..2020 code:bot_challenge has:file'), [
    term('status', ['failed']),
    term('journal', ['PLoS ONE']),
    term('year', ['2015..2020']),
    term('code', ['bot_challenge']),
    term('has', ['file']),
  ])
  assert.deepEqual(termsOf('status:failed,manual -language:en licence:cc-by-4.0'), [
    term('status', ['failed', 'manual']),
    term('language', ['en'], true),
    term('license', ['cc-by-4.0']),
  ])
  assert.deepEqual(wordsOf('covid:19 '), ['covid', '19'], 'what is no field is words')
})

test('PAP-7.3 a condition that cannot be met lets nothing through, and is named', () => {
  const { filter, problems } = readSearch('status:finished year:20x5')
  assert.deepEqual(filter.terms, [term('status', []), term('year', [])])
  assert.deepEqual(
    problems.map(({ word }) => word),
    ['status:finished', 'year:20x5'],
  )
  assert.ok(problems[0]?.known.includes('failed'))
})

test('R-V1 any text can be searched for, quickly, and words hold nothing but letters and digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => {
      const { filter } = readSearch(text)
      for (const word of filter.words) assert.match(word, /^[\p{L}\p{N}\p{M}]+\*?$/u)
    }),
  )
  for (const text of ['"'.repeat(1e6), 'a:'.repeat(5e5), '10.1234/'.repeat(1e5), `status:"${' '.repeat(1e6)}`]) {
    assert.ok(effortMs(() => readSearch(text), 100) < 100, `${text.slice(0, 10)}… took too long`)
  }
})
