import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAuthors } from '../authors.ts'
import { type DateOrder, readDate } from '../dates.ts'
import { titleFingerprint } from '../fingerprint.ts'
import { readArxiv, readIsbns, readPmcid, readPmid, readScopusEid, readWebAddress, readWosUt } from '../identifiers.ts'
import { normaliseIssn, readIssns } from '../issn.ts'
import { ISSUES } from '../issue-codes.ts'
import { languageTag, readLanguages } from '../languages.ts'
import { readOaStatus } from '../open-access.ts'
import { cleanCell, clipped, isPlaceholder } from '../text.ts'
import { isRetractedTitle, readType } from '../types.ts'

const dateOf = (text: string, order: DateOrder = null) => readDate(text, order, 2028).value

test('dates are read in the precision they are given', () => {
  const dates: Readonly<Record<string, string | null>> = {
    '2021': '2021',
    '2021.0': '2021',
    '2021-3': '2021-03',
    '2021-03-29': '2021-03-29',
    '2021-03-29T10:00:00Z': '2021-03-29',
    '2026-01-10 09:15:00': '2026-01-10',
    '2021/03/29': '2021-03-29',
    '2012/09//': '2012-09',
    '2012///Spring': '2012',
    '29.03.2021': '2021-03-29',
    '03.2021': '2021-03',
    '30/08/2005': '2005-08-30',
    '8/30/2005': '2005-08-30',
    '05/05/2005': '2005-05-05',
    '08/2005': '2005-08',
    '17 September 2012': '2012-09-17',
    'Sep 17, 2012': '2012-09-17',
    '2005 Aug 30': '2005-08-30',
    'SEP 2012': '2012-09',
    'März 2012': '2012-03',
    '1er août 2012': '2012-08-01',
    'MAR-APR 2012': '2012',
    'WIN 2012': '2012',
    '[[2012,9,17]]': '2012-09-17',
    '2012,9': '2012-09',
    '2021-02-30': null,
    '2020-02-29': '2020-02-29',
    '1900-02-29': null,
    '1499': null,
    '2029': null,
    '21': null,
    soon: null,
    '2021-13': null,
  }
  for (const [text, date] of Object.entries(dates)) assert.equal(dateOf(text), date, text)
})

test('only the order of the file settles a date that could be two', () => {
  assert.deepEqual(readDate('03/04/2021', null, 2028), { value: null, problem: 'date_ambiguous' })
  assert.equal(dateOf('03/04/2021', 'day-first'), '2021-04-03')
  assert.equal(dateOf('03/04/2021', 'month-first'), '2021-03-04')
})

test('an ISSN is valid only with its check digit', () => {
  assert.equal(normaliseIssn('1549-1676'), '1549-1676')
  assert.equal(normaliseIssn('2050084x'), '2050-084X')
  assert.equal(normaliseIssn('1234-5678'), null)
  assert.equal(normaliseIssn('280836'), '0028-0836')
  assert.deepEqual(readIssns('0028-0836, 1476-4687; 1234-5678'), { valid: ['0028-0836', '1476-4687'], isBroken: true })
  assert.deepEqual(readIssns('0028-0836 (Print) 1476-4687 (Electronic)').valid, ['0028-0836', '1476-4687'])
})

test('identifiers are taken out of what surrounds them', () => {
  assert.equal(readArxiv('arXiv:1706.03762v5 [cs.CL]'), '1706.03762')
  assert.equal(readArxiv('http://arxiv.org/abs/hep-th/9901001v2'), 'hep-th/9901001')
  assert.equal(readArxiv('10.1000/1706.0376'), '1706.0376')
  assert.equal(readArxiv('nothing'), null)
  assert.equal(readPmid('PMID: 0029456894'), '29456894')
  assert.equal(readPmid('https://pubmed.ncbi.nlm.nih.gov/29456894/'), '29456894')
  assert.equal(readPmid('123456789'), null)
  assert.equal(readPmcid('https://www.ncbi.nlm.nih.gov/pmc/articles/5815332'), 'PMC5815332')
  assert.equal(readPmcid('pmc1182327.1'), 'PMC1182327.1')
  assert.equal(readScopusEid('2-s2.0-85012345678'), '2-s2.0-85012345678')
  assert.equal(readWosUt('WOS:000356730800001'), 'WOS:000356730800001')
  assert.equal(readWosUt('000356730800001'), 'WOS:000356730800001')
  assert.deepEqual(readIsbns('0-306-40615-2; 978-0-306-40615-7; 1234567890'), ['9780306406157'])
  assert.equal(readWebAddress('javascript:alert(1)'), null)
  assert.equal(readWebAddress('https://example.org/a'), 'https://example.org/a')
})

test('languages are known by code and by name', () => {
  const tags: Readonly<Record<string, string | null>> = {
    en: 'en',
    'en-GB': 'en',
    eng: 'en',
    ger: 'de',
    Deutsch: 'de',
    ENGLISH: 'en',
    français: 'fr',
    Spanisch: 'es',
    russe: 'ru',
    zh: 'zh',
    Klingonish: null,
    zz: null,
    und: null,
  }
  for (const [word, tag] of Object.entries(tags)) assert.equal(languageTag(word), tag, word)
  assert.deepEqual(readLanguages('English; German'), { tag: 'en', others: ['German'], isUnknown: false })
})

test('types of all programs become one of ours', () => {
  const types: Readonly<Record<string, string>> = {
    'journal-article': 'journal-article',
    Article: 'journal-article',
    'Article; Early Access': 'journal-article',
    'Proceedings Paper': 'proceedings-article',
    conferencePaper: 'proceedings-article',
    'Book Chapter': 'book-chapter',
    Preprint: 'posted-content',
    mastersthesis: 'dissertation',
    'Data Paper': 'journal-article',
    'Data Set': 'dataset',
    RPRT: 'report',
    'peer-review': 'peer-review',
    'Conference review': 'other',
  }
  for (const [word, type] of Object.entries(types))
    assert.deepEqual(readType(word), { type, isUnknown: false, isRetracted: false }, word)
  assert.deepEqual(readType('Aufsatz'), { type: 'other', isUnknown: true, isRetracted: false })
  assert.deepEqual(readType('constructor'), { type: 'other', isUnknown: true, isRetracted: false })
  assert.equal(readType('Article; Retracted Publication').isRetracted, true)
  assert.equal(isRetractedTitle('RETRACTED: On nothing'), true)
  assert.equal(isRetractedTitle('Retracted papers: a study'), false)
})

test('names are split where that is safe', () => {
  assert.deepEqual(readAuthors('Doe J, Roe RA.'), [
    { family: 'Doe', given: 'J' },
    { family: 'Roe', given: 'RA' },
  ])
  assert.deepEqual(readAuthors('Doe, Jane (57000000001); ATLAS Collaboration'), [
    { family: 'Doe', given: 'Jane' },
    { literal: 'ATLAS Collaboration' },
  ])
  assert.deepEqual(readAuthors('Jane Doe|Richard Roe'), [{ literal: 'Jane Doe' }, { literal: 'Richard Roe' }])
  assert.deepEqual(readAuthors('[No author name available]'), [])
})

test('cells are cleaned without losing letters', () => {
  assert.equal(cleanCell('\u00a0 a\u00a0b\u0007\n c '), 'a b  c')
  assert.equal(cleanCell('e\u0301'), 'é')
  for (const word of ['\\N', 'NULL', 'n/a', 'NaN', '-']) assert.equal(isPlaceholder(word), true, word)
  assert.equal(isPlaceholder('Natur'), false)
  assert.equal(clipped('a😀', 2), 'a')
})

test('a fingerprint is what spellings of one title share', () => {
  assert.equal(titleFingerprint('Zur Elektrodynamik bewegter Körper'), 'zurelektrodynamikbewegterkorper')
  assert.equal(titleFingerprint('The state of OA: a large-scale analysis!'), 'thestateofoaalargescaleanalysis')
  assert.equal(titleFingerprint('Straße Æ'), 'strasseae')
  assert.equal(titleFingerprint('数据 2020'), '数据2020')
  assert.equal(titleFingerprint('x'.repeat(500)).length, 120)
  assert.equal(titleFingerprint('—'), '')
})

test('open access has one word', () => {
  assert.equal(readOaStatus('All Open Access; Hybrid Gold Open Access; Green Open Access'), 'hybrid')
  assert.equal(readOaStatus('Green Submitted, gold'), 'gold')
  assert.equal(readOaStatus(''), null)
})

test('every issue has a sentence and says what to do', () => {
  for (const [code, { sentence, remedy }] of Object.entries(ISSUES)) {
    assert.match(sentence, /^[A-Z].*\.$/, code)
    assert.match(remedy, /^[A-Z].*\.$/, code)
  }
})
