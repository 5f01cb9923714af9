import assert from 'node:assert/strict'
import { test } from 'node:test'
import { candidateAt } from '../../downloading/candidate.ts'
import { LIST_SOURCE, PERSON_SOURCE } from '../../importing/merging.ts'
import type { StoredPaper } from '../../queries/papers.ts'
import { readFieldOrder } from '../../sources/settings.ts'
import type { Details, Findings } from '../../sources/source.ts'
import { type Found, mergeDetails } from '../details.ts'
import { hasBestCandidate, missingDetails, opennessOf } from '../gaps.ts'

const nothing = {
  title: null,
  authors_json: null,
  journal: null,
  published_on: null,
  type: 'other',
  language: null,
  abstract: null,
  oa_status: null,
  issn: null,
  retracted: 0,
  sources_json: null,
} as unknown as StoredPaper

const told = (details: Details, isOpen: boolean | null = null): Findings => ({
  details,
  identifiers: [],
  candidates: [],
  isOpen,
})

const from = (source: string, details: Details, isRegistry = false): Found => ({
  source,
  findings: told(details),
  isRegistry,
})

test('PAP-6.1 a gap is what neither the paper has nor a source has told; an ISSN is wanted of articles alone', () => {
  const all = {
    title: 't',
    authors_json: '[]',
    journal: 'j',
    published_on: '2020',
    language: 'en',
    abstract: 'a',
    oa_status: 'gold',
  }
  assert.equal(missingDetails(nothing, []).length, 8)
  assert.deepEqual(missingDetails({ ...nothing, title: 'T' }, [told({ ...all, type: 'dataset' })]), [])
  assert.deepEqual(missingDetails(nothing, [told({ ...all, type: 'journal-article' })]), ['issn'])
  assert.deepEqual(missingDetails(nothing, [told({ ...all, language: null, type: 'book' })]), ['language'])
})

test('PAP-6.1 nothing beats the published version in a repository, bronze excepted', () => {
  const at = (known: Parameters<typeof candidateAt>[2]) => [candidateAt('https://a.org/1.pdf', 's', known)]
  assert.equal(hasBestCandidate(at({ version: 'published', host: 'repository' })), true)
  assert.equal(hasBestCandidate(at({ version: 'published', host: 'publisher' })), false)
  assert.equal(hasBestCandidate(at({ version: 'accepted', host: 'repository' })), false)
  assert.equal(hasBestCandidate(at({ version: 'published', host: 'repository', isBronze: true })), false)
})

test('PAP-9.3 one source that says "open" is enough; "closed" counts where nobody does', () => {
  assert.equal(opennessOf([told({}, false), told({}, true)]), 'open')
  assert.equal(opennessOf([told({}, false), told({}, null)]), 'closed')
  assert.equal(opennessOf([told({}, null)]), 'unknown')
})

test('PAP-6.1 the first source to know a field has it, with what belongs to it, unless the settings name another', () => {
  const found = [
    from('crossref', { title: 'From the registry', published_on: '2020-05', published_year: 2020 }, true),
    from('openalex', { title: 'From a catalogue', language: 'en', published_on: '2019-12-01', published_year: 2019 }),
  ]
  const plain = mergeDetails(nothing, found)
  const ordered = mergeDetails(nothing, found, readFieldOrder('published_on openalex, title europe-pmc'))

  assert.deepEqual(
    [plain.title, plain.published_on, plain.published_year, plain.language],
    ['From the registry', '2020-05', 2020, 'en'],
  )
  assert.deepEqual(
    [ordered.title, ordered.published_on, ordered.published_year],
    ['From the registry', '2019-12-01', 2019],
  )
  assert.equal(JSON.parse(String(ordered.sources_json)).published_on, 'openalex')
})

test('PAP-6.1 a list keeps what it said against catalogues, not against the registry, and a person against all', () => {
  const paper = { ...nothing, title: 'Mine', journal: 'Mine', language: 'de' }
  const listed = {
    ...paper,
    sources_json: JSON.stringify({ title: PERSON_SOURCE, journal: LIST_SOURCE, language: LIST_SOURCE }),
  }
  const found = [
    from('crossref', { title: 'Theirs', journal: 'Theirs' }, true),
    from('openalex', { language: 'en', abstract: 'Theirs' }),
  ]
  const changed = mergeDetails(listed, found, readFieldOrder('title crossref'))

  assert.deepEqual(
    [changed.title, changed.journal, changed.language, changed.abstract],
    [undefined, 'Theirs', undefined, 'Theirs'],
  )
})

test('PAP-6.1 an order of fields is understood or refused', () => {
  assert.deepEqual(
    [...(readFieldOrder('authors crossref openalex') ?? [])],
    [['authors_json', ['crossref', 'openalex']]],
  )
  assert.equal(readFieldOrder('')?.size, 0)
  for (const wrong of ['abstract', 'abstract nobody', 'retracted crossref', 'title crossref, title openalex'])
    assert.equal(readFieldOrder(wrong), undefined, wrong)
})
